/** The shipped Remote Support procedures and a careful person who walks them. Tests only. */
import type { FactValue } from '../../../preload/contract.ts';
import { acknowledge, type Next, type RunState, start } from '../engine.ts';
import type { Binding, RunEvent, Stamped } from '../events.ts';
import { type ActionTarget, blocking } from '../interlocks.ts';
import type { Library } from '../model.ts';
import { Driver, type Person, type World } from './driver.ts';

export type Facts = Record<string, FactValue>;
/** What is entered at a step, by its path or the last part of it. Of a list each entry is given once, the last for good. */
export type Answers = Record<string, Facts | Facts[]>;

const HASH = 'ab'.repeat(32);
/** What a careful person enters: one round with a base and a product package. */
export const CAREFUL: Answers = {
  status: {
    'rs.serial': 'RS-0001',
    'rs.baseVersion': '6.0.0',
    'rs.productVersion': '23.1.1',
    'rs.setup': 'single',
  },
  'key/status': { 'rs.serial': 'RS-0001', 'rs.baseVersion': '6.0.0', 'rs.productVersion': '23.1.1' },
  target: { 'rs.finalVersion': '24.1.1', 'rs.changeLog': '24.1.1', 'rs.contract': 'active' },
  choose: { 'rs.backup.password': 'set', 'rs.backup.custodian': 'Ms Berg' },
  'backup/download': { 'rs.backup.file': 'settings.nsb', 'rs.backup.sha256': HASH },
  'fresh-backup/download': { 'rs.backup.file': 'settings-3.nsb', 'rs.backup.sha256': 'ef'.repeat(32) },
  'between/download': { 'rs.backup.file': 'settings-2.nsb', 'rs.backup.sha256': 'cd'.repeat(32) },
  'certificate/mark': { 'rs.certificate.name': 'support.example.com' },
  'certificate/export': { 'rs.certificate.content': 'all', 'rs.certificate.custodian': 'Mr Kern' },
  'certificate/file': {
    'rs.certificate.file': 'site.p12',
    'rs.certificate.sha256': HASH,
    'rs.certificate.fingerprint': 'AB:CD',
    'rs.certificate.expiry': '2027-01-01T00:00:00Z',
  },
  'throttle/decision': {
    'rs.jump.count': 20,
    'rs.throttle.before': '10 at once',
    'rs.throttle.decision': 'keep',
  },
  route: { 'rs.route': 'direct', 'rs.route.list': 'base 7.0.0, product 24.1.1' },
  'steps-case': { 'rs.route.caseNumber': '4711' },
  pair: { 'rs.failoverWay': 'synchronous' },
  'prepare/window': { 'rs.maintenance.start': '2026-03-08T20:00:00Z', 'rs.announced': 'told' },
  rehearse: { 'rs.rehearsal': 'none' },
  own: { 'rs.clock.own': -1, 'rs.clock.reference': 'GPS receiver' },
  compare: { 'rs.clock.seen': 2, 'rs.clock.reference': 'GPS receiver' },
  correct: { 'rs.clock.remedy': 'ntp', 'rs.clock.server': '10.0.0.9 instead of pool' },
  generate: { 'rs.key.masked': 'a1b2…y9z0' },
  'key/support': { 'rs.key.caseNumber': '4712', 'rs.key.masked': 'a1b2…y9z0' },
  export: { 'rs.request.serial': 'RS-0001', 'rs.request.sha256': HASH, 'rs.request.medium': 'stick 1' },
  arrive: { 'rs.request.arrivedSerial': 'RS-0001', 'rs.request.arrivedSha256': HASH },
  window: { 'rs.window.start': '2026-03-08T20:00:00Z', 'rs.window.reference': 'change 81' },
  submit: { 'rs.key.answer': 'list' },
  refused: { 'rs.key.refusal': 'invalid key, 20:14' },
  nothing: { 'rs.missing.names': 'all', 'rs.missing.caseNumber': '4713', 'rs.missing.decision': 'stop' },
  list: { 'rs.list.text': 'base-7.0.0\nproduct-24.1.1', 'rs.list.count': 2, 'rs.list.blocked': 0 },
  download: { 'rs.download.stored': 2 },
  missing: { 'rs.missing.names': 'product', 'rs.missing.caseNumber': '4713', 'rs.missing.decision': 'again' },
  seal: {
    'rs.bundle.origin': HASH,
    'rs.bundle.serial': 'RS-0001',
    'rs.medium.primary': 'stick 2',
    'rs.medium.primaryRead': 2,
  },
  reserve: { 'rs.medium.reserve': 'stick 3', 'rs.medium.reserveRead': 2 },
  custody: { 'rs.import.courier': 'Mr Kern, seal 17', 'rs.import.medium': 'primary' },
  check: { 'rs.import.verdict': 'good' },
  quarantine: { 'rs.import.medium': 'reserve' },
  lost: { 'rs.import.caseNumber': '4714', 'rs.import.next': 'stop' },
  hashes: { 'rs.import.rack': HASH, 'rs.import.files': 2 },
  contents: { 'rs.plan.base': 'yes', 'rs.plan.product': 'yes' },
  'plan/base': { 'rs.plan.baseVersion': '7.0.0' },
  'plan/product': { 'rs.plan.productVersion': '24.1.1', 'rs.plan.neededBase': '7.0.0' },
  later: { 'rs.plan.product': 'no' },
  'upload-base': { 'rs.upload.file': 'base-7.0.0.nsb' },
  'base-running': { 'rs.base.seen': 'done' },
  'base-version': { 'rs.baseVersion': '7.0.0' },
  record: { 'rs.problem.seen': 'error 12 since 20:40' },
  'base-problem/support': support('wait'),
  'product-problem/support': support('wait'),
  look: { 'rs.certificate.stores': 'clean', 'rs.certificate.expiry': '2027-01-01T00:00:00Z' },
  acknowledge: { 'rs.certificate.acknowledgedBy': 'Ms Berg' },
  'install/clients': { 'rs.clients.way': 'wait' },
  uninstall: { 'rs.clients.inventory': 12, 'rs.clients.uninstalled': 12 },
  'upload-product': { 'rs.upload.file': 'product-24.1.1.nsb' },
  'product-running': { 'rs.product.seen': 'done' },
  'product-version': { 'rs.productVersion': '24.1.1' },
  'verify/version': { 'rs.productVersion': '24.1.1' },
  console: { 'rs.console.build': '24.1.1 build 81' },
  session: { 'rs.verified': 'works', 'rs.session.id': 'LSID 12' },
  trouble: { 'rs.verified.note': 'no session', 'rs.support.caseNumber': '4715', 'rs.verified.next': 'again' },
  'msi/use': { 'rs.msi.use': 'none' },
  'clients/list': { 'rs.clients.total': 20, 'rs.clients.pending': 0 },
  'clients/missing': { 'rs.clients.next': 'without' },
  without: { 'rs.clients.decision': 'Ms Berg: three are scrapped' },
  supply: { 'rs.supply': 'roundTrip' },
  more: { 'rs.more': 'no' },
  spot: { 'rs.clients.spot': 'current' },
  queue: { 'rs.clients.queued': 3 },
  regenerate: { 'rs.installers.list': 'buttons, Jump Clients, consoles', 'rs.installers': true },
  reinstall: { 'rs.clients.reinstalled': 12 },
  integration: { 'rs.integration.use': 'none' },
  close: { 'rs.media.wiped': 'sticks 1 to 3, Ms Berg' },
};
export function support(decision: 'wait' | 'release' | 'stop'): Facts {
  return {
    'rs.support.caseNumber': '4716',
    'rs.support.decision': decision,
    'rs.support.decidedBy': 'Support Engineer',
    'rs.support.secondPerson': 'Ms Berg',
  };
}

/** Answers each step by the longest tail of its path that the table knows; of a list one entry after the other. */
export class Careful implements Person {
  readonly #answers: Answers;
  readonly #given = new Map<string, number>();
  constructor(answers: Answers) {
    this.#answers = answers;
  }
  answer(path: string, asks: readonly { optional: boolean }[]): Facts | null {
    const given = this.#given.get(path) ?? 0;
    this.#given.set(path, given + 1);
    if (given > 8) return null;
    const parts = path.split('/');
    const key = parts.map((_, index) => parts.slice(index).join('/')).find((tail) => tail in this.#answers);
    const values = key === undefined ? undefined : this.#answers[key];
    if (Array.isArray(values)) return values[Math.min(given, values.length - 1)] ?? null;
    return values ?? (asks.every(({ optional }) => optional) ? {} : null);
  }
  /** Acknowledges what may be acknowledged, and waits for the rest. */
  unblock(what: Extract<Next, { do: 'blocked' }>, state: RunState): RunEvent[] {
    return what.verdicts.filter(({ severity }) => severity === 'soft').flatMap(({ rule }) => acknowledge(state, rule));
  }
}

/** No device answers: everything is asked for. */
export const SILENT: World = {
  probe() {
    throw new Error('nothing answers');
  },
  perform: () => 'refused',
  readBack: () => 'unknown',
};
const BINDING: Binding = {
  role: 'appliance',
  deviceId: 'rs-a',
  deviceName: 'RS A',
  serial: 'RS-0001',
  bmc: '127.0.0.1:6240',
  web: 'https://127.0.0.1:8450',
};

/** A run of a procedure whose only role is `role`. */
export function walking(library: Library, procedure: string, answers: Answers, role = 'appliance', world = SILENT) {
  const driver = new Driver(world, new Careful(answers));
  const bindings = [{ ...BINDING, role }];
  driver.append(start(library, { runId: 'run-1', procedure, siteId: 'practice', scale: 1, bindings }));
  return driver;
}
/** Goes on to the beginning of a step. */
export function to(driver: Driver, path: string): RunState {
  const state = driver.run(({ position }) => position.kind === 'step' && position.path === path && position.begun);
  if (state.position.kind === 'step' && state.position.path === path) return state;
  throw new Error(`stands at ${JSON.stringify(state.position)}, not at ${path}`);
}
/** How often a step was begun. */
export function times(driver: Driver, path: string, type: Stamped['type'] = 'step.begun'): number {
  return driver.events.filter((event) => event.type === type && 'path' in event.data && event.data.path === path)
    .length;
}
/** The rules that refuse an action on the role. */
export function against(state: RunState, action: ActionTarget['action'], role = 'appliance'): string[] {
  return blocking(state, { action, role }, Date.parse(state.at)).map(({ rule }) => rule);
}
/** A run in which these facts were recorded one after the other, in this order, each some seconds after the other. */
export function knowing(library: Library, procedure: string, role: string, ...facts: Facts[]): RunState {
  const driver = walking(library, procedure, {}, role);
  for (const [name, value] of facts.flatMap((each) => Object.entries(each))) {
    driver.append({
      type: 'fact.recorded',
      data: { path: null, facts: [{ name, value, origin: 'entered', serial: null, evidence: null }] },
    });
  }
  return driver.state as RunState;
}

/**
 * The shipped Imprivata procedures over the practice enterprise, and a careful administrator who does what a step says,
 * looks at the consoles every five minutes and answers what is there. Tests only.
 */
import type { Ask, FactValue } from '../../../preload/contract.ts';
import {
  APPLIANCES,
  type ApplianceId,
  AUDIT_SERVER,
  consoleAnswers,
  consoleShows,
  type ImpEvent,
  type ImpState,
  isImpAction,
  NEW_LEVEL,
  newEnterprise,
  OLD_LEVEL,
  reduceImp,
  SITE_OF,
} from '../../practice/imprivata/enterprise.ts';
import { acknowledge, type Next, type ProbeAnswer, type ProbeOrder, placeOf, type RunState, start } from '../engine.ts';
import type { Binding, RunEvent } from '../events.ts';
import type { Library } from '../model.ts';
import { Driver, type Person, type World } from './driver.ts';

const SHA = 'ab'.repeat(32);
const T0 = Date.parse('2026-03-01T20:00:00Z');
const LOOK_MS = 5 * 60_000;
type Values = Record<string, FactValue>;
/** What is answered otherwise than the enterprise shows: by fact; of a list each once, the last for good. */
export type Otherwise = Record<string, FactValue | FactValue[]>;

export const BINDINGS: Binding[] = APPLIANCES.map((id, n) => ({
  ...{ role: 'appliance', deviceId: id, deviceName: id.toUpperCase(), serial: `IMP-${n}`, idrac: null },
  ...{ bmc: `127.0.0.1:${6250 + n}`, web: `https://127.0.0.1:${8460 + n}` },
}));

/** An enterprise, its administrator and the run; `state` is what the consoles show. */
export class Enterprise implements World, Person {
  readonly driver: Driver;
  /** Rules that were acknowledged. */
  readonly acknowledged: string[] = [];
  state: ImpState = newEnterprise();
  readonly #otherwise: Otherwise;
  readonly #given = new Map<string, number>();

  constructor(otherwise: Otherwise = {}) {
    this.#otherwise = otherwise;
    this.driver = new Driver(this, this, T0);
  }

  /** Starts a procedure with all appliances, or with the first of them where it is about one. */
  started(library: Library, procedure: string): this {
    const many = library.procedures[procedure]?.roles[0]?.many ?? false;
    const bindings = many ? BINDINGS : BINDINGS.slice(0, 1);
    this.driver.append(start(library, { runId: 'run-1', procedure, siteId: 'practice', scale: 1, bindings }));
    return this;
  }

  does(event: ImpEvent): void {
    this.state = reduceImp(this.state, event, (this.driver.now - T0) / 1000);
  }

  probe({ deviceId, probe }: ProbeOrder): ProbeAnswer {
    if (probe === 'imp.heartbeat') return { fields: { listening: false, seconds: null, from: null }, serial: null };
    this.does({ type: 'time' });
    if (!consoleAnswers(this.state)) throw new Error(`${deviceId} does not answer`);
    return { fields: { state: 'ready', up: true }, serial: null };
  }
  perform(): 'refused' {
    return 'refused';
  }
  readBack(): 'unknown' {
    return 'unknown';
  }

  answer(path: string, asks: Ask[], run: RunState): Values {
    const place = placeOf(run, path);
    const on = (place?.frame.bindings[0]?.deviceId ?? AUDIT_SERVER) as ApplianceId;
    if (place?.step.kind === 'sense') this.driver.now += LOOK_MS;
    if (path.endsWith('provisioning')) this.does({ type: 'provisioning', to: false });
    if (place?.step.kind === 'guide' && place.step.manual && isImpAction(place.step.manual))
      this.does({ type: 'manual', action: place.step.manual, on });
    this.does({ type: 'time' });
    const values = asks
      .filter(({ optional }) => !optional)
      .map(({ fact }) => [fact, this.#seen(fact, on, placeOf(run, path)?.frame.scope ?? '')] as const);
    this.#support(Object.fromEntries(values));
    return Object.fromEntries(values);
  }

  unblock(what: Extract<Next, { do: 'blocked' }>, run: RunState): RunEvent[] {
    const soft = what.verdicts.filter(({ severity }) => severity === 'soft');
    this.acknowledged.push(...soft.map(({ rule }) => rule));
    return soft.flatMap(({ rule, scope }) => acknowledge(run, rule, scope));
  }

  /** What the support says, it has done. */
  #support(values: Values): void {
    if (values['imp.trouble.decision'] === 'again') this.does({ type: 'support', does: 'level' });
    if (values['imp.failure.decision'] === 'again') this.does({ type: 'support', does: 'release' });
    if (values['imp.failure.decision'] === 'completed') this.does({ type: 'support', does: 'complete' });
  }

  #seen(fact: string, on: ApplianceId, scope: string): FactValue {
    const other = this.#otherwise[fact];
    if (other !== undefined && !Array.isArray(other)) return other;
    const given = this.#given.get(`${scope}${fact}`) ?? 0;
    this.#given.set(`${scope}${fact}`, given + 1);
    const one = Array.isArray(other) ? other[given] : undefined;
    if (one !== undefined) return one;
    const seen = this.#consoles(on)[fact];
    if (seen === undefined) throw new Error(`the administrator has no answer to ${fact}`);
    return seen;
  }

  #consoles(on: ApplianceId): Values {
    const { state } = this;
    const at = (ms: number) => new Date(this.driver.now + ms).toISOString();
    const stamp = at(0).replace(/\D/g, '');
    const has = (level: string) => APPLIANCES.filter((id) => state.appliances[id].level === level).length;
    const job = ({ name }: { name: string }) => (name === 'idle' ? 'running' : name);
    return {
      'imp.generation': 'g4',
      'imp.appliances': APPLIANCES.length,
      'imp.commonLevel': has(NEW_LEVEL) === APPLIANCES.length ? NEW_LEVEL : OLD_LEVEL,
      'imp.installState': consoleShows(state),
      'imp.install.evidence': consoleAnswers(state) ? consoleShows(state) : 'no answer',
      'imp.site': SITE_OF[on],
      'imp.level': state.appliances[on].level,
      'imp.levelCase': '4710',
      'imp.bandwidth': 400,
      'imp.bandwidth.method': 'iperf between the sites',
      'imp.bandwidth.case': '4709',
      'imp.window.start': at(-3_600_000),
      'imp.window.end': at(12 * 3_600_000),
      'imp.jobs': 'reports at 22:00',
      'imp.jobs.after': 'reports next at 22:00 tomorrow',
      'imp.notice': 'mail of Sunday',
      'imp.provisioning': state.provisioning ? 'active' : 'suspended',
      'imp.provisioning.by': 'Mr Kern in the directory',
      'imp.target': '24.1',
      'imp.newest': NEW_LEVEL,
      'imp.package.kind': 'g4update',
      'imp.package.hotfix': NEW_LEVEL,
      'imp.package.file': 'update.ipm',
      'imp.package.sizeBytes': 900_000_000,
      'imp.package.origin': SHA,
      'imp.package.medium': 'stick 1',
      'imp.package.mediumSha256': SHA,
      'imp.package.courier': 'Mr Kern, seal 17',
      'imp.package.arrived': SHA,
      'imp.audit.before': state.records,
      'imp.audit.needed': state.records > 10_000_000 ? 'yes' : 'no',
      'imp.audit.reportDays': 90,
      'imp.audit.reportOwner': 'Ms Berg',
      'imp.audit.fileServer': 'scp',
      'imp.audit.minimumDays': 120,
      'imp.audit.path': 'audit/2026',
      'imp.audit.job': state.archive.name === 'idle' ? 'none' : job(state.archive),
      'imp.audit.trouble': 'no space on the file server',
      'imp.audit.after': state.records,
      'imp.backup.server': AUDIT_SERVER,
      'imp.backup.serverKind': 'audit',
      'imp.backup.role': 'administrator',
      'imp.backup.encryption': 'on',
      'imp.backup.custodian': 'Ms Berg, safe 3',
      'imp.backup.status': state.backup.name === 'finished' ? 'success' : 'running',
      'imp.backup.message': 'FAILED: no space',
      'imp.backup.file': `${stamp.slice(0, 8)}_${stamp.slice(8, 14)}.IBU`,
      'imp.backup.fileTime': at(0),
      'imp.backup.sha256': SHA,
      'imp.backup.stored': 'vault 2',
      'imp.sites': 2,
      'imp.failover.sites': state.failover.length,
      'imp.failover.secondary': 0,
      'imp.failover.capacity': 'enough',
      'imp.failover.table': 'North to South, South to North',
      'imp.upload.seen': state.refusal ?? 'listed',
      'imp.listed.hotfix': state.listed ?? 'none',
      'imp.distribute.seen': job(state.distribution),
      'imp.distribute.count': APPLIANCES.filter((id) => state.appliances[id].holds).length,
      'imp.trouble.message': 'as shown',
      'imp.trouble.caseNumber': '4711',
      'imp.trouble.decision': 'stop',
      'imp.install.target': 'all',
      'imp.failure.messages': 'installation failed on IMP-C',
      'imp.failure.caseNumber': '4712',
      'imp.failure.decision': 'stop',
      'imp.failure.decidedBy': 'Support Engineer',
      'imp.supportRelease': '4712',
      'imp.logs.previous': this.#saved(on),
      'imp.logs.network': 'airgap',
      'imp.logs.sendCopy': 'off',
      'imp.logs.selection': 'all',
      'imp.logs.seen': job(state.logs),
      'imp.logs.file': `${on}-logs.zip`,
      'imp.logs.sha256': SHA,
      'imp.logs.stored': 'stick 4',
    };
  }

  /** Whoever finds an earlier report saves it. */
  #saved(on: ApplianceId): string {
    const { report } = this.state.appliances[on];
    if (report !== 'old') return report === 'none' ? 'none' : 'worthless';
    const appliance = { ...this.state.appliances[on], report: 'none' } as const;
    this.state = { ...this.state, appliances: { ...this.state.appliances, [on]: appliance } };
    return 'saved';
  }
}

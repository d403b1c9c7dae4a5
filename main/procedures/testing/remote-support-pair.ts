/** The shipped failover procedures over the practice pair, and a person who reads off what it shows. Tests only. */
import type { ActionName, Ask, FactValue, Outcome } from '../../../preload/contract.ts';
import { nextDue } from '../../practice/remote-support/appliance.ts';
import {
  type FailoverEvent,
  type FailoverFault,
  type FailoverState,
  newPair,
  otherSide,
  reducePair,
  type Side,
  serving,
  works,
} from '../../practice/remote-support/failover-pair.ts';
import { CATALOGUE } from '../../practice/remote-support/packages.ts';
import {
  acknowledge,
  type Next,
  type ProbeAnswer,
  type ProbeOrder,
  placeOf,
  type RunState,
  record,
  start,
} from '../engine.ts';
import type { Binding, RunEvent, Stamped } from '../events.ts';
import type { Library } from '../model.ts';
import { Driver, type Person, type World } from './driver.ts';
import { CAREFUL, type Facts } from './remote-support.ts';

/** Every value that a careful person enters, by the name of its fact. */
const USUAL: Facts = Object.assign({}, ...Object.values(CAREFUL).flat());
const START = Date.parse('2026-03-01T20:00:00Z');
const iso = (ms: number) => new Date(ms).toISOString();

export interface PairOptions {
  by?: FailoverState['by'];
  faults?: readonly FailoverFault[];
  /** The appliances answer the tool's API account. */
  api?: boolean;
  /** Answers that differ, by fact, or by side and fact (`b:rs.setup`); a list is given one after the other, the last for good. */
  answers?: Record<string, FactValue | FactValue[]>;
  /** Asked for help the support mends what is broken; otherwise the person stops. */
  supportHelps?: boolean;
  /** What was done to the pair before the run. */
  before?: readonly FailoverEvent[];
  /** What is recorded of the run as soon as it has begun. */
  recorded?: Facts;
  /** The roles of the run that are the pair's sides. */
  sides?: Readonly<Record<string, Side>>;
}

export class PairWorld implements World, Person {
  pair: FailoverState;
  readonly given: [path: string, values: Facts][] = [];
  driver: Driver | null = null;
  readonly options: PairOptions;
  readonly #count = new Map<string, number>();
  constructor(options: PairOptions = {}) {
    this.options = options;
    this.pair = newPair(options.by, options.faults);
    for (const event of options.before ?? []) this.dispatch(event, START);
  }

  /** A person clicks when the step has begun: until then rules may stand in the way. */
  happened(event: Stamped, now: number): void {
    const state = this.driver?.state;
    if (event.type !== 'step.begun' || !state) return;
    const place = placeOf(state, event.data.path);
    if (place?.step.kind !== 'guide' || !place.step.manual) return;
    this.dispatch({ type: 'manual', side: this.sideOf(event.data.path, state), action: place.step.manual }, now);
  }

  probe({ probe, role, scope = role }: ProbeOrder, now: number): ProbeAnswer {
    if (!this.options.api) throw new Error('nothing answers');
    this.dispatch({ type: 'time' }, now);
    const side = this.options.sides?.[scope] ?? (scope === 'b' ? 'b' : 'a');
    const { roles, lastSync } = this.pair;
    const fields: Record<string, Record<string, unknown>> = {
      'rs.health': { role: roles[side], lastSync: lastSync === null ? null : iso(START + lastSync * 1000) },
      'rs.api': { commands: 'full' },
    };
    if (!fields[probe]) throw new Error(`${probe} does not answer`);
    return { fields: fields[probe] ?? {}, serial: `RS-${side.toUpperCase()}` };
  }

  perform(action: ActionName, binding: Binding, now: number): Outcome {
    if (action !== 'rs.setFailoverRole') return 'refused';
    const side = binding.serial === 'RS-B' ? 'b' : 'a';
    this.dispatch({ type: 'manual', side, action: 'rs.failover.becomePrimary' }, now);
    return 'done';
  }

  readBack(): Outcome {
    return 'unknown';
  }

  answer(path: string, asks: Ask[], state: RunState): Facts | null {
    const times = (this.#count.get(path) ?? 0) + 1;
    this.#count.set(path, times);
    if (times > 12) return null;
    const side = this.sideOf(path, state);
    const values: Facts = {};
    for (const { fact, optional } of asks) {
      const value = this.#value(fact, side, path);
      if (value !== undefined) values[fact] = value;
      else if (!optional) throw new Error(`nobody knows what to enter for ${fact} at ${path}`);
    }
    this.given.push([path, values]);
    return values;
  }

  unblock(what: Extract<Next, { do: 'blocked' }>, state: RunState): RunEvent[] {
    const soft = what.verdicts.filter(({ severity }) => severity === 'soft');
    return soft.flatMap(({ rule, scope }) => acknowledge(state, rule, scope));
  }

  protected sideOf(path: string, state: RunState): Side {
    const place = placeOf(state, path);
    const role = place?.frame.scope ?? place?.step.on ?? 'a';
    return this.options.sides?.[role] ?? (role === 'b' ? 'b' : 'a');
  }

  protected dispatch(event: FailoverEvent, now: number): void {
    this.pair = reducePair(this.pair, event, (now - START) / 1000);
  }

  /** Stays in front of the page until the appliance or the synchronisation needs nobody any more. */
  #watch(busy: () => number | null): void {
    for (let due = busy(); due !== null && this.driver; due = busy()) {
      this.driver.now = Math.max(this.driver.now, START + Math.ceil(due * 1000) + 1);
      this.dispatch({ type: 'time' }, this.driver.now);
    }
  }

  #value(fact: string, side: Side, path: string): FactValue | undefined {
    const other = this.options.answers?.[`${side}:${fact}`] ?? this.options.answers?.[fact];
    if (other !== undefined) {
      if (!Array.isArray(other)) return other;
      const index = this.#count.get(`${fact} ${side}`) ?? 0;
      this.#count.set(`${fact} ${side}`, index + 1);
      return other[Math.min(index, other.length - 1)];
    }
    const now = this.driver?.now ?? START;
    this.dispatch({ type: 'time' }, now);
    return this.shown(fact, side, now) ?? this.planned(fact, side, now, path) ?? USUAL[fact];
  }

  /** What the pages of the pair show. */
  protected shown(fact: string, side: Side, now: number): FactValue | undefined {
    const appliance = () => this.pair.appliances[side];
    switch (fact) {
      case 'rs.serial':
      case 'rs.request.serial':
      case 'rs.request.arrivedSerial':
      case 'rs.bundle.serial':
        return `RS-${side.toUpperCase()}`;
      case 'rs.baseVersion':
        return appliance().base;
      case 'rs.productVersion':
        return appliance().product;
      case 'rs.base.seen':
      case 'rs.product.seen':
        this.#watch(() => nextDue(appliance()));
        return appliance().phase.name === 'running' ? 'done' : 'problem';
      case 'rs.auto.seen':
        if (this.pair.faults.includes('auto-fails')) return 'failed';
        return appliance().downloaded.some((name) => !appliance().installed.includes(name)) ? 'list' : 'none';
      case 'rs.role.seen':
        return this.pair.roles[side];
      case 'rs.sync.seen':
        this.#watch(() => this.pair.syncUntil);
        return this.pair.faults.includes('sync-broken') ? 'failed' : 'finished';
      case 'rs.sync.shown':
        return iso(START + (this.pair.lastSync ?? 0) * 1000);
      case 'rs.verified':
        this.dispatch({ type: 'tested', side }, now);
        return works(this.pair, side) ? 'works' : 'fails';
      case 'rs.site.leads':
        return serving(this.pair) === side ? 'here' : 'elsewhere';
      case 'rs.sharedIp.a':
      case 'rs.sharedIp.b':
        return this.#ticked(fact.endsWith('a') ? 'a' : 'b', side, now);
      case 'rs.sharedIp.ping':
        return this.pair.sharedIp.a || this.pair.sharedIp.b ? 'answers' : 'silent';
      case 'rs.switch.answers':
        return serving(this.pair) ?? 'none';
      case 'rs.establish.seen': {
        const stands = this.pair.roles[side] === 'primary' && this.pair.roles[otherSide(side)] !== 'none';
        return stands ? 'established' : 'refused';
      }
      case 'rs.psk.check':
        return this.pair.faults.includes('key-differs') && side === 'b' ? 'ffffffff' : '0123abcd';
      default:
        return undefined;
    }
  }

  /** The way back unticks and ticks without a click of its own in the catalogue. */
  #ticked(of: Side, at: Side, now: number): FactValue {
    const back = of === at;
    const here = this.driver?.state?.position;
    if (back && here?.kind === 'step' && here.path.endsWith('back-b'))
      this.dispatch({ type: 'manual', side: 'b', action: 'rs.sharedIp.disable' }, now);
    if (back && here?.kind === 'step' && here.path.endsWith('back-a'))
      this.dispatch({ type: 'manual', side: 'a', action: 'rs.sharedIp.enable' }, now);
    return this.pair.sharedIp[of] ? 'enabled' : 'disabled';
  }

  /** What was decided before, and what the support says. */
  protected planned(fact: string, side: Side, now: number, path: string): FactValue | undefined {
    const { base, product } = this.pair.appliances[side];
    const missing = (kind: 'base' | 'product') =>
      CATALOGUE.find((one) => one.kind === kind && one.version > (kind === 'base' ? base : product));
    switch (fact) {
      case 'rs.pair.next':
      case 'rs.sync.next':
      case 'rs.verified.next':
        if (this.options.supportHelps) this.dispatch({ type: 'repaired' }, now);
        // Exchanged roles are exchanged back.
        if (path.endsWith('other') && this.options.supportHelps)
          this.dispatch({ type: 'manual', side: 'a', action: 'rs.failover.becomePrimary' }, now);
        // A half-broken relationship is broken on the other side by hand.
        if (path.endsWith('half')) this.dispatch({ type: 'manual', side: 'b', action: 'rs.failover.break' }, now);
        return this.options.supportHelps ? 'again' : 'stop';
      case 'rs.plan.base':
        return missing('base') && base < '7.0.0' ? 'yes' : 'no';
      case 'rs.plan.product':
        return missing('product') ? 'yes' : 'no';
      case 'rs.plan.baseVersion':
        return '7.0.0';
      case 'rs.plan.productVersion':
      case 'rs.finalVersion':
      case 'rs.changeLog':
        return '24.1.2';
      case 'rs.setup':
        return 'pair';
      case 'rs.clients.way':
        return 'wait';
      case 'rs.window.first':
      case 'rs.maintenance.start':
        return iso(START + 3_600_000);
      case 'rs.window.second':
        return iso(START + 20 * 86_400_000);
      case 'rs.interim.end':
        return iso(START + 21 * 86_400_000);
      case 'rs.certificate.expiry':
        return '2027-01-01T00:00:00.000Z';
      default:
        return PLANNED[fact];
    }
  }
}

const PLANNED: Facts = {
  'rs.import.medium': 'primary',
  'rs.failoverWay': 'synchronous',
  'rs.update.way': 'automatic',
  'rs.auto.list': 'base 7.0.0, product 24.1.2',
  'rs.auto.error': 'no answer from the update server',
  'rs.auto.faq': 'unsolved',
  'rs.hosts.machines': 2,
  'rs.hosts.original': 'PC-11, PC-12: no entry',
  'rs.hosts.left': 0,
  'rs.operation.confirmedBy': 'Ms Berg',
  'rs.interim.seen': 'proven',
  'rs.interim.decidedBy': 'Ms Berg: two days without a complaint',
  'rs.freeze.told': 'all administrators',
  'rs.freeze.lifted': 'all administrators',
  'rs.pair.note': 'seen and noted',
  'rs.site.name': 'support.example.com',
  'rs.peer.host': '10.0.0.2',
  'rs.peer.port': 443,
  'rs.own.host': '10.0.0.1',
  'rs.own.port': 443,
  'rs.switch.method': 'dns',
  'rs.dns.before': '10.0.0.1',
  'rs.dns.after': '10.0.0.2',
  'rs.dns.ttl': 300,
  'rs.dns.places': 2,
  'rs.dns.old': 0,
  'rs.nat.before': '10.0.0.1',
  'rs.nat.after': '10.0.0.2',
  'rs.peer.state': 'maintenance',
  'rs.peer.reason': 'change 82',
  'rs.role.syncFirst': true,
  'rs.role.target': 'primary',
};

export const PAIR: Binding[] = (['a', 'b'] as const).map((role, index) => ({
  role,
  deviceId: `rs-${role}`,
  deviceName: `RS ${role.toUpperCase()}`,
  serial: `RS-${role.toUpperCase()}`,
  bmc: `127.0.0.1:624${index}`,
  web: `https://127.0.0.1:845${index}`,
}));

/** A run of a procedure over the pair, walked to where nobody but somebody else can bring it further. */
export function upgraded(library: Library, procedure: string, options: PairOptions = {}, bindings = PAIR) {
  return walked(library, procedure, new PairWorld(options), bindings);
}

/** A run over any such world. */
export function walked<W extends PairWorld>(
  library: Library,
  procedure: string,
  world: W,
  bindings: readonly Binding[],
) {
  const driver = new Driver(world, world, START);
  world.driver = driver;
  const roles = library.procedures[procedure]?.roles.map(({ role }) => role) ?? [];
  const bound = bindings.filter(({ role }) => roles.includes(role));
  driver.append(start(library, { runId: 'run-1', procedure, siteId: 'practice', scale: 1, bindings: bound }));
  const { recorded } = world.options;
  if (recorded && driver.state) driver.append(...record(driver.state, recorded, driver.now));
  return { driver, world, end: driver.run() };
}

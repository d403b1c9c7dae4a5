/** The shipped procedures of a U-Series pair over the practice model, with a person who does and sees what it shows. Tests only. */
import type { ActionName, Ask, FactValue, Outcome } from '../../../preload/contract.ts';
import {
  isPairAction,
  newUsPair,
  reduceUsPair,
  roleOf,
  type Side,
  type UsPairEvent,
  type UsPairState,
} from '../../practice/u-series/pair.ts';
import { placeOf } from '../engine/paths.ts';
import { type ProbeAnswer, type ProbeOrder, type RunState, start } from '../engine.ts';
import type { Binding } from '../events.ts';
import type { Library } from '../model.ts';
import { Driver, type Person, type World } from './driver.ts';

export const MINUTE = 60_000;
const HASH = 'ab'.repeat(32);
/** A value, or several: one for each time it is asked for, the last for ever. */
export type Answers = Readonly<Record<string, FactValue | FactValue[]>>;

const SIDE_OF: Readonly<Record<string, Side>> = { active: 'a', first: 'a', server: 'a', passive: 'b', second: 'b' };
const sideOf = (deviceId: string | undefined): Side => (deviceId === 'us-2' ? 'b' : 'a');
const SERIAL = { a: '7XK4Z02', b: 'B7K2Q13' } as const;

/** The practice pair on the driver's clock; the first device is side a. */
export class PairWorld implements World {
  pair: UsPairState;
  /** Commands that arrived. */
  readonly performed: ActionName[] = [];
  /** What becomes of them. */
  outcome: Outcome = 'done';
  /** The web interfaces of both are not configured in the tool, so nothing can be read. */
  deaf = false;
  readonly #started: number;
  constructor(started: number, servicesOnly = false) {
    this.#started = started;
    this.pair = newUsPair('24.1', '24.2', servicesOnly);
  }

  happens(event: UsPairEvent, now: number): UsPairState {
    this.pair = reduceUsPair(this.pair, event, (now - this.#started) / 1000);
    return this.pair;
  }

  probe({ probe, deviceId }: ProbeOrder, now: number): ProbeAnswer {
    const side = sideOf(deviceId);
    const pair = this.happens({ type: 'time' }, now);
    const up = pair.sides[side].power === 'on';
    if (probe === 'idrac.info') return fields({ power: pair.sides[side].power === 'off' ? 'off' : 'on' }, side);
    if (this.deaf) throw new Error('no web interface is configured');
    if (probe === 'net.ping') return fields({ answers: up, ms: null }, side);
    if (!up) throw new Error('the web interface does not answer');
    return fields(probe === 'us.haRole' ? { role: roleOf(pair, side) } : { up }, side);
  }

  perform(action: ActionName, binding: Binding, now: number): Outcome {
    this.performed.push(action);
    if (this.outcome !== 'done') return this.outcome;
    const to = action === 'power.on' ? 'on' : action === 'power.off' ? 'off' : 'reset';
    this.happens({ type: 'power', side: sideOf(binding.deviceId), to }, now);
    return 'done';
  }

  readBack(): Outcome {
    return 'unknown';
  }
}
const fields = (values: Record<string, unknown>, side: Side): ProbeAnswer => ({ fields: values, serial: SERIAL[side] });

/** What a careful person enters who sees what the model shows. */
export const CAREFUL: Answers = {
  'us.upgrade.target': '24.2',
  'us.upgrade.dependencies': 'met',
  'us.upgrade.tables': 'equal',
  'us.upgrade.firstState': 'right',
  'us.upgrade.secondState': 'right',
  'us.upgrade.workers': 'none',
  'us.upgrade.trouble': 'case 4711, waits for a hotfix',
  'us.backup.path': 'share 3',
  'us.backup.custodian': 'Ms Berg, safe 2',
  'us.backup.sessionFiles': 'no',
  'us.backup.result': 'success',
  'us.backup.name': 'b1',
  'us.backup.sizeGb': 1.4,
  'us.backup.place': 'offBox',
  'us.backup.sha256': HASH,
  'us.database.where': 'local',
  'us.mirror.rate': 86.85,
  'us.mirror.sizeGb': 1.41,
  'us.mirror.estimate': 17,
  'us.mirror.why': 'maintenance',
  'us.mirror.owner': 'Ms Berg',
  'us.mirror.plannedMinutes': 600,
  'us.mirror.portChecked': 'the firewall had closed 5022; it is open now',
  'us.mirror.heartbeat': '20:40',
  'us.updater.listed': 6,
  'us.updater.complete': 6,
  'us.updater.locks': 'all locked',
  'us.updater.restored': 'all locked',
  'us.updater.failed': 'none',
  'us.updater.down': '21:00 to 21:08',
  'us.ha.software': 'equal',
  'us.ha.clocks': 'agree',
  'us.ha.activeMode': 'both',
  'us.ha.passiveMode': 'both',
  'us.ha.goodSide': 'active',
  'us.ha.goodSha256': HASH,
  'us.ha.backups': HASH,
  'us.ha.firstPerson': 'Mr Kern',
  'us.ha.secondPerson': 'Ms Berg',
  'us.ha.keysExchanged': '20:02 and 20:05',
  'us.ha.partnerName': 'us-berlin-2',
  'us.ha.exchangeResult': 'settings',
  'us.ha.portActive': 5022,
  'us.ha.portPassive': 5022,
  'us.ha.portReach': 'open',
  'us.ha.contactTimeout': 3,
  'us.ha.failoverTimeout': 6,
  'us.ha.blackout': 60,
  'us.ha.formerBlackout': 14,
  'us.ha.restoredBlackout': 14,
  'us.ha.plannedMinutes': 30,
  'us.ha.archive': 'off',
  'us.ha.archiveTimeout': 24,
  'us.ha.medium': 'off',
  'us.ha.alerts': 'on',
  'us.ha.notifyRate': 15,
  'us.ha.settingsRate': 1440,
  'us.ha.workDone': 'moved to rack 4, on at 20:40',
  'us.ha.testApprovedBy': 'Mr Kern',
  'us.ha.powerBy': 'hand',
  'us.ha.loadBalancer': 'check every 10 s, Active only',
  'us.ha.routed': 'active',
  'us.failover.mail': 'none',
  'us.failover.case': '4711, Support Engineer',
  'us.failover.cause': 'a power supply had failed',
  'us.failover.repaired': 'cleared',
  'us.failover.way': 'haOff',
  'us.failover.wanted': 'yes',
  'us.trouble.seen': 'the state stays as it is',
  'us.trouble.next': 'retry',
  // What the procedures that are called ask.
  'us.page.url': 'https://10.0.0.7/Maintenance',
  'us.page.fingerprint': HASH,
  'us.page.onFile': HASH,
  'us.page.certificate': 'onFile',
  'us.session.user': 'admin',
  'us.updates.list': 'SUPI 5, Supporting Software 210201',
  'us.updates.waiting': 2,
  'us.updates.inSchedule': 2,
  'us.updates.choice': 'now',
  'us.updates.restartOk': 'yes',
  'us.updates.seen': 'finished',
  'us.updates.history': 'ok',
  'us.updates.historyList': 'SUPI 5 installed',
  'us.updates.late': 0,
  'us.updates.versionsAfter': 'BeyondInsight 24.2',
  'staging.schedule': 'paused',
  'staging.target': '3.3.1',
  'staging.supi': 'newest',
  'staging.supporting': 210201,
  'staging.path': 'read',
};

/** Does what a step says, on the model, and enters what it then shows. */
export class Operator implements Person {
  /** Happens on the way into a step, once: what nobody has planned. */
  readonly scenes: Record<string, (operator: Operator) => void>;
  readonly world: PairWorld;
  readonly #answers: Answers;
  readonly #asked = new Map<string, number>();
  driver: Driver | null = null;
  constructor(world: PairWorld, answers: Answers = {}, scenes: Operator['scenes'] = {}) {
    this.world = world;
    this.#answers = { ...CAREFUL, ...answers };
    this.scenes = { ...scenes };
  }

  /** Minutes pass. */
  waits(minutes: number): void {
    if (this.driver) this.driver.now += minutes * MINUTE;
    this.happens({ type: 'time' });
  }
  happens(event: UsPairEvent): UsPairState {
    return this.world.happens(event, this.driver?.now ?? 0);
  }

  /** Does what a step says, on the model; the side it was about. */
  plays(path: string, state: RunState): Side {
    const scene = this.scenes[path];
    delete this.scenes[path];
    scene?.(this);
    const place = placeOf(state, path);
    const role = place?.step.on ?? 'server';
    const device = place?.frame.bindings.find((binding) => binding.role === role)?.deviceId;
    const side = sideOf(device);
    const manual = place?.step.kind === 'guide' ? place.step.manual : null;
    if (manual && isPairAction(manual)) {
      this.happens({ type: 'manual', action: manual, side });
      if (['us.ha.plugIn', 'us.appliance.restart', 'us.updates.schedule', 'us.ha.repair'].includes(manual))
        this.waits(40);
    }
    if (path.endsWith('gave-up')) this.happens({ type: 'port', closed: false });
    if (path.endsWith('work')) {
      this.happens({ type: 'power', side, to: 'on' });
      this.waits(10);
    }
    return side;
  }

  answer(path: string, asks: Ask[], state: RunState): Record<string, FactValue> {
    const side = this.plays(path, state);
    const values: Record<string, FactValue> = {};
    for (const { fact, optional } of asks) {
      const value = this.#told(fact) ?? this.#seen(fact, side);
      if (value !== null) values[fact] = value;
      else if (!optional) throw new Error(`nobody knows ${fact} at ${path}`);
    }
    return values;
  }

  #told(fact: string): FactValue | null {
    const known = this.#answers[fact];
    const times = this.#asked.get(fact) ?? 0;
    this.#asked.set(fact, times + 1);
    if (times > 40) throw new Error(`asked for ${fact} again and again`);
    return (Array.isArray(known) ? known[Math.min(times, known.length - 1)] : known) ?? null;
  }

  #seen(fact: string, side: Side): FactValue | null {
    const pair = this.happens({ type: 'time' });
    const { sides, mirror, settings } = pair;
    switch (fact) {
      case 'us.mirror.state': {
        // A mirror on its way is looked at again later, and a closed port is opened.
        if (mirror === 'SYNCHRONIZING' || sides.a.power === 'booting') this.waits(6);
        return mirror;
      }
      case 'us.failover.state':
        return mirror;
      case 'us.ha.activeSeen':
        return roleOf(pair, 'a') ?? 'none';
      case 'us.ha.passiveSeen':
        return roleOf(pair, 'b') ?? 'none';
      case 'us.failover.page':
        return roleOf(pair, 'b') === 'active' ? 'active' : 'passive';
      case 'us.failover.console':
        return roleOf(pair, 'a') === 'active' ? 'answers' : 'silent';
      case 'us.failover.tabs':
        return roleOf(pair, 'a') === null ? 'none' : roleOf(pair, 'a') === 'active' ? 'more' : 'two';
      case 'us.ha.downSeen':
        return sides.a.power === 'off' ? 'off' : 'on';
      case 'us.down.seen':
        return sides.a.power === 'off' ? 'off' : 'running';
      case 'us.down.pingSeen':
        return sides.a.power === 'on' ? 'answers' : 'silent';
      case 'us.ha.autoResync':
        return settings.autoResync ? 'on' : 'off';
      case 'us.updater.asks':
        return sides[side].asksForReboot ? 'yes' : 'no';
      case 'us.updater.version':
        return sides[side].version;
      case 'us.upgrade.firstVersion':
        return sides.a.version;
      case 'us.upgrade.secondVersion':
        return sides.b.version;
      default:
        return null;
    }
  }
}

const BEGIN = Date.parse('2026-03-01T20:00:00Z');
const bound = (role: string, side: Side): Binding => ({
  role,
  deviceId: side === 'a' ? 'us-1' : 'us-2',
  deviceName: side === 'a' ? 'U-Series 50 A' : 'U-Series 50 B',
  serial: SERIAL[side],
  bmc: null,
  web: `https://127.0.0.1:844${side === 'a' ? 2 : 3}`,
  idrac: `127.0.0.1:845${side === 'a' ? 2 : 3}`,
});

export interface Story {
  answers?: Answers;
  scenes?: Operator['scenes'];
  /** How the pair stands before the run. */
  before?: UsPairEvent[];
  deaf?: boolean;
}
/** A run of a procedure on a pair of its own. */
export function onPair(library: Library, procedure: string, { answers, scenes, before = [], deaf }: Story = {}) {
  const roles = library.procedures[procedure]?.roles.map(({ role }) => role) ?? [];
  const world = new PairWorld(BEGIN - 120 * MINUTE, roles.includes('second'));
  world.deaf = deaf ?? false;
  for (const [index, event] of before.entries()) world.happens(event, BEGIN - (100 - index * 30) * MINUTE);
  const operator = new Operator(world, answers, scenes);
  const driver = new Driver(world, operator, BEGIN);
  operator.driver = driver;
  const bindings = roles.map((role) => bound(role, SIDE_OF[role] ?? 'a'));
  driver.append(start(library, { runId: 'run-1', procedure, siteId: 'practice', scale: 1, bindings }));
  return { driver, world, operator, run: () => driver.run() };
}

import type {
  ActionResult,
  BmcOrder,
  BmcSetupView,
  Device,
  FindingsReport,
  FruView,
  HealthSummary,
  Reading,
  SelView,
  SensorView,
  Site,
} from '../../../preload/contract.ts';
import type { Plan } from '../../actions/plan.ts';
import { bmcResetPlan } from '../../actions/plans/bmc-reset.ts';
import { bootPlan } from '../../actions/plans/boot.ts';
import { lanPlan } from '../../actions/plans/lan.ts';
import { passwordPlan } from '../../actions/plans/password.ts';
import { selClearPlan } from '../../actions/plans/sel.ts';
import type { Bmc } from '../../ipmi/bmc.ts';
import { readFindings } from '../../ipmi/findings/observe.ts';
import { readFrus } from '../../ipmi/fru/list.ts';
import { memorySdrCache } from '../../ipmi/sdr/cache.ts';
import { readSdrs } from '../../ipmi/sdr/read.ts';
import type { SdrRecord } from '../../ipmi/sdr/record.ts';
import { readSel, type SelLog, selClockSkew } from '../../ipmi/sel/read.ts';
import { readSensors } from '../../ipmi/sensors/read.ts';
import type { SensorState } from '../../ipmi/sensors/state.ts';
import { readChannel } from '../../ipmi/setup/channel.ts';
import type { Clock } from '../../ports/clock.ts';
import { failureOf } from '../../ports/failure.ts';
import type { EvidenceRoom } from '../evidence.ts';
import { CommandError } from '../router.ts';
import type { Connection, OpenTarget, Targets } from '../targets.ts';
import { readSetup } from './setup-view.ts';
import { fruView, healthSummary, selView, sensorView } from './views.ts';

export interface BmcServiceParts {
  targets: Targets;
  evidence: EvidenceRoom;
  clock: Clock;
  /** Runs work on the session that the rack keeps open for a device. */
  session<T>(site: Site, device: Device, work: (bmc: Bmc) => Promise<T>): Promise<T>;
  perform(plan: Plan, target: OpenTarget, author: string): Promise<ActionResult>;
}

/** What a BMC knows of its machine beyond power: sensors, event log, inventory, set-up; and the changes to it. */
export class BmcService {
  readonly #p: BmcServiceParts;
  readonly #sdrs = memorySdrCache();
  /** Thresholds hardly ever change: they are taken from the last reading, by device. */
  readonly #earlier = new Map<string, readonly SensorState[]>();

  constructor(parts: BmcServiceParts) {
    this.#p = parts;
  }

  sensors(site: Site, device: Device): Promise<Reading<SensorView[]>> {
    return this.#reading(site, device, async (bmc) => (await this.states(bmc)).map(sensorView));
  }

  events(site: Site, device: Device): Promise<Reading<SelView>> {
    return this.#reading(site, device, (bmc) => this.log(bmc));
  }

  inventory(site: Site, device: Device): Promise<Reading<FruView[]>> {
    return this.#reading(site, device, async (bmc) => (await readFrus(bmc, await this.records(bmc))).map(fruView));
  }

  setup(site: Site, device: Device): Promise<BmcSetupView> {
    return this.#p.session(site, device, (bmc) => readSetup(bmc, () => this.#p.clock.now()));
  }

  /** What is weak in the set-up. Opens a connection of its own: the login itself is part of what is looked at. */
  async findings(site: Site, device: Device): Promise<FindingsReport> {
    return this.findingsOver(await this.#p.targets.connection(site.id, device.id));
  }

  /** Uses the connection up. Throws IpmiError when the BMC cannot be reached. */
  async findingsOver(connection: Connection): Promise<FindingsReport> {
    const { host, port, user, password } = connection.options();
    const login = { host, user, password: Buffer.from(password), ...(port === undefined ? {} : { port }) };
    try {
      await using target = this.#p.targets.over(connection);
      return await readFindings(target.bmc, { ...login, clock: this.#p.clock });
    } finally {
      login.password.fill(0);
    }
  }

  async health(bmc: Bmc): Promise<HealthSummary | null> {
    return healthSummary(await this.states(bmc));
  }

  /** Throws IpmiError. */
  async states(bmc: Bmc): Promise<SensorState[]> {
    const earlier = this.#earlier.get(bmc.name);
    const states = await readSensors(bmc, await this.records(bmc), earlier ? { earlier } : {});
    this.#earlier.set(bmc.name, states);
    return states;
  }

  async records(bmc: Bmc): Promise<SdrRecord[]> {
    return (await readSdrs(bmc, { cache: this.#sdrs })).records;
  }

  /** @throws CommandError `no-sel` where the BMC keeps no log; IpmiError */
  async log(bmc: Bmc): Promise<SelView> {
    return selView(await read(bmc), await this.records(bmc), await selClockSkew(bmc, this.#p.clock));
  }

  /** Performs an order through the gate. What an event log holds is kept as evidence before it is cleared. */
  async perform(site: Site, device: Device, order: BmcOrder, author: string): Promise<ActionResult> {
    const privilege = LEVEL[order.action];
    await using target = await this.#p.targets.device(site.id, device.id, null, { privilege });
    return await this.performOn(target, order, author);
  }

  async performOn(target: OpenTarget, order: BmcOrder, author: string): Promise<ActionResult> {
    return this.#p.perform(await this.#plan(target, order, author), target, author);
  }

  async #plan(target: OpenTarget, order: BmcOrder, author: string): Promise<Plan> {
    switch (order.action) {
      case 'bmc.reset.cold':
        return bmcResetPlan('cold');
      case 'bmc.reset.warm':
        return bmcResetPlan('warm');
      case 'boot.set':
        return bootPlan(order);
      case 'lan.set': {
        const { number } = await readChannel(target.bmc);
        return lanPlan({ channel: number, parameter: order.parameter, value: order.value });
      }
      case 'user.setPassword':
        return passwordPlan(order.userId, Buffer.from(order.password));
      case 'sel.clear':
        return selClearPlan(await this.#saveLog(target, author));
    }
  }

  async #saveLog({ bmc, device, address }: OpenTarget, author: string) {
    const log = await read(bmc);
    const view = selView(log, await this.records(bmc), await selClockSkew(bmc, this.#p.clock));
    const at = new Date(this.#p.clock.now()).toISOString();
    const { serial } = await bmc.identity();
    const deviceId = device?.id ?? address;
    const stamp = at.replace(/[-:.]/g, '');
    const name = `sel/${stamp}-${deviceId.replace(/[^a-z0-9]+/gi, '-')}.ndjson`;
    const { entries, ...info } = view;
    const lines = [{ bmc: address, serial, at, ...info }, ...entries].map((line) => `${JSON.stringify(line)}\n`);
    const what = { kind: 'sel', name, deviceId, serial, bmc: address, at } as const;
    const { sha256 } = this.#p.evidence.keep(device?.siteId ?? '', what, lines.join(''), author);
    // As the BMC counts them: a record that holds no entry is one as well.
    return { entries: entries.length + log.damaged, sha256 };
  }

  async #reading<T>(site: Site, device: Device, read: (bmc: Bmc) => Promise<T>): Promise<Reading<T>> {
    try {
      const value = await this.#p.session(site, device, read);
      return { value, at: new Date(this.#p.clock.now()).toISOString(), error: null };
    } catch (error) {
      return { value: null, at: null, error: failureOf(error) };
    }
  }
}

/** @throws CommandError `no-sel`; IpmiError */
async function read(bmc: Bmc): Promise<SelLog> {
  const log = await readSel(bmc);
  if (log) return log;
  throw new CommandError('no-sel', `${bmc.name}: the BMC keeps no event log.`, 'Look in its web interface.');
}

/** Least level of the session for each order. */
export const LEVEL: Readonly<Record<BmcOrder['action'], 'operator' | 'administrator'>> = {
  'bmc.reset.cold': 'administrator',
  'bmc.reset.warm': 'administrator',
  'boot.set': 'operator',
  'lan.set': 'administrator',
  'sel.clear': 'operator',
  'user.setPassword': 'administrator',
};

/** The practice rack: an SPS pair, a U-Series on a Dell server and a Remote Support appliance with its vendor's update server. */
import type { BmcEndpoint, PracticeFault } from '../../preload/contract.ts';
import { type Clock, systemClock } from '../ports/clock.ts';
import { type Logger, silentLog } from '../ports/log.ts';
import { BOARD_FAULTS, type Chassis, type PracticeBmc, SimpleChassis, startBmc } from './bmc/index.ts';
import { holdConsole } from './console-holder.ts';
import { type Control, startControl } from './control.ts';
import { practiceBmcUser, practicePassword } from './credentials.ts';
import { PracticeDell } from './dell.ts';
import { type DnsAnswer, type DnsQuestion, type DnsServer, startDns } from './dns-server.ts';
import { DEVICE_ID, RS_ID, SERIAL, WRONG_SERIAL } from './identity.ts';
import { type ApplianceId, APPLIANCES as IMPRIVATA, type ImpAction, isImpAction } from './imprivata/enterprise.ts';
import { PracticeEnterprise } from './imprivata/practice-enterprise.ts';
import type { PracticePackage } from './packages/samples.ts';
import type { RackOptions } from './rack-options.ts';
import type { Played, RackAction, RackState } from './rack-state.ts';
import { isRsAction } from './remote-support/appliance.ts';
import { type PracticeGroup, startGroups } from './remote-support/practice-group.ts';
import { PracticeRemoteSupport } from './remote-support/practice-remote-support.ts';
import { SimulatedTime } from './simulated-time.ts';
import { DURATION, off } from './sps/node.ts';
import {
  firmwareOnItsWay,
  haStatus,
  isSpsAction,
  NODES,
  type NodeId,
  newPair,
  nextDue,
  obstacleTo,
  otherNode,
  type PairEvent,
  type PairState,
  reducePair,
  type SpsAction,
} from './sps/pair.ts';
import { indexerPackage, PracticeIndexers } from './sps/practice-indexers.ts';
import { SerialConsole } from './sps/serial-console.ts';
import { PairWeb } from './sps/web.ts';
import { practiceCertificate, type SelfSigned } from './tls/certificate.ts';
import { isApplianceAction } from './u-series/appliance.ts';
import { isPairAction } from './u-series/pair.ts';
import { type ApplianceKeys, PracticeAppliance } from './u-series/practice-appliance.ts';
import { PracticeUsPair, sideOfDevice } from './u-series/practice-pair.ts';

/** Seconds that an entry of the practice DNS may be kept. */
const DNS_TTL = 60;

export type { Played, RackAction, RackOptions, RackState };

export class PracticeRack implements AsyncDisposable {
  readonly scale: number;
  readonly chassis: Readonly<Record<NodeId, Chassis>>;
  readonly bmcs: Record<NodeId, PracticeBmc | null> = { a: null, b: null };
  readonly certificate: SelfSigned;
  readonly slaveBmc: BmcEndpoint | null;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #time: SimulatedTime;
  readonly #closing = new AbortController();
  readonly #played: RackAction[] = [];
  readonly #executedBefore: Record<NodeId, string[]> = { a: [], b: [] };
  readonly #serials = { ...SERIAL };
  readonly #consoles: Readonly<Record<NodeId, SerialConsole>>;
  #holders: AsyncDisposable[] = [];
  #faults: PracticeFault[] = [];
  #pair: PairState;
  #web: PairWeb | null = null;
  #control: Control | null = null;
  #dell: PracticeDell | null = null;
  #appliance: PracticeAppliance | null = null;
  #remoteSupport: PracticeRemoteSupport | null = null;
  #enterprise: PracticeEnterprise | null = null;
  #usPair: PracticeUsPair | null = null;
  #groups: PracticeGroup[] = [];
  #indexers: PracticeIndexers | null = null;
  #dns: DnsServer | null = null;

  /** Use `startRack`. */
  constructor(options: RackOptions) {
    this.scale = options.scale ?? 60;
    if (!(this.scale > 0)) throw new RangeError('the scale of a practice rack must be above 0');
    this.#clock = options.clock ?? systemClock;
    this.#log = options.log ?? silentLog;
    this.#time = new SimulatedTime(this.#clock, this.scale);
    this.slaveBmc = options.slaveBmc ?? null;
    const machine = () =>
      new SimpleChassis({ power: true, softDelayMs: (DURATION.stop * 1000) / this.scale, clock: this.#clock });
    this.chassis = { a: machine(), b: options.slaveChassis ?? machine() };
    const serial = (id: NodeId) => new SerialConsole(DEVICE_ID[id], this.scale, this.#clock);
    this.#consoles = { a: serial('a'), b: serial('b') };
    this.certificate = practiceCertificate('sps.practice.invalid', this.#clock);
    const firmware = options.firmware ?? { running: '5.0.11', target: '5.8.0' };
    this.#pair = newPair({ version: firmware.running, target: firmware.target, tainted: options.tainted ?? 0 });
  }

  async start(options: RackOptions): Promise<void> {
    const { ports = {} } = options;
    this.#web = await PairWeb.start({
      port: ports.web ?? 0,
      certificate: this.certificate,
      pair: () => this.pair,
      dispatch: (event) => this.#dispatch(event),
      clock: this.#clock,
      log: this.#log,
    });
    await this.#startBmc('a', SERIAL.a, ports.bmcA ?? 0);
    if (!this.slaveBmc) await this.#startBmc('b', SERIAL.b, ports.bmcB ?? 0);
    this.#dell = await PracticeDell.start({
      ...{ scale: this.scale, clock: this.#clock },
      ports: { redfish: ports.idrac ?? 0, ssh: ports.idracSsh ?? 0 },
    });
    const { state: dell, times } = this.#dell;
    this.#appliance = new PracticeAppliance({ dell, times, scale: this.scale, clock: this.#clock, log: this.#log });
    this.#remoteSupport = await PracticeRemoteSupport.start({
      ...{ scale: this.scale, clock: this.#clock, log: this.#log },
      ports: { web: ports.rs ?? 0, updates: ports.updates ?? 0, bmc: ports.bmcRs ?? 0 },
    });
    if (options.enterprise)
      this.#enterprise = await PracticeEnterprise.start({ scale: this.scale, clock: this.#clock, log: this.#log });
    if (options.usPair) {
      const servicesOnly = options.usPair === 'services';
      this.#usPair = await PracticeUsPair.start({
        scale: this.scale,
        clock: this.#clock,
        log: this.#log,
        servicesOnly,
      });
    }
    if (options.groups) this.#groups = await startGroups({ scale: this.scale, clock: this.#clock, log: this.#log });
    if (options.groups) this.#dns = await startDns((question) => this.#lookUp(question));
    if (options.indexers) this.#indexers = await PracticeIndexers.start({ log: this.#log });
    this.#control = await startControl(this, ports.control ?? 0);
    for (const id of NODES) this.#follow(id);
    this.#play();
    for (const fault of options.faults ?? []) await this.setFault(fault);
  }

  /** The pair at this moment. */
  get pair(): PairState {
    this.#dispatch({ type: 'time' });
    return this.#pair;
  }

  get webPort(): number {
    return this.#web?.port ?? 0;
  }

  /** @throws Error before the rack has started */
  get dell(): PracticeDell {
    if (!this.#dell) throw new Error('the practice rack has not started');
    return this.#dell;
  }

  /** @throws Error before the rack has started */
  get appliance(): PracticeAppliance {
    if (!this.#appliance) throw new Error('the practice rack has not started');
    return this.#appliance;
  }

  /** @throws Error before the rack has started */
  get remoteSupport(): PracticeRemoteSupport {
    if (!this.#remoteSupport) throw new Error('the practice rack has not started');
    return this.#remoteSupport;
  }

  /** The pair of U-Series appliances; null where the rack was started without one. */
  get usPair(): PracticeUsPair | null {
    return this.#usPair;
  }

  /** The Imprivata enterprise; null where the rack was started without one. */
  get enterprise(): PracticeEnterprise | null {
    return this.#enterprise;
  }

  /** The groups of Remote Support appliances; none where the rack was started without. */
  get groups(): readonly PracticeGroup[] {
    return this.#groups;
  }

  /** The external indexer hosts; null where the rack was started without. */
  get indexers(): PracticeIndexers | null {
    return this.#indexers;
  }

  /** Address of the DNS server that knows the sites of the groups; null where the rack was started without them. */
  get dns(): string | null {
    return this.#dns?.at ?? null;
  }

  /** URL of the control endpoint, with its token. */
  get control(): string {
    return this.#control?.url ?? '';
  }

  /** How often a wrong password was presented to the web interface. */
  get failedLogins(): number {
    return this.#web?.failedLogins ?? 0;
  }

  state(): RackState {
    const pair = this.pair;
    return {
      scale: this.scale,
      simulatedSeconds: pair.now,
      ha: haStatus(pair),
      master: DEVICE_ID[pair.master],
      firmwareOnItsWay: firmwareOnItsWay(pair),
      links: { ...pair.links },
      nodes: NODES.map((id) => ({
        deviceId: DEVICE_ID[id],
        power: this.chassis[id].power ? 'on' : 'off',
        phase: pair.nodes[id].phase.name,
        version: pair.nodes[id].version,
        afterReboot: pair.nodes[id].afterReboot,
      })),
      faults: [...this.#faults],
      disasters: [...pair.disasters],
      executed: {
        ...Object.fromEntries(
          NODES.map((id) => [DEVICE_ID[id], [...this.#executedBefore[id], ...(this.bmcs[id]?.executed ?? [])]]),
        ),
        [RS_ID]: this.remoteSupport.executed,
      },
      played: [...this.#played],
      dell: this.dell.view(),
      appliance: this.appliance.view(),
      remoteSupport: this.remoteSupport.view(),
      ...(this.#enterprise ? { enterprise: this.#enterprise.view() } : {}),
      ...(this.#usPair ? { usPair: this.#usPair.view() } : {}),
      dns: this.dns,
      ...(this.#indexers ? { indexers: this.#indexers.view() } : {}),
      groups: Object.fromEntries(this.#groups.map((group) => [group.model.members[0]?.id, group.view()])),
    };
  }

  /** Update Packages for the Dell server with the authority that signs them, and one for the indexer hosts. */
  async packages(): Promise<{ anchor: string; files: PracticePackage[] }> {
    const more = this.#indexers ? [indexerPackage(this.#pair.target)] : [];
    return { anchor: this.dell.anchor, files: [...(await this.dell.packages()), ...more] };
  }

  /** Key stick, listings and disk of the U-Series, as they are at this moment. */
  async keys(): Promise<ApplianceKeys> {
    const { appliance } = this;
    const [stick, listings, disk] = [appliance.stick(), appliance.listings(), appliance.disk()];
    return { stick, listings, disk: await disk };
  }

  /** Plays what a person would do in the vendor's interface, or at the appliance. */
  manual(action: RackAction, deviceId: string | null = null): Played {
    const played = isImpAction(action) ? this.#playEnterprise(action, deviceId) : this.#playOn(action, deviceId);
    this.#log.info({ action, ...played }, 'practice: manual action');
    if (played.outcome === 'played') this.#played.push(action);
    return played;
  }

  /** Switches a fault on, beside those that are on already; `none` switches all off. BMC faults strike the slave. */
  async setFault(fault: PracticeFault): Promise<void> {
    this.#log.info({ fault }, 'practice: fault');
    this.#faults = fault === 'none' ? [] : [...new Set([...this.#faults, fault])];
    const on = (name: PracticeFault) => this.#faults.includes(name);
    this.#dispatch({ type: 'faults', upgradeFails: on('upgrade-fails'), slowBoot: on('slow-boot') });
    const apart = on('ha-links-lost');
    this.#dispatch({ type: 'links', main: !apart && !on('ha-link-lost'), redundant: !apart });
    const slave = otherNode(this.#pair.master);
    const bmc = this.bmcs[slave];
    if (fault === 'lost-reply') bmc?.faults.loseNextReply('chassis-control');
    if (fault === 'bmc-dead' && bmc) bmc.faults.dead = true;
    if (fault === 'wrong-serial') await this.#startBmc(slave, WRONG_SERIAL);
    for (const board of BOARD_FAULTS) if (fault === board) bmc?.board.fault(board);
    this.dell.fault(fault);
    this.appliance.fault(fault);
    this.remoteSupport.fault(fault);
    this.#indexers?.fault(fault);
    if (fault === 'weak-setup') bmc?.configuration.weaken();
    if (fault === 'console-held') {
      const held = NODES.map((id) => this.bmcs[id]).filter((one) => one !== null);
      this.#holders.push(...(await Promise.all(held.map((one) => holdConsole(one, this.#clock)))));
    }
    if (fault !== 'none') return;
    await this.#release();
    for (const id of NODES) {
      this.bmcs[id]?.faults.clear();
      this.bmcs[id]?.board.repair();
      this.bmcs[id]?.configuration.mend();
      if (this.#serials[id] === WRONG_SERIAL) await this.#startBmc(id, SERIAL[id]);
    }
  }

  /** Resolves when the web interface listens, or does not, as the pair's present state demands. */
  async settled(): Promise<void> {
    this.#dispatch({ type: 'time' });
    await Promise.all([
      this.#web?.follow(),
      this.#remoteSupport?.settled(),
      this.#enterprise?.settled(),
      this.#usPair?.settled(),
      ...this.#groups.map((group) => group.settled()),
    ]);
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#time.stop();
    for (const id of NODES) this.#consoles[id].close();
    await this.#release();
    await Promise.all([
      this.#web?.close(),
      this.#control?.close(),
      this.#dell?.close(),
      this.#remoteSupport?.close(),
      this.#enterprise?.close(),
      this.#usPair?.close(),
      this.#indexers?.close(),
      this.#dns?.close(),
      ...this.#groups.map((group) => group.close()),
      ...NODES.map((id) => this.bmcs[id]?.close()),
    ]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #lookUp({ name, family }: DnsQuestion): DnsAnswer {
    const address = this.#groups.map((group) => group.leadsTo(name)).find((one) => one !== null);
    if (address === undefined) return { refusal: 'no-name' };
    return { addresses: family === 4 && address !== null ? [address] : [], ttl: DNS_TTL };
  }

  #playEnterprise(action: ImpAction, deviceId: string | null): Played {
    const on: ApplianceId | undefined = IMPRIVATA.find((id) => id === deviceId);
    const absent: Played = { outcome: 'impossible', reason: 'no Imprivata enterprise was started', soonMs: null };
    return this.#enterprise?.manual(action, on) ?? absent;
  }

  #playOn(action: RackAction, deviceId: string | null): Played {
    const group = this.#groups.find((one) => one.has(deviceId));
    if (group && deviceId !== null) return group.manual(action, deviceId);
    const side = sideOfDevice(deviceId);
    if (side && this.#usPair && isPairAction(action)) return this.#usPair.manual(action, side);
    if (isApplianceAction(action)) return this.appliance.manual(action);
    if (action === 'rs.updates.check') return this.remoteSupport.checkForUpdates();
    if (isRsAction(action)) return this.remoteSupport.manual(action);
    if (isSpsAction(action)) return this.#manualSps(action);
    return { outcome: 'impossible', reason: 'this rack has no such appliance', soonMs: null };
  }

  #manualSps(action: SpsAction): Played {
    const obstacle = obstacleTo(this.pair, action);
    if (obstacle) return { ...obstacle, soonMs: null };
    this.#dispatch({ type: 'manual', action });
    return { outcome: 'played', reason: null, soonMs: null };
  }

  /** Another serial is another board: the BMC is started anew on its port. */
  async #startBmc(id: NodeId, serial: string, port = this.bmcs[id]?.port): Promise<void> {
    const before = this.bmcs[id];
    if (port === undefined) return;
    if (before) {
      this.#executedBefore[id].push(...before.executed);
      await before.close();
    }
    const user = { name: practiceBmcUser, password: practicePassword, limit: 'administrator' as const };
    const bmc = await startBmc({
      port,
      users: [user],
      suites: [17, 3],
      serial,
      chassis: this.chassis[id],
      clock: this.#clock,
    });
    bmc.faults.dead = before?.faults.dead ?? false;
    this.bmcs[id] = bmc;
    this.#consoles[id].plug(bmc.sol);
    this.#serials[id] = serial;
  }

  /** Nobody else is at the consoles any more. */
  async #release(): Promise<void> {
    const holders = this.#holders;
    this.#holders = [];
    await Promise.all(holders.map((holder) => holder[Symbol.asyncDispose]()));
  }

  /** What the nodes are doing shows on their serial ports. */
  #play(): void {
    const { nodes, master, upgradeFails, slowBoot, now } = this.#pair;
    for (const id of NODES) {
      const role = id === master ? 'master' : 'slave';
      this.#consoles[id].follow(nodes[id], { role, upgradeFails, slowBoot }, now);
    }
  }

  #follow(id: NodeId): void {
    const chassis = this.chassis[id];
    if (!chassis.power) this.#dispatch({ type: 'power', node: id, to: 'off' });
    const stop = chassis.onChange((change) => {
      if (change.kind === 'power') this.#dispatch({ type: 'power', node: id, to: change.on ? 'on' : 'off' });
      if (change.kind === 'reset' || change.kind === 'soft')
        this.#dispatch({ type: 'power', node: id, to: change.kind });
    });
    this.#closing.signal.addEventListener('abort', stop);
  }

  #dispatch(event: PairEvent): void {
    if (this.#closing.signal.aborted) return;
    const before = this.#pair;
    const { now } = this.#time;
    this.#pair = reducePair(before, event, now);
    if (event.type === 'time' && this.#pair.nodes === before.nodes && this.#pair.sending === before.sending) return;
    for (const id of NODES) {
      // The operating system switches its machine off when it has gone down.
      if (off(this.#pair.nodes[id]) && !off(before.nodes[id]) && this.chassis[id].power) this.chassis[id].off();
    }
    for (const disaster of this.#pair.disasters.slice(before.disasters.length)) {
      this.#log.warn({ disaster }, 'practice: the disaster that the interlocks prevent');
    }
    this.#play();
    void this.#web?.follow().catch((error: unknown) => this.#log.error({ error }, 'practice web interface'));
    this.#arm();
  }

  /** Wakes up when the pair changes by itself next. */
  #arm(): void {
    const due = nextDue(this.#pair);
    this.#time.wakeAfter(due === null ? null : due - this.#pair.now, () => this.#wake());
  }

  #wake(): void {
    this.#dispatch({ type: 'time' });
    this.#arm();
  }
}

/** Starts a practice rack on loopback. Throws when a wanted port is taken. Close it, or dispose it, when done. */
export async function startRack(options: RackOptions = {}): Promise<PracticeRack> {
  const rack = new PracticeRack(options);
  try {
    await rack.start(options);
  } catch (error) {
    await rack.close();
    throw error;
  }
  return rack;
}

/** The practice Remote Support appliance on the rack: its machine with a BMC, its web interface, and its vendor. */
import { randomBytes } from 'node:crypto';
import type { PracticeFault } from '../../../preload/contract.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/log.ts';
import { type PracticeBmc, SimpleChassis, startBmc } from '../bmc/index.ts';
import { practiceBmcUser, practicePassword } from '../credentials.ts';
import { RS_ID, RS_SERIAL } from '../identity.ts';
import type { Played } from '../rack.ts';
import { SimulatedTime } from '../simulated-time.ts';
import { practiceCertificate, type SelfSigned } from '../tls/certificate.ts';
import {
  newAppliance,
  nextDue,
  obstacleTo,
  offeredFor,
  offeredOnline,
  type RsAction,
  type RsDisaster,
  type RsEvent,
  type RsState,
  reduceRs,
  type Stage,
  stageOf,
} from './appliance.ts';
import { RsWeb } from './appliance-web.ts';
import { keyText } from './keys.ts';
import type { RsIdentity } from './pages.ts';
import { UpdateServer } from './update-server.ts';

/** What a referee may want to know of it. Plain JSON; no key. */
export interface RemoteSupportView {
  deviceId: string;
  stage: Stage;
  base: string;
  product: string;
  /** What its clock is ahead, in real seconds. */
  skewS: number;
  /** How many download keys it has made. */
  keys: number;
  /** What the vendor offers for the last of them. */
  offered: string[];
  downloaded: string[];
  uploaded: string[];
  installed: string[];
  backups: number;
  /** Simulated seconds until the appliance goes on by itself; null when it waits for somebody. */
  secondsLeft: number | null;
  /** Simulated seconds that the clients still need to follow; null when they need none. */
  clientsSeconds: number | null;
  /** The vendor's update server: where it is, and the pin of its certificate. */
  updates: { url: string; pin: string };
  disasters: RsDisaster[];
}

export interface PracticeRemoteSupportOptions {
  /** Simulated seconds that pass in one real second. */
  scale: number;
  clock: Clock;
  log: Logger;
  /** 0 or nothing: any free port. */
  ports?: Partial<Record<'web' | 'updates' | 'bmc', number>>;
}

/** The faults of the menu that are this appliance's and its vendor's. */
const FAULTS: Readonly<Partial<Record<PracticeFault, Extract<RsEvent, { type: 'fault' }>['name']>>> = {
  'rs-clock-wrong': 'clock-wrong',
  'rs-package-vanished': 'package-vanished',
  'rs-base-missing': 'base-missing',
  'rs-base-fails': 'base-fails',
  none: 'repaired',
};
/** How long its operating system takes to shut down, simulated seconds. */
const SHUT_DOWN = 120;

export class PracticeRemoteSupport implements AsyncDisposable {
  readonly certificate: SelfSigned;
  readonly updatesCertificate: SelfSigned;
  readonly chassis: SimpleChassis;
  readonly #options: PracticeRemoteSupportOptions;
  /** Its keys are of this rack alone: one that was used on another is none of them. */
  readonly #seed = randomBytes(16).toString('hex');
  readonly #time: SimulatedTime;
  #state = newAppliance();
  #web: RsWeb | null = null;
  #updates: UpdateServer | null = null;
  #bmc: PracticeBmc | null = null;
  #closed = false;

  private constructor(options: PracticeRemoteSupportOptions) {
    const { clock, scale } = options;
    this.#options = options;
    this.#time = new SimulatedTime(clock, scale);
    this.chassis = new SimpleChassis({ power: true, softDelayMs: (SHUT_DOWN * 1000) / scale, clock });
    this.chassis.onChange((change) => {
      if (change.kind === 'power') this.#dispatch({ type: 'power', to: change.on ? 'on' : 'off' });
      if (change.kind === 'reset') this.#dispatch({ type: 'power', to: 'reset' });
    });
    this.certificate = practiceCertificate('rs.practice.invalid', clock);
    this.updatesCertificate = practiceCertificate('updates.practice.invalid', clock);
  }

  /** @throws Error when a wanted port is taken */
  static async start(options: PracticeRemoteSupportOptions): Promise<PracticeRemoteSupport> {
    const appliance = new PracticeRemoteSupport(options);
    try {
      await appliance.#start();
    } catch (error) {
      await appliance.close();
      throw error;
    }
    return appliance;
  }

  async #start(): Promise<void> {
    const { clock, log, ports = {} } = this.#options;
    const both = { state: () => this.state, dispatch: (event: RsEvent) => this.#dispatch(event), clock, log };
    this.#web = await RsWeb.start({
      ...{ ...both, port: ports.web ?? 0, certificate: this.certificate },
      identity: () => this.#identity(),
    });
    this.#updates = await UpdateServer.start({
      ...{ ...both, port: ports.updates ?? 0, certificate: this.updatesCertificate },
      ...{ serial: RS_SERIAL, seed: this.#seed },
    });
    const user = { name: practiceBmcUser, password: practicePassword, limit: 'administrator' as const };
    this.#bmc = await startBmc({
      ...{ port: ports.bmc ?? 0, users: [user], suites: [17, 3], serial: RS_SERIAL },
      ...{ chassis: this.chassis, clock },
    });
  }

  /** The appliance at this moment. */
  get state(): RsState {
    this.#dispatch({ type: 'time' });
    return this.#state;
  }

  get webPort(): number {
    return this.#web?.port ?? 0;
  }

  get bmcPort(): number {
    return this.#bmc?.port ?? 0;
  }

  get updates(): RemoteSupportView['updates'] {
    return { url: this.#updates?.url ?? '', pin: this.updatesCertificate.fingerprint256 };
  }

  /** Every change that its BMC has carried out. */
  get executed(): string[] {
    return [...(this.#bmc?.executed ?? [])];
  }

  /** Plays what a person does at the appliance's pages. */
  manual(action: RsAction): Played {
    const obstacle = obstacleTo(this.state, action);
    if (obstacle) {
      const { outcome, reason, until } = obstacle;
      const soonMs = until === null ? null : Math.ceil(((until - this.#state.now) * 1000) / this.#options.scale);
      return { outcome, reason, soonMs };
    }
    this.#dispatch({ type: 'manual', action });
    return { outcome: 'played', reason: null, soonMs: null };
  }

  /** Has the appliance fetch what its vendor offers it, as one does that is connected. */
  checkForUpdates(): Played {
    for (const name of offeredOnline(this.state)) this.#dispatch({ type: 'downloaded', name });
    return { outcome: 'played', reason: null, soonMs: null };
  }

  /** Switches a fault of the menu on; `none` has support repair everything; those of other machines are nothing to it. */
  fault(name: PracticeFault): void {
    const own = FAULTS[name];
    if (own) this.#dispatch({ type: 'fault', name: own });
  }

  view(): RemoteSupportView {
    const { state } = this;
    const { base, product, skewS, downloaded, uploaded, installed, backups, disasters, clientsUntil, now } = state;
    const key = state.keys.at(-1);
    const due = nextDue(state);
    return {
      ...{ deviceId: RS_ID, stage: stageOf(state), base, product, skewS, keys: state.keys.length },
      offered: key ? offeredFor(state, key).map(({ name }) => name) : [],
      ...{ downloaded: [...downloaded], uploaded: [...uploaded], installed: [...installed], backups },
      secondsLeft: due === null ? null : due - now,
      clientsSeconds: clientsUntil === null || clientsUntil <= now ? null : clientsUntil - now,
      ...{ updates: this.updates, disasters: [...disasters] },
    };
  }

  /** Resolves when the web interface listens, or does not, as the present state demands. */
  async settled(): Promise<void> {
    this.#dispatch({ type: 'time' });
    await this.#web?.follow();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#time.stop();
    await Promise.all([this.#web?.close(), this.#updates?.close(), this.#bmc?.close()]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #identity(): RsIdentity {
    return {
      ...{ serial: RS_SERIAL, host: 'rs.practice.invalid' },
      timeMs: this.#options.clock.now() + this.#state.skewS * 1000,
      keyText: (n) => keyText(RS_SERIAL, this.#seed, n),
    };
  }

  #dispatch(event: RsEvent): void {
    if (this.#closed) return;
    const before = this.#state;
    const { log } = this.#options;
    this.#state = reduceRs(before, event, this.#time.now);
    for (const disaster of this.#state.disasters.slice(before.disasters.length))
      log.warn({ disaster }, 'practice: the disaster that the interlocks prevent');
    if (this.#state.phase === before.phase) return;
    void this.#web?.follow().catch((error: unknown) => log.error({ error }, 'practice web interface'));
    this.#arm();
  }

  /** Wakes up when the appliance changes by itself next: its port comes and goes though nobody looks. */
  #arm(): void {
    const due = nextDue(this.#state);
    this.#time.wakeAfter(due === null ? null : due - this.#state.now, () => this.#wake());
  }

  #wake(): void {
    const { phase } = this.#state;
    this.#dispatch({ type: 'time' });
    if (this.#state.phase === phase) this.#arm();
  }
}

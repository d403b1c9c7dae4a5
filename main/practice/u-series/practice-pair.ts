/** The practice pair of U-Series appliances on loopback: a web site each, with the role endpoint, gone while it is down. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/log.ts';
import { HttpsPorts, readBody } from '../https-port.ts';
import type { Played } from '../rack.ts';
import { SimulatedTime } from '../simulated-time.ts';
import { practiceCertificate, type SelfSigned } from '../tls/certificate.ts';
import {
  type MirrorState,
  newUsPair,
  nextDueOfPair,
  obstacleToPair,
  otherSide,
  type PairAction,
  type PairDisaster,
  reduceUsPair,
  roleOf,
  SIDES,
  type Side,
  type UsPairEvent,
  type UsPairState,
} from './pair.ts';

/** Device ids of the pair on the practice site, and its service tags. */
export const PAIR_ID: Readonly<Record<Side, string>> = { a: 'us-1', b: 'us-2' };
export const PAIR_TAG: Readonly<Record<Side, string>> = { a: 'RHPAIR1', b: 'RHPAIR2' };
export const sideOfDevice = (deviceId: string | null): Side | null =>
  SIDES.find((side) => PAIR_ID[side] === deviceId) ?? null;

/** What a referee may want to know of it. Plain JSON. */
export interface UsPairView {
  roles: Record<Side, string | null>;
  versions: Record<Side, string>;
  mirror: MirrorState;
  disasters: { at: number; kind: PairDisaster }[];
}
export interface PracticeUsPairOptions {
  /** Simulated seconds that pass in one real second. */
  scale: number;
  clock: Clock;
  log: Logger;
  /** No database is mirrored. */
  servicesOnly?: boolean;
}
const ROLE_PATH = '/UVMInterface/api/HighAvailability';
/** As the role endpoint writes them. */
const PRINTED = { off: 'Off', active: 'Active', passive: 'Passive' } as const;

export class PracticeUsPair implements AsyncDisposable {
  readonly certificate: SelfSigned;
  readonly #options: PracticeUsPairOptions;
  readonly #time: SimulatedTime;
  #ports: HttpsPorts<Side> | null = null;
  #state: UsPairState;
  #closed = false;

  private constructor(options: PracticeUsPairOptions) {
    const { clock, scale, servicesOnly } = options;
    this.#options = options;
    this.#time = new SimulatedTime(clock, scale);
    this.#state = newUsPair('24.1', '24.2', servicesOnly);
    this.certificate = practiceCertificate('u-series.practice.invalid', clock);
  }

  static async start(options: PracticeUsPairOptions): Promise<PracticeUsPair> {
    const pair = new PracticeUsPair(options);
    pair.#ports = await HttpsPorts.start(SIDES, {
      ...{ certificate: pair.certificate, clock: options.clock, log: options.log },
      listens: (side) => pair.#state.sides[side].power === 'on',
      serve: (side, request, response) => pair.#serve(side, request, response),
    });
    return pair;
  }

  /** The pair at this moment. */
  get state(): UsPairState {
    this.dispatch({ type: 'time' });
    return this.#state;
  }

  webPort(side: Side): number {
    return this.#ports?.port(side) ?? 0;
  }

  view(): UsPairView {
    const { state } = this;
    const { a, b } = state.sides;
    return {
      roles: { a: roleOf(state, 'a'), b: roleOf(state, 'b') },
      versions: { a: a.version, b: b.version },
      ...{ mirror: state.mirror, disasters: [...state.disasters] },
    };
  }

  /** Plays what a person does on the pages of one appliance, or at its plugs. */
  manual(action: PairAction, side: Side): Played {
    const { state } = this;
    // Whoever follows the procedure has seen SYNCHRONIZED before; whoever plays it waits for that.
    const early =
      action === 'us.ha.switchRoles' && state.mirror === 'SYNCHRONIZING' ? 'the mirror is on its way' : null;
    const reason = obstacleToPair(state, action, side) ?? early;
    if (reason !== null) {
      const due = nextDueOfPair(this.#state);
      const soonMs = due === null ? null : this.#time.realMs(due - this.#state.now);
      return { outcome: 'impossible', reason, soonMs };
    }
    this.dispatch({ type: 'manual', action, side });
    return { outcome: 'played', reason: null, soonMs: null };
  }

  dispatch(event: UsPairEvent): void {
    if (this.#closed) return;
    const before = this.#state;
    const { log } = this.#options;
    this.#state = reduceUsPair(before, event, this.#time.now);
    for (const disaster of this.#state.disasters.slice(before.disasters.length))
      log.warn({ disaster }, 'practice: the disaster that the interlocks prevent');
    const same = SIDES.every((side) => this.#state.sides[side].power === before.sides[side].power);
    if (same && nextDueOfPair(this.#state) === nextDueOfPair(before)) return;
    this.#follow().catch((error: unknown) => log.error({ error }, 'practice web interface'));
    this.#arm();
  }

  /** Resolves when the web sites listen, or do not, as the present state demands. */
  async settled(): Promise<void> {
    this.dispatch({ type: 'time' });
    await this.#follow();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#time.stop();
    await this.#ports?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #follow(): Promise<void> {
    await this.#ports?.follow();
  }

  /** Wakes up when something changes by itself next: the web sites come and go though nobody looks. */
  #arm(): void {
    const due = nextDueOfPair(this.#state);
    this.#time.wakeAfter(due === null ? null : due - this.#state.now, () => {
      this.dispatch({ type: 'time' });
      this.#arm();
    });
  }

  async #serve(side: Side, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'POST') this.#strike(side, new URLSearchParams(await readBody(request)).get('fault'));
    const { state } = this;
    const role = PRINTED[roleOf(state, side) ?? 'off'];
    const asked = request.url === ROLE_PATH;
    const type = asked ? 'application/json;charset=UTF-8' : 'text/html; charset=utf-8';
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
    const body = asked ? JSON.stringify({ Role: role }) : page(state, side, role);
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  /** What is to go wrong, from the form of the page. */
  #strike(side: Side, fault: string | null): void {
    if (fault === 'port') this.dispatch({ type: 'port', closed: !this.#state.portClosed });
    if (fault === 'takeover') this.dispatch({ type: 'takeover', side: otherSide(side) });
    if (fault === 'medium') {
      this.dispatch({ type: 'settings', settings: { medium: !this.#state.settings.medium } });
    }
  }
}

function page({ mirror, sides, settings, portClosed }: UsPairState, side: Side, role: string): string {
  const rows = {
    Role: role,
    'Mirror State': mirror === 'none' ? 'High Availability Is Off' : mirror,
    BeyondInsight: sides[side].version,
    'Reboot asked for': sides[side].asksForReboot ? 'yes' : 'no',
    'Partner Failover Timeout (minutes)': settings.failoverTimeout / 60,
    'Reboot Blackout Window (minutes)': settings.blackout / 60,
    'Attempt Auto Resync': settings.autoResync ? 'on' : 'off',
    'Medium Failover Mode': settings.medium ? 'on' : 'off',
    'Historical Sync Rate': '86.85 MB/min',
    'BeyondInsight Database Size': '1.41 GB',
    'Port 5022': portClosed ? 'closed' : 'open',
  };
  const cells = Object.entries(rows).map(([name, value]) => `<tr><th>${name}<td>${value}`);
  const faults = ['port', 'takeover', 'medium'].map((name) => `<button name="fault" value="${name}">${name}</button>`);
  return `<!doctype html><meta charset="utf-8"><title>High Availability</title><h1>High Availability (practice)</h1>
<table>${cells.join('')}</table><form method="post"><p>What is to go wrong: ${faults.join(' ')}</p></form>`;
}

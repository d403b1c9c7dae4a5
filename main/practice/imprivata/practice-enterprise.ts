/** The practice enterprise on loopback: a console per appliance that comes and goes with the upgrade, and its heartbeats. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/log.ts';
import { HttpsPorts, readBody } from '../https-port.ts';
import type { Played } from '../rack.ts';
import { SimulatedTime } from '../simulated-time.ts';
import { practiceCertificate, type SelfSigned } from '../tls/certificate.ts';
import { consolePage as page } from './console-page.ts';
import {
  APPLIANCES,
  type ApplianceId,
  AUDIT_SERVER,
  consoleAnswers,
  consoleShows,
  FAULTS,
  type ImpAction,
  type ImpDisaster,
  type ImpEvent,
  type ImpState,
  installing,
  newEnterprise,
  nextDue,
  obstacleTo,
  reduceImp,
} from './enterprise.ts';

/** What a referee may want to know of it. Plain JSON. */
export interface EnterpriseView {
  levels: Record<ApplianceId, string>;
  installation: 'finished' | 'running' | 'failed';
  consoles: boolean;
  /** Where the heartbeats go, null while nobody has entered a URL. */
  heartbeatUrl: string | null;
  disasters: ImpDisaster[];
}

export interface PracticeEnterpriseOptions {
  /** Simulated seconds that pass in one real second. */
  scale: number;
  clock: Clock;
  log: Logger;
}

/** As documented (appliances.md §4), simulated seconds. */
export const HEARTBEAT_S = 300;
const SEND_MS = 2_000;

export class PracticeEnterprise implements AsyncDisposable {
  readonly certificate: SelfSigned;
  readonly #options: PracticeEnterpriseOptions;
  readonly #time: SimulatedTime;
  readonly #closing = new AbortController();
  #ports: HttpsPorts<ApplianceId> | null = null;
  #state = newEnterprise();
  #heartbeatUrl: string | null = null;

  private constructor(options: PracticeEnterpriseOptions) {
    const { clock, scale } = options;
    this.#options = options;
    this.#time = new SimulatedTime(clock, scale);
    this.certificate = practiceCertificate('imprivata.practice.invalid', clock);
  }

  static async start(options: PracticeEnterpriseOptions): Promise<PracticeEnterprise> {
    const enterprise = new PracticeEnterprise(options);
    enterprise.#ports = await HttpsPorts.start(APPLIANCES, {
      ...{ certificate: enterprise.certificate, clock: options.clock, log: options.log },
      listens: () => consoleAnswers(enterprise.#state),
      serve: (id, request, response) => enterprise.#serve(id, request, response),
    });
    void enterprise.#beat();
    return enterprise;
  }

  /** The enterprise at this moment. */
  get state(): ImpState {
    this.dispatch({ type: 'time' });
    return this.#state;
  }

  webPort(id: ApplianceId): number {
    return this.#ports?.port(id) ?? 0;
  }

  view(): EnterpriseView {
    const { state } = this;
    return {
      levels: Object.fromEntries(APPLIANCES.map((id) => [id, state.appliances[id].level])) as EnterpriseView['levels'],
      installation: consoleShows(state),
      ...{ consoles: consoleAnswers(state), heartbeatUrl: this.#heartbeatUrl, disasters: [...state.disasters] },
    };
  }

  /** Plays what a person does in the consoles; a click about no appliance in particular is made at the audit server. */
  manual(action: ImpAction, on: ApplianceId = AUDIT_SERVER): Played {
    const { state } = this;
    // The one lock that the vendor has: whoever tries the door waits until it opens.
    const locked = action === 'imp.adminConsole.use' && installing(state) ? 'the Admin Console is locked' : null;
    const reason = locked ?? obstacleTo(state, action, on);
    if (reason !== null) {
      const due = nextDue(state);
      const soonMs = due === null ? null : this.#time.realMs(due - state.now);
      return { outcome: 'impossible', reason, soonMs };
    }
    // The system that provisions is none of ours: whoever follows the procedure has suspended it before.
    if (action === 'imp.package.install') this.dispatch({ type: 'provisioning', to: false });
    this.dispatch({ type: 'manual', action, on });
    return { outcome: 'played', reason: null, soonMs: null };
  }

  dispatch(event: ImpEvent): void {
    if (this.#closing.signal.aborted) return;
    const before = this.#state;
    const { log } = this.#options;
    this.#state = reduceImp(before, event, this.#time.now);
    for (const disaster of this.#state.disasters.slice(before.disasters.length))
      log.warn({ disaster }, 'practice: the disaster that the interlocks prevent');
    if (nextDue(this.#state) === nextDue(before) && consoleAnswers(this.#state) === consoleAnswers(before)) return;
    this.#follow().catch((error: unknown) => log.error({ error }, 'practice web interface'));
    this.#arm();
  }

  /** Resolves when the consoles listen, or do not, as the present state demands. */
  async settled(): Promise<void> {
    this.dispatch({ type: 'time' });
    await this.#follow();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#time.stop();
    await this.#ports?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #follow(): Promise<void> {
    await this.#ports?.follow();
  }

  /** Wakes up when something changes by itself next: the consoles come and go though nobody looks. */
  #arm(): void {
    const due = nextDue(this.#state);
    this.#time.wakeAfter(due === null ? null : due - this.#state.now, () => this.#wake());
  }

  #wake(): void {
    this.dispatch({ type: 'time' });
    this.#arm();
  }

  async #serve(id: ApplianceId, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'POST') this.#settle(new URLSearchParams(await readBody(request)));
    const body = page(this.state, id, this.#heartbeatUrl);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  /** The form of the practice console: where heartbeats go, and what is to go wrong. */
  #settle(fields: URLSearchParams): void {
    const url = fields.get('heartbeat');
    if (url !== null) this.#heartbeatUrl = /^http:\/\/127\.0\.0\.1:\d{1,5}\//.test(url) ? url : null;
    const fault = FAULTS.find((name) => name === fields.get('fault'));
    if (fault) this.dispatch({ type: 'fault', name: fault, active: !this.#state.faults.includes(fault) });
    const does = (['release', 'complete', 'level'] as const).find((one) => one === fields.get('support'));
    if (does) this.dispatch({ type: 'support', does });
  }

  /** Posts a heartbeat every five simulated minutes; not while the database is worked on. */
  async #beat(): Promise<void> {
    const { clock, scale, log } = this.#options;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const over = await clock.sleep((HEARTBEAT_S * 1000) / scale, signal).catch(() => 'closed' as const);
      if (over === 'closed') return;
      if (this.#heartbeatUrl === null || !consoleAnswers(this.state)) continue;
      const body = new URLSearchParams({ server: AUDIT_SERVER, authentications: '412', pings: '12' });
      await fetch(this.#heartbeatUrl, { method: 'POST', body, redirect: 'error', signal: AbortSignal.timeout(SEND_MS) })
        .then((reply) => reply.body?.cancel())
        .catch((error: unknown) => log.info({ error }, 'practice: nobody takes the heartbeat'));
    }
  }
}

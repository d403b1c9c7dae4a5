/** The simulated pair's web interface: one HTTPS port that comes and goes with the master. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/log.ts';
import { practicePassword, practiceWebUser } from '../credentials.ts';
import { HttpsPort, readBody } from '../https-port.ts';
import type { SelfSigned } from '../tls/certificate.ts';
import { type ApiReply, answer, listens } from './api.ts';
import { boundaryOf, MultipartFile } from './multipart.ts';
import { running } from './node.ts';
import { masterOf, type PairEvent, type PairState } from './pair.ts';

export interface PairWebOptions {
  port: number;
  certificate: SelfSigned;
  /** The pair at this moment. */
  pair(): PairState;
  dispatch(event: PairEvent): void;
  clock: Clock;
  log: Logger;
}

/** A session ends after 20 minutes of inactivity (appliances.md §1.1). */
const SESSION_MS = 20 * 60_000;
const EXPECTED = Buffer.from(`Basic ${Buffer.from(`${practiceWebUser}:${practicePassword}`).toString('base64')}`);
const UNAUTHORISED: ApiReply = {
  status: 401,
  type: 'application/json',
  body: JSON.stringify({ error: { type: 'AuthenticationFailure', message: 'Authentication failed', details: {} } }),
};

export class PairWeb {
  /** How often a wrong password was presented. */
  failedLogins = 0;
  readonly #options: PairWebOptions;
  readonly #sessions = new Map<string, number>();
  #listener: HttpsPort | null = null;

  private constructor(options: PairWebOptions) {
    this.#options = options;
  }

  /** @throws Error when the wanted port is taken */
  static async start(options: PairWebOptions): Promise<PairWeb> {
    const web = new PairWeb(options);
    web.#listener = await HttpsPort.start({
      ...options,
      listens: () => listens(options.pair()),
      serve: (request, response) => web.#serve(request, response),
    });
    return web;
  }

  get port(): number {
    return this.#listener?.port ?? 0;
  }

  /** Opens or closes the port as the pair demands; resolves when that is done. */
  async follow(): Promise<void> {
    if (!running(masterOf(this.#options.pair()))) this.#sessions.clear();
    await this.#listener?.follow();
  }

  async close(): Promise<void> {
    await this.#listener?.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const reply =
      path === '/api/upload/firmware' && request.method === 'POST'
        ? await this.#upload(request)
        : await this.#answer(request, response, path);
    response.writeHead(reply.status, { 'content-type': reply.type, 'cache-control': 'no-store' });
    const { event } = reply;
    // First the reply, for a restart takes the connection with it.
    response.end(reply.body, () => event && this.#options.dispatch(event));
  }

  async #answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<ApiReply> {
    const body = await readBody(request);
    const pair = this.#options.pair();
    if (path === '/api/authentication' && running(masterOf(pair))) return this.#logIn(request, response);
    const token = request.headers['x-token'];
    return answer(pair, {
      method: request.method ?? 'GET',
      path,
      userAgent: request.headers['user-agent'] ?? '',
      token: typeof token === 'string' ? token : null,
      loggedIn: this.#loggedIn(request),
      json: parse(body),
    });
  }

  #logIn(request: IncomingMessage, response: ServerResponse): ApiReply {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length !== EXPECTED.length || !timingSafeEqual(given, EXPECTED)) {
      this.failedLogins += 1;
      return UNAUTHORISED;
    }
    const id = randomBytes(20).toString('hex');
    this.#sessions.set(id, this.#options.clock.monotonic() + SESSION_MS);
    response.setHeader('set-cookie', `session_id=${id}; Path=/; Secure; HttpOnly`);
    const meta = { href: '/api/authentication', parent: '/api', remaining_seconds: SESSION_MS / 1000 };
    return { status: 200, type: 'application/json', body: JSON.stringify({ meta }) };
  }

  #loggedIn(request: IncomingMessage): boolean {
    const id = /(?:^|;\s*)session_id=([0-9a-f]+)/.exec(request.headers.cookie ?? '')?.[1];
    const now = this.#options.clock.monotonic();
    const until = id === undefined ? undefined : this.#sessions.get(id);
    if (id === undefined || until === undefined || until < now) return false;
    this.#sessions.set(id, now + SESSION_MS);
    return true;
  }

  async #upload(request: IncomingMessage): Promise<ApiReply> {
    const boundary = boundaryOf(request.headers['content-type'] ?? '');
    const file = boundary === null ? null : new MultipartFile(boundary);
    const allowed = this.#loggedIn(request);
    for await (const chunk of request) if (allowed) file?.push(chunk as Buffer);
    if (!allowed) return UNAUTHORISED;
    const uploaded = file?.end() ?? null;
    if (uploaded?.field !== 'firmware') return error(400, 'InvalidUpload');
    const version = /(\d+\.\d+\.\d+)/.exec(uploaded.filename)?.[1] ?? this.#options.pair().target;
    this.#options.dispatch({ type: 'firmware.uploaded', version });
    this.#options.log.info({ ...uploaded, version }, 'practice: firmware uploaded');
    const meta = { href: '/api/upload/firmware', parent: '/api/upload' };
    return { status: 200, type: 'application/json', body: JSON.stringify({ meta }) };
  }
}

const error = (status: number, type: string): ApiReply => ({
  status,
  type: 'application/json',
  body: JSON.stringify({ error: { type, message: type, details: {} } }),
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

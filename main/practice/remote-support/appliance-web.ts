/** The practice appliance's web interface: one HTTPS port that comes and goes with it. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/log.ts';
import { practicePassword, practiceWebUser } from '../credentials.ts';
import { HttpsPort, readBody } from '../https-port.ts';
import { boundaryOf, MultipartFile } from '../sps/multipart.ts';
import type { SelfSigned } from '../tls/certificate.ts';
import { listens, type RsEvent, type RsState } from './appliance.ts';
import { packageWith } from './packages.ts';
import { answer, type RsIdentity, type RsReply, uploaded } from './pages.ts';

export interface RsWebOptions {
  port: number;
  certificate: SelfSigned;
  state(): RsState;
  identity(): RsIdentity;
  dispatch(event: RsEvent): void;
  clock: Clock;
  log: Logger;
}

/** As documented (appliances.md §3.1). */
const TOKEN_MS = 3_600_000;
const EXPECTED = Buffer.from(`Basic ${Buffer.from(`${practiceWebUser}:${practicePassword}`).toString('base64')}`);

export class RsWeb {
  /** How often a wrong password or secret was presented. */
  failedLogins = 0;
  readonly #options: RsWebOptions;
  readonly #tokens = new Map<string, number>();
  #listener: HttpsPort | null = null;

  private constructor(options: RsWebOptions) {
    this.#options = options;
  }

  /** @throws Error when the wanted port is taken */
  static async start(options: RsWebOptions): Promise<RsWeb> {
    const web = new RsWeb(options);
    web.#listener = await HttpsPort.start({
      ...options,
      listens: () => listens(options.state()),
      serve: (request, response) => web.#serve(request, response),
    });
    return web;
  }

  get port(): number {
    return this.#listener?.port ?? 0;
  }

  /** Opens or closes the port as the appliance demands; resolves when that is done. */
  async follow(): Promise<void> {
    if (!listens(this.#options.state())) this.#tokens.clear();
    await this.#listener?.follow();
  }

  async close(): Promise<void> {
    await this.#listener?.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'https://appliance');
    const { status, type, body, headers, event } = await this.#answer(request, url);
    if (event) this.#options.dispatch(event);
    response.writeHead(status, {
      ...{ date: new Date(this.#options.identity().timeMs).toUTCString() },
      ...{ 'content-type': type, 'cache-control': 'no-store', ...headers },
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  async #answer(request: IncomingMessage, url: URL): Promise<RsReply> {
    const administrator = this.#basic(request);
    const { method = 'GET' } = request;
    if (method === 'POST' && url.pathname === '/appliance/updates/upload' && administrator)
      return this.#upload(request);
    const fields = new URLSearchParams([...url.searchParams, ...new URLSearchParams(await readBody(request))]);
    if (method === 'POST' && url.pathname === '/oauth2/token') return this.#token(administrator, fields);
    const token = this.#tokenOf(request);
    const asked = { method: method === 'HEAD' ? 'GET' : method, path: url.pathname, fields, administrator, token };
    return answer(this.#options.state(), this.#options.identity(), asked);
  }

  /** The practice appliance has one password for its pages and as the secret of its API account. */
  #basic(request: IncomingMessage): boolean {
    const given = Buffer.from(request.headers.authorization ?? '');
    const right = given.length === EXPECTED.length && timingSafeEqual(given, EXPECTED);
    if (!right && given.toString('latin1', 0, 6) === 'Basic ') this.failedLogins += 1;
    return right;
  }

  #token(right: boolean, fields: URLSearchParams): RsReply {
    const json = (status: number, body: object): RsReply => ({
      ...{ status, type: 'application/json', body: JSON.stringify(body) },
    });
    if (!right) return json(401, { error: 'invalid_client' });
    if (fields.get('grant_type') !== 'client_credentials') return json(400, { error: 'unsupported_grant_type' });
    const token = randomBytes(20).toString('hex');
    this.#tokens.set(token, this.#options.clock.monotonic() + TOKEN_MS);
    return json(200, { access_token: token, token_type: 'Bearer', expires_in: TOKEN_MS / 1000 });
  }

  #tokenOf(request: IncomingMessage): boolean {
    const token = /^Bearer ([0-9a-f]+)$/.exec(request.headers.authorization ?? '')?.[1];
    return (this.#tokens.get(token ?? '') ?? 0) > this.#options.clock.monotonic();
  }

  async #upload(request: IncomingMessage): Promise<RsReply> {
    const boundary = boundaryOf(request.headers['content-type'] ?? '');
    const file = boundary === null ? null : new MultipartFile(boundary);
    for await (const chunk of request) file?.push(chunk as Buffer);
    const sha256 = file?.end()?.sha256;
    const name = sha256 === undefined ? null : (packageWith(sha256)?.name ?? null);
    this.#options.log.info({ name, sha256 }, 'practice: package uploaded');
    return uploaded(this.#options.state(), this.#options.identity(), name);
  }
}

/** The practice appliance's web interface: one HTTPS port that comes and goes with it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/log.ts';
import { HttpsPort, readBody } from '../https-port.ts';
import { boundaryOf, MultipartFile } from '../sps/multipart.ts';
import type { SelfSigned } from '../tls/certificate.ts';
import type { RsReply } from './api.ts';
import { ApiAccount } from './api-account.ts';
import { listens, type RsEvent, type RsState } from './appliance.ts';
import { packageWith } from './packages.ts';
import { answer, type RsIdentity, uploaded } from './pages.ts';

export interface RsWebOptions {
  port: number;
  certificate: SelfSigned;
  state(): RsState;
  identity(): RsIdentity;
  dispatch(event: RsEvent): void;
  clock: Clock;
  log: Logger;
}

export class RsWeb {
  readonly #options: RsWebOptions;
  readonly #account: ApiAccount;
  #listener: HttpsPort | null = null;

  private constructor(options: RsWebOptions) {
    this.#options = options;
    this.#account = new ApiAccount(options.clock);
  }

  /** How often a wrong password or secret was presented. */
  get failedLogins(): number {
    return this.#account.failedLogins;
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
    if (!listens(this.#options.state())) this.#account.forget();
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
    const administrator = this.#account.basic(request);
    const { method = 'GET' } = request;
    if (method === 'POST' && url.pathname === '/appliance/updates/upload' && administrator)
      return this.#upload(request);
    const fields = new URLSearchParams([...url.searchParams, ...new URLSearchParams(await readBody(request))]);
    if (method === 'POST' && url.pathname === '/oauth2/token') return this.#account.issue(administrator, fields);
    const token = this.#account.bearer(request);
    const asked = { method: method === 'HEAD' ? 'GET' : method, path: url.pathname, fields, administrator, token };
    return answer(this.#options.state(), this.#options.identity(), asked);
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

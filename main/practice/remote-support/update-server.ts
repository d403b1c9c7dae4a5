/** The practice vendor's update server: takes a download key, shows a list, and gives each package out once. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OfferedPackage } from '../../../preload/contract.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/log.ts';
import { HttpsPort, readBody } from '../https-port.ts';
import type { SelfSigned } from '../tls/certificate.ts';
import { offeredFor, type RsEvent, type RsState } from './appliance.ts';
import type { DownloadKey } from './keys.ts';
import { CATALOGUE, contentOf, fileNameOf, listed, type VendorPackage } from './packages.ts';
import { form, html, table } from './pages.ts';
import { rangeOf } from './range.ts';
import { judgeKey, REFUSAL } from './vendor.ts';

export interface UpdateServerOptions {
  port: number;
  certificate: SelfSigned;
  serial: string;
  /** Of the appliance's keys. */
  seed: string;
  state(): RsState;
  dispatch(event: RsEvent): void;
  clock: Clock;
  log: Logger;
}

export class UpdateServer {
  readonly #options: UpdateServerOptions;
  /** Keys that were taken, by the part of the address that stands for each. */
  readonly #visits = new Map<string, DownloadKey>();
  /** Packages of which somebody has the beginning. */
  readonly #begun = new Set<string>();
  #listener: HttpsPort | null = null;

  private constructor(options: UpdateServerOptions) {
    this.#options = options;
  }

  /** @throws Error when the wanted port is taken */
  static async start(options: UpdateServerOptions): Promise<UpdateServer> {
    const server = new UpdateServer(options);
    const serve = (request: IncomingMessage, response: ServerResponse) => server.#serve(request, response);
    server.#listener = await HttpsPort.start({ ...options, listens: () => true, serve });
    return server;
  }

  get url(): string {
    return `https://127.0.0.1:${this.#listener?.port ?? 0}`;
  }

  async close(): Promise<void> {
    await this.#listener?.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const { method = 'GET', url = '/' } = request;
    const [, folder, visit = '', file] = (url.split('?')[0] ?? '').split('/');
    if (method === 'POST' && folder === 'packages' && visit === '') {
      const key = new URLSearchParams(await readBody(request)).get('key') ?? '';
      return this.#submit(request, response, key);
    }
    const key = folder === 'packages' ? this.#visits.get(visit) : undefined;
    const reads = method === 'GET' || method === 'HEAD';
    if (reads && url === '/') return page(response, 200, 'Updates', FORM);
    if (reads && key && file === undefined) return this.#list(request, response, visit, key);
    const wanted = CATALOGUE.find((one) => fileNameOf(one) === file);
    if (reads && key && wanted) return this.#download(request, response, key, wanted);
    return page(response, 404, 'Not found', '');
  }

  #submit(request: IncomingMessage, response: ServerResponse, given: string): ServerResponse {
    const { serial, seed, state, log } = this.#options;
    const verdict = judgeKey(state(), serial, seed, given);
    if ('refused' in verdict) {
      log.info({ refused: verdict.refused }, 'practice: download key refused');
      const message = REFUSAL[verdict.refused];
      if (wantsJson(request)) return json(response, 403, { error: message });
      return page(response, 403, 'Updates', `<p role="alert">${message}</p>${FORM}`);
    }
    const visit = randomBytes(16).toString('hex');
    this.#visits.set(visit, verdict.key);
    if (wantsJson(request)) return json(response, 200, { packages: this.#offered(visit, verdict.key) });
    return response.writeHead(303, { location: `/packages/${visit}` }).end();
  }

  #offered(visit: string, key: DownloadKey): OfferedPackage[] {
    return offeredFor(this.#options.state(), key).map((one) =>
      listed(one, `${this.url}/packages/${visit}/${fileNameOf(one)}`),
    );
  }

  /** Copied as text, a row of the table is a line with tabs between its cells. */
  #list(request: IncomingMessage, response: ServerResponse, visit: string, key: DownloadKey): ServerResponse {
    const packages = this.#offered(visit, key);
    if (wantsJson(request)) return json(response, 200, { packages });
    const rows = packages.map(({ name, version, kind, dependsOn, sizeBytes, vendorSha256, url }) => [
      ...[`<a href="${url}">${name}</a>`, version ?? '', kind, dependsOn.join(', ') || '-'],
      ...[`${sizeBytes}`, `<code>${vendorSha256}</code>`],
    ]);
    const head = ['Package', 'Version', 'Type', 'Requires', 'Size in bytes', 'SHA-256'];
    const note = '<p>A package leaves this list when it has been downloaded.</p>';
    return page(response, 200, 'Updates for your appliance', packages.length > 0 ? note + table(head, rows) : NOTHING);
  }

  #download(request: IncomingMessage, response: ServerResponse, key: DownloadKey, one: VendorPackage): ServerResponse {
    const { state, dispatch, log } = this.#options;
    if (!offeredFor(state(), key).includes(one)) return page(response, 410, 'This package is not offered any more', '');
    const { bytes, sha256 } = contentOf(one.name);
    const etag = `"${sha256.slice(0, 32)}"`;
    const stale = request.headers['if-range'] !== undefined && request.headers['if-range'] !== etag;
    const range = request.method === 'GET' && !stale ? rangeOf(request.headers.range, bytes.length) : null;
    const always = { 'accept-ranges': 'bytes', etag, 'cache-control': 'no-store' };
    if (range === 'unsatisfiable') {
      return response.writeHead(416, { ...always, 'content-range': `bytes */${bytes.length}` }).end();
    }
    const { first, last } = range ?? { first: 0, last: bytes.length - 1 };
    response.writeHead(range ? 206 : 200, {
      ...always,
      ...{ 'content-type': 'application/octet-stream', 'content-length': last - first + 1 },
      'content-disposition': `attachment; filename="${fileNameOf(one)}"`,
      ...(range ? { 'content-range': `bytes ${first}-${last}/${bytes.length}` } : {}),
    });
    if (request.method === 'HEAD') return response.end();
    if (first === 0) this.#begun.add(one.name);
    response.once('finish', () => {
      // Whoever has its end, and its beginning from this or an earlier request, has all of it.
      if (last !== bytes.length - 1 || !this.#begun.has(one.name)) return;
      log.info({ name: one.name }, 'practice: package downloaded');
      dispatch({ type: 'downloaded', name: one.name });
    });
    return response.end(bytes.subarray(first, last + 1));
  }
}

const FORM = form(
  '/packages',
  'Show updates',
  '<label>Appliance download key <input name="key" size="48" autocomplete="off"></label> ',
);
const NOTHING = '<p>There is nothing more for this key.</p>';

const wantsJson = ({ headers }: IncomingMessage): boolean => (headers.accept ?? '').includes('application/json');

function json(response: ServerResponse, status: number, body: object): ServerResponse {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  return response.end(JSON.stringify(body));
}

function page(response: ServerResponse, status: number, title: string, body: string): ServerResponse {
  response.writeHead(status, { 'content-type': 'text/html', 'cache-control': 'no-store' });
  return response.end(html(status, title, body).body);
}

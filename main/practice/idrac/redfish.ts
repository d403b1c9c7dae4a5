/** The practice Dell server's web side: Redfish over HTTPS on loopback, on the one state that its SSH side shares. */
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../ports/clock.ts';
import { boundaryOf } from '../sps/multipart.ts';
import type { SelfSigned } from '../tls/certificate.ts';
import { answers, type DellTimes, openSession, settle } from './physics.ts';
import { type Form, FormReader } from './redfish-form.ts';
import { carryOut, install, packageIn } from './redfish-orders.ts';
import {
  FORCED_ATTRIBUTES,
  INVENTORY,
  MULTIPART,
  type RedfishProfile,
  redfishProfile,
  TASKS,
  V1,
} from './redfish-profile.ts';
import { notFound, type RedfishReply, refuse } from './redfish-reply.ts';
import { resource } from './redfish-tree.ts';
import type { DellState } from './state.ts';

export interface PracticeRedfishOptions {
  state: DellState;
  times: DellTimes;
  clock: Clock;
  certificate: SelfSigned;
  /** 0 takes a free one. */
  port?: number;
  /** Every request, before it is answered. For tests. */
  onRequest?(request: { method: string; path: string; headers: IncomingMessage['headers'] }): void;
}

const HOST = '127.0.0.1';
const BODY_LIMIT = 64 * 1024;
/** idrac.md §2.3. */
const SESSION_LIMIT = 8;

export class PracticeRedfish {
  readonly port: number;
  /** Logins with a wrong password. */
  failedLogins = 0;
  /** The last file that came in whole: bytes, and SHA-256 in lower-case hex. */
  uploaded: { size: number; sha256: string } | null = null;
  readonly #options: PracticeRedfishOptions;
  readonly #profile: RedfishProfile;
  readonly #server: Server;
  /** Token → id of a session in the state; one that is not there any more is worth nothing. */
  readonly #tokens = new Map<string, number>();

  private constructor(options: PracticeRedfishOptions, profile: RedfishProfile, server: Server) {
    this.#options = options;
    this.#profile = profile;
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  /** @throws Error for an iDRAC 6, which has no Redfish, and when the port is taken */
  static async start(options: PracticeRedfishOptions): Promise<PracticeRedfish> {
    const profile = redfishProfile(options.state.personality);
    if (!profile) throw new Error('an iDRAC 6 has no Redfish');
    const { cert, key } = options.certificate;
    const server = createServer({ cert, key });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port ?? 0, HOST, resolve);
    });
    const service = new PracticeRedfish(options, profile, server);
    // An iDRAC that restarts hangs up on whoever calls.
    server.on('connection', (socket) => {
      settle(options.state, options.clock.now(), options.times);
      if (!answers(options.state, options.clock.now())) socket.destroy();
    });
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      service.#serve(request, response).catch(() => response.destroy());
    });
    return service;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `https://${HOST}`);
    const method = request.method ?? 'GET';
    this.#options.onRequest?.({ method, path: `${url.pathname}${url.search}`, headers: request.headers });
    const reply = await this.#reply(request, method, url);
    const body = reply.json === undefined ? '' : JSON.stringify(reply.json);
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store', ...reply.headers };
    response.writeHead(reply.status, reply.status === 204 ? reply.headers : headers);
    response.end(body, () => reply.after?.());
  }

  async #reply(request: IncomingMessage, method: string, url: URL): Promise<RedfishReply> {
    const { state, clock, times } = this.#options;
    const now = clock.now();
    settle(state, now, times);
    const path = url.pathname.replace(/(.)\/$/, '$1');
    // For a while after a restart there is a web server and nothing behind it.
    if (now < state.silentUntil + times.managerRestart / 8) {
      return refuse(this.#profile, 503, 'RAC0768', 'The iDRAC is starting.');
    }
    if (method === 'GET' && path === V1) return this.#read(path, now, false);
    if (method === 'POST' && path === this.#profile.sessions) return this.#logIn(await json(request), now);
    const user = this.#user(request);
    const upload = /^multipart\//i.test(request.headers['content-type'] ?? '') ? await this.#form(request) : null;
    if (user === null) return refuse(this.#profile, 401, 'Base.1.8.AccessDenied', 'Not logged in.');
    const forced = state.faults.has('default-password');
    if (forced && !(method === 'PATCH' && path === FORCED_ATTRIBUTES)) return this.#mustChange();
    if (method === 'GET') return this.#read(path, now, url.searchParams.has('$expand'));
    if (method === 'DELETE' && path.startsWith(`${this.#profile.sessions}/`)) return this.#logOut(path);
    const stale = this.#stale(request, method, path, now);
    if (stale) return stale;
    if (upload) return this.#take(path, upload, now);
    const order = { method, path, json: await json(request) };
    return carryOut(state, this.#profile, order, now, times) ?? notFound(this.#profile);
  }

  #read(path: string, now: number, expand: boolean): RedfishReply {
    const found = resource(this.#options.state, this.#profile, path, now, expand);
    if (!found) return notFound(this.#profile);
    const running = path.startsWith(TASKS) && (found.TaskState === 'Running' || found.TaskState === 'Starting');
    return { status: running ? 202 : 200, json: found, headers: { etag: tagOf(found) } };
  }

  #logIn(given: unknown, now: number): RedfishReply {
    const { state } = this.#options;
    const { UserName: name, Password: password } = (given ?? {}) as Record<string, unknown>;
    const user = state.users.find((one) => one.enabled && one.name === name && one.password === password);
    if (!user) {
      this.failedLogins += 1;
      return refuse(this.#profile, 401, 'RAC0212', 'Login failed: user name or password is wrong.');
    }
    if (state.faults.has('default-password')) return this.#mustChange();
    const session = openSession(state, 'Redfish', user.name, now, SESSION_LIMIT);
    if (!session) return refuse(this.#profile, 503, 'RAC0218', 'The maximum number of sessions is reached.');
    const token = randomBytes(16).toString('hex');
    this.#tokens.set(token, session.id);
    const location = `${this.#profile.sessions}/${session.id}`;
    return {
      status: 201,
      json: { '@odata.id': location, UserName: user.name },
      headers: { 'x-auth-token': token, location },
    };
  }

  #logOut(path: string): RedfishReply {
    const { state } = this.#options;
    const id = Number(path.split('/').at(-1));
    if (!state.sessions.some((one) => one.id === id)) return notFound(this.#profile);
    state.sessions = state.sessions.filter((one) => one.id !== id);
    return { status: 200, json: {} };
  }

  #mustChange(): RedfishReply {
    return refuse(this.#profile, 403, 'SWC1908', 'The default password must be changed first.');
  }

  #user(request: IncomingMessage): string | null {
    const { state } = this.#options;
    const token = request.headers['x-auth-token'];
    if (typeof token === 'string') {
      return state.sessions.find((one) => one.id === this.#tokens.get(token))?.user ?? null;
    }
    const encoded = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (encoded === undefined) return null;
    const given = Buffer.from(encoded, 'base64').toString('utf8');
    const user = state.users.find((one) => one.enabled && given === `${one.name}:${one.password}`);
    if (!user) this.failedLogins += 1;
    return user?.name ?? null;
  }

  /** If-Match: demanded for the inventory, checked wherever it is sent (idrac.md §2.9). */
  #stale(request: IncomingMessage, method: string, path: string, now: number): RedfishReply | null {
    const given = request.headers['if-match'];
    const inventory = path === INVENTORY || path.startsWith(`${INVENTORY}/`);
    if (given === undefined) {
      return inventory ? refuse(this.#profile, 400, 'SYS400', 'The If-Match header is missing.') : null;
    }
    const found = resource(this.#options.state, this.#profile, path, now, false);
    if (found && given === tagOf(found)) return null;
    if (!found && method === 'POST') return null;
    return refuse(this.#profile, 412, 'Base.1.8.PreconditionFailed', 'The ETag is not the present one.');
  }

  async #form(request: IncomingMessage): Promise<{ form: Form | null }> {
    const type = request.headers['content-type'] ?? '';
    const boundary = boundaryOf(type);
    // iDRAC 7 and 8 do not understand a boundary in quotes (idrac.md §2.5).
    const quoted = /boundary="/i.test(type) && !this.#profile.multipart;
    const reader = boundary === null || quoted ? null : new FormReader(boundary);
    for await (const chunk of request) reader?.push(chunk as Buffer);
    return { form: reader?.end() ?? null };
  }

  #take(path: string, { form }: { form: Form | null }, now: number): RedfishReply {
    const { state, times } = this.#options;
    const bad = (why: string) => refuse(this.#profile, 400, 'SYS412', why);
    if (!form?.file) return bad('The upload is not complete.');
    this.uploaded = { size: form.file.size, sha256: form.file.sha256 };
    const found = packageIn(form.file.name);
    if (!found) return refuse(this.#profile, 400, 'SYS434', 'The file type is not accepted.');
    if (path === MULTIPART && this.#profile.multipart) {
      if (form.file.field !== 'UpdateFile' || form.fields.UpdateParameters === undefined)
        return bad('A part is missing.');
      return install(state, found.componentId, found.version, now, times);
    }
    if (path !== INVENTORY) return notFound(this.#profile);
    const component = state.components.find((one) => one.componentId === found.componentId);
    if (form.file.field !== 'file' || !component)
      return refuse(this.#profile, 400, 'RED097', 'The package does not fit.');
    component.available = found.version;
    const id = `Available-${found.componentId}-${found.version}`;
    return {
      status: 201,
      json: { '@odata.id': `${INVENTORY}/${id}`, Id: id },
      headers: { location: `${INVENTORY}/${id}` },
    };
  }
}

const tagOf = (found: unknown): string =>
  `W/"${createHash('sha256').update(JSON.stringify(found)).digest('hex').slice(0, 16)}"`;

async function json(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size <= BODY_LIMIT) chunks.push(chunk as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

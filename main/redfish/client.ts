import type { z } from 'zod';
import type { Endpoint } from '../appliances/endpoint.ts';
import { endpoint } from '../appliances/endpoint.ts';
import { ApplianceError } from '../appliances/error.ts';
import { exchange, type HttpReply, type HttpRequest } from '../appliances/http.ts';
import { type Clock, systemClock } from '../ports/clock.ts';
import { RedfishError } from './error.ts';
import { parseJson } from './json.ts';
import { BASE_MESSAGES, type KnownMessages } from './known.ts';
import { pathOf } from './link.ts';
import { messagesOf } from './messages.ts';
import { redact, scrub, secretsIn } from './redact.ts';
import { passwordChange, refusal } from './refusal.ts';
import { ROOT, type ServiceRoot, serviceRoot } from './resources/service-root.ts';
import { takenBy } from './resources/sessions.ts';
import type { ChangeRequest, ChangeResult, Changes, Resource } from './service.ts';
import { basic, type LiveSession, logIn, loginRefused } from './session.ts';

export interface RedfishOptions {
  /** Name of the device, for messages. */
  device: string;
  /** `https://host[:port]`. */
  url: string;
  /** SHA-256 fingerprint of the certificate; with null nothing but the service root can be read. */
  pin: string | null;
  user: string;
  /** UTF-8. Copied, and the copy wiped by `close`. */
  password: Uint8Array;
  /** The password has been right before: a refusal, as a device that restarts gives it, does not end all attempts. */
  proven?: boolean;
  /** What the messages of this vendor mean, beside those of DMTF. */
  known?: KnownMessages;
  clock?: Clock;
  signal?: AbortSignal;
  /** How often a read is sent when the connection breaks in the middle; 3 if not given. */
  readAttempts?: number;
  /** Milliseconds for TCP and TLS together; 10000 if not given, since an old iDRAC needs seconds for a handshake. */
  connectMs?: number;
  /** Milliseconds from the connection to the end of a reply; 60000 if not given. */
  replyMs?: number;
}

const CONNECT_MS = 10_000;
const REPLY_MS = 60_000;
const REPLY_LIMIT = 10 << 20;
/** For reads whose connection breaks in the middle. */
const READ_ATTEMPTS = 3;
const PAUSE_MS = 2_000;
/** A session that has been idle for longer proves itself by a read before it carries a change. */
const FRESH_MS = 30_000;

/**
 * One Redfish service. Logs in at the first call that needs it and keeps the session until `close`, which must always be
 * called: services have few sessions and a forgotten one locks others out. Requests run one after the other, each over a
 * connection of its own whose certificate is checked first. Reads may be repeated; a change is on the wire at most once.
 * Reads throw RedfishError, changes give a ChangeResult.
 */
export class Redfish implements Changes, AsyncDisposable {
  readonly where: Endpoint;
  readonly #options: RedfishOptions;
  readonly #clock: Clock;
  readonly #known: KnownMessages;
  readonly #password: Buffer;
  #root: ServiceRoot | null = null;
  #session: LiveSession | null = null;
  /** When the session was last answered, monotonic milliseconds. */
  #provenAt = 0;
  #trusted: boolean;
  #refused: RedfishError | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** @throws RedfishError `address`; does not touch the network. */
  constructor(options: RedfishOptions) {
    try {
      this.where = endpoint(options.device, options.url);
    } catch (error) {
      throw explained(error);
    }
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#known = { ...BASE_MESSAGES, ...options.known };
    this.#password = Buffer.from(options.password);
    this.#trusted = options.proven ?? false;
  }

  root(): Promise<ServiceRoot> {
    return this.#turn(() => this.#readRoot());
  }

  get(link: string): Promise<Resource> {
    return this.#turn(() => this.#get(pathOf(this.where, link)));
  }

  async read<T>(link: string, shape: z.ZodType<T>): Promise<T> {
    const { json } = await this.get(link);
    return this.#decode(link, json, shape);
  }

  act(request: ChangeRequest): Promise<ChangeResult> {
    return this.#turn(() => this.#act(request));
  }

  /** Gives the session back. Never throws: a session that cannot be ended times out. */
  logout(): Promise<void> {
    return this.#turn(() => this.#logOut());
  }

  /** Logs out and forgets the password. The object cannot be used again. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#queue.catch(() => undefined);
    await this.#logOut();
    this.#password.fill(0);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #turn<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(this.#usage('this connection is closed', 'Open a new one.'));
    const result = this.#queue.then(operation);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #readRoot(): Promise<ServiceRoot> {
    if (this.#root) return this.#root;
    const reply = await this.#patiently({ method: 'GET', path: ROOT });
    const json = redact(parseJson(reply.body));
    if (reply.status !== 200) throw refusal(this.where, ROOT, reply, json, this.#known);
    this.#root = this.#decode(ROOT, json, serviceRoot);
    return this.#root;
  }

  async #ready(): Promise<LiveSession> {
    if (this.#session) return this.#session;
    if (this.#refused) throw this.#refused;
    if (this.#options.pin === null) throw noPin(this.where);
    const { sessions } = await this.#readRoot();
    try {
      const send = (request: HttpRequest) => this.#send(request);
      this.#session = await logIn(this.where, send, sessions, this.#options.user, this.#password, this.#known);
    } catch (error) {
      const failure = explained(error);
      if (failure.code === 'login-refused' && !this.#trusted) this.#refused = failure;
      if (failure.code === 'password-change') {
        // An iDRAC that demands a new password opens no session, but takes the change with basic authentication.
        this.#session = { ...basic(this.#options.user, this.#password), passwordChange: true };
        return this.#session;
      }
      throw failure.code === 'session-limit' ? await this.#namingHolders(failure, sessions) : failure;
    }
    this.#trusted ||= this.#session.kind === 'session';
    this.#provenAt = this.#clock.monotonic();
    return this.#session;
  }

  /** The session limit, with who is logged in where the service tells it. */
  async #namingHolders(limit: RedfishError, sessions: string | null): Promise<RedfishError> {
    const { headers } = basic(this.#options.user, this.#password);
    const holders = await takenBy(async (link) => {
      const reply = await this.#send({ method: 'GET', path: pathOf(this.where, link), headers });
      return reply.status === 200 ? redact(parseJson(reply.body)) : null;
    }, sessions).catch(() => []);
    if (holders.length === 0) return limit;
    const finding = `${limit.finding}; logged in: ${holders.join(', ')}`;
    return new RedfishError({ ...limit, finding, status: limit.status ?? 503, messages: [...limit.messages] });
  }

  async #get(path: string): Promise<Resource> {
    for (let fresh = false; ; fresh = true) {
      const session = await this.#ready();
      const reply = await this.#patiently({ method: 'GET', path, headers: session.headers });
      const json = this.#shown(reply, session.secrets);
      if (reply.status === 401) {
        this.#session = null;
        const seen = refusal(this.where, path, reply, json, this.#known);
        if (session.kind === 'basic') {
          // With basic authentication this is the password's refusal.
          this.#refused = loginRefused(this.where, seen);
          throw this.#refused;
        }
        if (fresh || seen.code === 'password-change') throw seen;
        continue;
      }
      this.#provenAt = this.#clock.monotonic();
      if (reply.status < 200 || reply.status > 299) {
        if (session.passwordChange && reply.status === 403) throw passwordChange(this.where);
        throw refusal(this.where, path, reply, json, this.#known);
      }
      this.#trusted = true;
      if (json === undefined && reply.status === 200) throw malformed(this.where, path);
      return { status: reply.status, json, etag: reply.headers.etag ?? etagIn(json) };
    }
  }

  async #act(request: ChangeRequest): Promise<ChangeResult> {
    // Text that must not come back in an error, and how far the request got.
    const secrets = secretsIn(request.json);
    let complete = false;
    let session: LiveSession;
    let path: string;
    try {
      path = pathOf(this.where, request.link);
      session = await this.#proven();
    } catch (error) {
      return { kind: 'not-sent', error: explained(error) };
    }
    const { upload } = request;
    const body = upload
      ? {
          ...upload.body,
          onSent: (bytes: number) => {
            complete = bytes >= upload.body.size;
            upload.body.onSent?.(bytes);
          },
        }
      : request.json === undefined
        ? undefined
        : Buffer.from(JSON.stringify(request.json));
    const headers = {
      ...session.headers,
      ...(upload ? { 'content-type': upload.contentType } : body ? { 'content-type': 'application/json' } : {}),
      ...(request.ifMatch === undefined ? {} : { 'if-match': request.ifMatch }),
    };
    let reply: HttpReply;
    try {
      const onSending = () => {
        complete = !upload;
      };
      const call = { method: request.method, path, headers, ...(body ? { body } : {}) };
      reply = await this.#send(call, { onSending, replyMs: request.replyMs, signal: request.signal });
    } catch (error) {
      const failure = explained(error);
      if (!complete) return { kind: 'not-sent', error: failure };
      return { kind: 'lost', reason: `${failure.message} It was sent once: read the state back.` };
    } finally {
      if (Buffer.isBuffer(body)) body.fill(0);
    }
    this.#provenAt = this.#clock.monotonic();
    const json = this.#shown(reply, [...session.secrets, ...secrets]);
    if (reply.status >= 200 && reply.status <= 299) {
      const location = this.#locationOf(reply);
      return { kind: 'accepted', reply: { status: reply.status, location, json, messages: messagesOf(json) } };
    }
    if (reply.status === 401) this.#session = null;
    const error = refusal(this.where, path, reply, json, this.#known);
    // These say that something broke while it was being carried out, not that it was refused.
    if (reply.status === 500 || reply.status === 502 || reply.status === 504) {
      return { kind: 'lost', reason: `${error.message} It was sent once: read the state back.` };
    }
    return { kind: 'rejected', error };
  }

  /** A session that was answered just now, so that a change does not fail on one that has ended. */
  async #proven(): Promise<LiveSession> {
    const session = await this.#ready();
    if (session.location === null || this.#clock.monotonic() - this.#provenAt < FRESH_MS) return session;
    await this.#get(session.location).catch((error: unknown) => {
      // An iDRAC tells its own session only to administrators; any other answer than 401 proves it just as well.
      if (!(error instanceof RedfishError) || error.status === null || error.status === 401) throw error;
    });
    return this.#ready();
  }

  /**
   * What may be shown of a reply. Only errors are searched for the secrets themselves, since services repeat in them what
   * they did not like; in a resource a short password would tear holes into links and names.
   */
  #shown(reply: HttpReply, secrets: readonly string[]): unknown {
    const json = redact(parseJson(reply.body));
    return reply.status < 400 ? json : scrub(json, secrets);
  }

  /** A Location is only taken when it stays on this host. */
  #locationOf(reply: HttpReply): string | null {
    const { location } = reply.headers;
    if (location === undefined) return null;
    try {
      return pathOf(this.where, location);
    } catch {
      return null;
    }
  }

  /** A read, again when the connection breaks or the service is not up. */
  async #patiently(request: HttpRequest): Promise<HttpReply> {
    for (let attempt = 1; ; attempt += 1) {
      const last = attempt >= (this.#options.readAttempts ?? READ_ATTEMPTS);
      try {
        return await this.#send(request);
      } catch (error) {
        if (last || !(error instanceof RedfishError) || error.code !== 'dropped') throw error;
      }
      await this.#clock.sleep(PAUSE_MS, this.#options.signal).catch(() => Promise.reject(cancelled(this.where)));
    }
  }

  async #send(
    request: HttpRequest,
    more: { onSending?: () => void; replyMs?: number | undefined; signal?: AbortSignal | undefined } = {},
  ): Promise<HttpReply> {
    const { pin, connectMs = CONNECT_MS, replyMs = REPLY_MS } = this.#options;
    const signals = [this.#options.signal, more.signal].filter((signal) => signal !== undefined);
    try {
      return await exchange(this.where, pin, request, {
        clock: this.#clock,
        connectMs,
        replyMs: more.replyMs ?? replyMs,
        limit: REPLY_LIMIT,
        ...(signals.length > 0 ? { signal: AbortSignal.any(signals) } : {}),
        ...(more.onSending ? { onSending: more.onSending } : {}),
      });
    } catch (error) {
      throw signals.some((signal) => signal.aborted) ? cancelled(this.where) : explained(error);
    }
  }

  async #logOut(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    if (!session || session.location === null) return;
    // Not under the caller's signal: whoever cancels still wants the session back.
    const { pin } = this.#options;
    const request: HttpRequest = { method: 'DELETE', path: session.location, headers: session.headers };
    const options = { clock: this.#clock, connectMs: CONNECT_MS, replyMs: CONNECT_MS };
    await exchange(this.where, pin, request, options).catch(() => undefined);
  }

  #decode<T>(link: string, json: unknown, shape: z.ZodType<T>): T {
    const parsed = shape.safeParse(json);
    if (parsed.success) return parsed.data;
    throw malformed(this.where, link);
  }

  #usage(finding: string, advice: string): RedfishError {
    return new RedfishError({ code: 'usage', device: this.where.device, finding, advice });
  }
}

/** Failures of the connection as RedfishError; a bug of ours is thrown on. */
function explained(error: unknown): RedfishError {
  if (error instanceof RedfishError) return error;
  if (!(error instanceof ApplianceError)) throw error;
  const { code, device, finding, advice } = error;
  return new RedfishError({ code, device, finding, advice, cause: error });
}

const cancelled = ({ device }: Endpoint): RedfishError =>
  new RedfishError({
    code: 'cancelled',
    device,
    finding: 'it was broken off from this side',
    advice: 'Read the state of the device before going on.',
  });

/** Opens, works and always logs out. */
export async function withRedfish<T>(options: RedfishOptions, work: (service: Redfish) => Promise<T>): Promise<T> {
  const service = new Redfish(options);
  try {
    return await work(service);
  } finally {
    await service.close();
  }
}

function etagIn(json: unknown): string | null {
  const tag = typeof json === 'object' && json !== null ? (json as Record<string, unknown>)['@odata.etag'] : null;
  return typeof tag === 'string' ? tag : null;
}

const malformed = (where: Endpoint, link: string): RedfishError =>
  new RedfishError({
    code: 'malformed',
    device: where.device,
    finding: `${link} did not answer in the form of the standard`,
    advice: 'If the device is starting, wait and read again; otherwise read the value in its web interface.',
  });

const noPin = (where: Endpoint): RedfishError =>
  new RedfishError({
    code: 'no-pin',
    device: where.device,
    finding: 'no certificate is pinned, so no password is sent',
    advice: 'Test the connection, compare the fingerprint with the device and pin it.',
  });

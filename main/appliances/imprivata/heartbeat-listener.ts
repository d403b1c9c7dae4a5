/** Listens for heartbeats, on the operator's order only: one address, one path nobody can guess, for a limited time. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP, isIPv6 } from 'node:net';
import type { Clock } from '../../ports/clock.ts';
import { ApplianceError } from '../error.ts';
import { type Heartbeat, type Heartbeats, senderOf, withBeat } from './heartbeat.ts';

/** Larger ones are refused; a status of one hour is far below. */
const BODY_LIMIT = 64 * 1024;
const MOST_CONNECTIONS = 32;
const REQUEST_MS = 10_000;
/** A window of an upgrade, not a service. */
export const MOST_SECONDS = 12 * 3_600;

export interface ListenOptions {
  /** An address of this computer that the appliances reach; never all of them (0.0.0.0). */
  address: string;
  /** 0: any free port. */
  port: number;
  /** After so long it stops by itself; 12 hours at most. */
  seconds: number;
  clock: Clock;
  onBeat?(beat: Heartbeat): void;
}

/**
 * An open listener. Plain HTTP: whether an appliance would take a certificate of ours is documented nowhere, and a
 * heartbeat says nothing secret. What comes in decides nothing, it only tells how long nothing came.
 */
export class HeartbeatListener implements AsyncDisposable {
  /** What the operator enters in the appliance; its path is new every time. */
  readonly url: string;
  /** Since when it has listened, and until when it will, milliseconds since the epoch. */
  readonly since: number;
  readonly until: number;
  /** Resolves when it listens no more. */
  readonly closed: Promise<void>;
  #beats: Heartbeats = {};
  readonly #server: Server;
  readonly #stopping = new AbortController();

  private constructor(server: Server, path: string, { address, seconds, clock }: ListenOptions) {
    this.#server = server;
    const { port } = server.address() as AddressInfo;
    this.url = `http://${isIPv6(address) ? `[${address}]` : address}:${port}${path}`;
    this.since = clock.now();
    this.until = this.since + seconds * 1000;
    this.closed = new Promise((resolve) => server.once('close', () => resolve()));
    clock.sleep(seconds * 1000, this.#stopping.signal).then(
      () => this.close(),
      () => undefined,
    );
  }

  /** @throws ApplianceError `address` when it cannot listen there */
  static async start(options: ListenOptions): Promise<HeartbeatListener> {
    const { address, port, seconds } = options;
    if (isIP(address) === 0 || /^(0\.0\.0\.0|::|0(:0)*)$/.test(address))
      throw unusable(options, 'is no single address of this computer');
    if (!(seconds > 0 && seconds <= MOST_SECONDS)) throw unusable(options, 'is to listen for longer than 12 hours');
    const path = `/heartbeat/${randomBytes(16).toString('hex')}`;
    let listener: HeartbeatListener | null = null;
    const server = createServer((request, response) => {
      receive(request, response, path).then(
        (body) => body && listener?.take(request, body, options),
        () => request.destroy(),
      );
    });
    server.maxConnections = MOST_CONNECTIONS;
    server.requestTimeout = REQUEST_MS;
    server.headersTimeout = REQUEST_MS;
    server.keepAliveTimeout = 1;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause) => reject(unusable(options, 'cannot be listened on', cause)));
      server.listen(port, address, resolve);
    });
    listener = new HeartbeatListener(server, path, options);
    return listener;
  }

  /** The newest heartbeat of each sender. */
  get beats(): Heartbeats {
    return this.#beats;
  }

  private take(request: IncomingMessage, body: Buffer, { clock, onBeat }: ListenOptions): void {
    const from = senderOf(request.socket.remoteAddress ?? '');
    this.#beats = withBeat(this.#beats, from, clock.now(), body);
    const beat = this.#beats[from];
    if (beat) onBeat?.(beat);
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    this.#server.close();
    this.#server.closeAllConnections();
    await this.closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** The body of a heartbeat, answered with 204; null for everything else, which is answered with why not. */
async function receive(request: IncomingMessage, response: ServerResponse, path: string): Promise<Buffer | null> {
  const refuse = (status: number) => {
    response.writeHead(status, { connection: 'close' }).end();
    return null;
  };
  if (request.url?.split('?')[0] !== path) return refuse(404);
  if (request.method !== 'POST') return refuse(405);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > BODY_LIMIT) return refuse(413);
    chunks.push(chunk as Buffer);
  }
  response.writeHead(204, { connection: 'close' }).end();
  return Buffer.concat(chunks);
}

const unusable = ({ address, port }: ListenOptions, finding: string, cause?: unknown): ApplianceError =>
  new ApplianceError({
    ...{ code: 'address', device: `${address}:${port}`, finding: `the address ${finding}`, cause },
    advice: 'Choose one address of this computer that the appliances reach, a free port and at most 12 hours.',
  });

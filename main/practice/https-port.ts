import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/log.ts';
import type { SelfSigned } from './tls/certificate.ts';

export interface HttpsPortOptions {
  /** 0: any free port, which it keeps from then on. */
  port: number;
  certificate: SelfSigned;
  /** Whether the machine behind it listens at this moment. */
  listens(): boolean;
  serve(request: IncomingMessage, response: ServerResponse): Promise<unknown>;
  clock: Clock;
  log: Logger;
}

const HOST = '127.0.0.1';

/** An HTTPS port on loopback that comes and goes with the simulated machine behind it. */
export class HttpsPort {
  readonly #options: HttpsPortOptions;
  readonly #server: Server;
  #port: number;
  #started = false;
  #closed = false;
  #settling: Promise<void> = Promise.resolve();

  private constructor(options: HttpsPortOptions) {
    this.#options = options;
    this.#port = options.port;
    const { cert, key } = options.certificate;
    this.#server = createServer({ cert, key }, (request, response) => {
      options.serve(request, response).catch((error: unknown) => {
        options.log.error({ error }, 'practice web interface');
        response.destroy();
      });
    });
    this.#server.on('tlsClientError', () => undefined);
  }

  /** @throws Error when the wanted port is taken */
  static async start(options: HttpsPortOptions): Promise<HttpsPort> {
    const web = new HttpsPort(options);
    await web.#listen();
    web.#started = true;
    await web.follow();
    return web;
  }

  get port(): number {
    return this.#port;
  }

  /** Opens or closes the port as the machine demands; resolves when that is done. */
  follow(): Promise<void> {
    this.#settling = this.#settling.then(async () => {
      const wanted = !this.#closed && this.#options.listens();
      if (wanted && !this.#server.listening) await this.#listen();
      if (!wanted && this.#server.listening) await this.#shut();
    });
    return this.#settling;
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.follow();
  }

  /** While the machine was down another program may have taken the port: then it is waited for. */
  async #listen(): Promise<void> {
    while (!this.#closed) {
      try {
        await new Promise<void>((resolve, reject) => {
          this.#server.once('error', reject);
          this.#server.listen(this.#port, HOST, () => {
            this.#server.off('error', reject);
            resolve();
          });
        });
        this.#port = (this.#server.address() as AddressInfo).port;
        return;
      } catch (error) {
        if (!this.#started) throw error;
        await this.#options.clock.sleep(100);
      }
    }
  }

  async #shut(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }
}

/** A port for each of several machines of one model, all with one certificate, each at any free port. */
export class HttpsPorts<Id extends string> {
  readonly #ports: ReadonlyMap<Id, HttpsPort>;

  private constructor(ports: ReadonlyMap<Id, HttpsPort>) {
    this.#ports = ports;
  }

  /** @throws Error when a port cannot be had */
  static async start<Id extends string>(
    ids: readonly Id[],
    options: Pick<HttpsPortOptions, 'certificate' | 'clock' | 'log'> & {
      listens(id: Id): boolean;
      serve(id: Id, request: IncomingMessage, response: ServerResponse): Promise<unknown>;
    },
  ): Promise<HttpsPorts<Id>> {
    const { certificate, clock, log } = options;
    const ports = new Map<Id, HttpsPort>();
    for (const id of ids) {
      const web = await HttpsPort.start({
        ...{ port: 0, certificate, clock, log },
        listens: () => options.listens(id),
        serve: (request, response) => options.serve(id, request, response),
      });
      ports.set(id, web);
    }
    return new HttpsPorts(ports);
  }

  /** 0 for a machine that is none of them. */
  port(id: Id): number {
    return this.#ports.get(id)?.port ?? 0;
  }

  /** As `HttpsPort.follow`, for all. */
  async follow(): Promise<void> {
    await Promise.all([...this.#ports.values()].map((web) => web.follow()));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#ports.values()].map((web) => web.close()));
  }
}

const BODY_LIMIT = 64 * 1024;

/** A small body as text; what is beyond 64 KiB is dropped. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size <= BODY_LIMIT) chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

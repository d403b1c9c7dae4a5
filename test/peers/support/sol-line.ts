import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { SolConsole, type SolEvent, type SolOptions } from '../../../main/ipmi/sol/console.ts';
import { ADMIN, type Endpoint } from './lab.ts';

/** The machine's end of the serial line behind ipmi_sim, in this process. */
export interface SerialLine extends AsyncDisposable {
  /** Where ipmi_sim's `sol "tcp:…"` connects. */
  port: number;
  /** What the machine says. Goes to whichever BMC is connected. */
  say(bytes: Buffer): void;
  /** Everything that was typed at the console, since the start. */
  readonly typed: Buffer;
  /** Resolves when so many bytes were typed. */
  heard(bytes: number): Promise<Buffer>;
}

const HOST = '127.0.0.1';

export async function startSerialLine(): Promise<SerialLine> {
  let bmc: Socket | null = null;
  const typed = collector();
  const server = createServer((socket) => {
    bmc = socket.setNoDelay(true);
    socket.on('data', (bytes) => typed.add(bytes));
    socket.on('error', () => undefined);
  }).listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return {
    port: address.port,
    say: (bytes) => void bmc?.write(bytes),
    get typed() {
      return typed.bytes;
    },
    heard: (bytes) => typed.reach(bytes),
    async [Symbol.asyncDispose]() {
      bmc?.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A console on a BMC, what it showed and what happened to it. */
export interface Watched extends AsyncDisposable {
  console: SolConsole;
  /** States and gaps, in order. */
  story: string[];
  /** Resolves with the text when so many bytes were shown. */
  shown(bytes: number): Promise<Buffer>;
  /** Resolves when this has happened, counted from the start of the story. */
  happened(...story: string[]): Promise<void>;
}

export function watch(target: Endpoint, options: Partial<SolOptions> = {}): Watched {
  const text = collector();
  const story: string[] = [];
  const waiting = new Set<() => void>();
  const login = { user: ADMIN.user, password: ADMIN.password, cipherSuite: 3, suite3Consent: true } as const;
  const console = new SolConsole({ ...login, host: target.host, port: target.port, ...options }, (event: SolEvent) => {
    if (event.kind === 'data') return text.add(event.bytes);
    story.push(event.kind === 'gap' ? `gap ${event.reason}` : event.state);
    for (const look of waiting) look();
  });
  return {
    console,
    story,
    shown: (bytes) => text.reach(bytes),
    happened: (...wanted) =>
      new Promise((resolve) => {
        const look = () => {
          if (!wanted.every((what, i) => story[i] === what)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    [Symbol.asyncDispose]: () => console.close(),
  };
}

/** Bytes as they come, and who waits for them. */
function collector() {
  let parts: Buffer[] = [];
  let length = 0;
  const waiting = new Set<() => void>();
  const all = () => {
    const bytes = Buffer.concat(parts);
    parts = [bytes];
    return bytes;
  };
  return {
    get bytes() {
      return all();
    },
    add(bytes: Buffer) {
      parts.push(bytes);
      length += bytes.length;
      for (const look of waiting) look();
    },
    reach: (bytes: number) =>
      new Promise<Buffer>((resolve) => {
        const look = () => {
          if (length < bytes) return;
          waiting.delete(look);
          resolve(all());
        };
        waiting.add(look);
        look();
      }),
  };
}

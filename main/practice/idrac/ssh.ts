/** The SSH side of a practice Dell server: a login as its generation has it, and racadm behind it. Loopback only. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../../ports/clock.ts';
import { seeded } from '../../ports/seeded.ts';
import { type AuthContext, type Connection, Server, type ServerChannel } from '../../ssh/ssh2.ts';
import { ecdsaHostKey, fingerprintOf, rsaHostKey } from '../ssh-host-key.ts';
import { socketOf } from '../ssh-socket.ts';
import { answers, DELL_TIMES, type DellTimes, openSession, settle } from './physics.ts';
import { runRacadm } from './racadm.ts';
import type { DellState, Personality } from './state.ts';

export interface DellSshOptions {
  state: DellState;
  /** 127.0.0.1 if not given. */
  host?: string;
  /** Any free one if not given. */
  port?: number;
  clock?: Clock;
  times?: DellTimes;
  /** Refuses exec channels, so that only the interactive shell is left. */
  shellOnly?: boolean;
  /** Private key, PEM; a new one if not given. */
  hostKey?: string;
}

export interface DellSsh extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** `SHA256:…` */
  readonly fingerprint: string;
  /** Every command line that was carried out, in order. */
  readonly executed: string[];
  /** Passwords that were tried. */
  readonly attempts: number;
  /** Cuts every connection, as pulling the cable for a moment does. */
  cut(): void;
  close(): Promise<void>;
}

const LIMIT = { idrac6: 4, idrac8: 2, idrac9: 4 } as const;
const BAN_AFTER = 3;
const BAN_MS = 60_000;

/** idrac.md §1.3. */
const ALGORITHMS: Record<Personality, object> = {
  idrac6: {
    kex: ['diffie-hellman-group1-sha1'],
    serverHostKey: ['ssh-rsa'],
    cipher: ['aes128-cbc', '3des-cbc'],
    hmac: ['hmac-sha1', 'hmac-md5'],
  },
  idrac8: {
    kex: ['ecdh-sha2-nistp256', 'diffie-hellman-group14-sha1'],
    serverHostKey: ['ssh-rsa'],
    cipher: ['aes128-ctr', 'aes256-ctr'],
    hmac: ['hmac-sha1'],
  },
  idrac9: {},
};

const BANNER = 'This system is for the use of authorised persons only.\nEvery action is recorded = yes:\n';
const WARNING: Record<Personality, string> = {
  idrac6: 'WARNING: Default password is configured.',
  idrac8: 'WARNING: Default password is configured.',
  idrac9: 'SEC0701: Warning: Default username and password are currently in use.',
};

/** Starts the server. @throws RangeError when the address is not a loopback one */
export async function startDellSsh(options: DellSshOptions): Promise<DellSsh> {
  const { state } = options;
  const host = options.host ?? '127.0.0.1';
  // A server that accepts known passwords must never be reachable from a network.
  if (!host.startsWith('127.')) throw new RangeError(`a practice server listens on loopback only, not on ${host}`);
  const clock = options.clock ?? systemClock;
  const times = options.times ?? DELL_TIMES;
  const key = options.hostKey ?? newHostKey(state.personality);
  const open = new Set<Connection>();
  const executed: string[] = [];
  const failures: number[] = [];
  let attempts = 0;
  const cut = () => {
    for (const connection of open) socketOf(connection).destroy();
  };

  const server = new Server({ hostKeys: [key], algorithms: ALGORITHMS[state.personality] }, (connection) => {
    const banned = failures.filter((at) => clock.now() - at < BAN_MS).length >= BAN_AFTER;
    const user = { name: '', session: 0 };
    connection.on('error', () => undefined);
    socketOf(connection).setNoDelay(true);
    const full = state.faults.has('session-limit') || state.sessions.length >= 32;
    if (banned || full || !answers(state, clock.now())) return void connection.end();
    open.add(connection);
    connection.on('close', () => {
      open.delete(connection);
      state.sessions = state.sessions.filter(({ id }) => id !== user.session);
    });
    connection.on('authentication', (context: AuthContext) => {
      authenticate(state, context, (accepted) => {
        attempts++;
        if (!accepted) return void failures.push(clock.now());
        const session = openSession(state, 'SSH', context.username, clock.now(), LIMIT[state.personality]);
        if (!session) return void connection.end();
        user.session = session.id;
      });
    });
    connection.on('session', (accept) => {
      const session = accept();
      session.on('pty', (acceptPty) => acceptPty?.());
      session.on('exec', (acceptExec, reject, info) => {
        if (options.shellOnly) return void reject?.();
        const channel = acceptExec();
        void run(channel, info.command).then(({ after }) => {
          channel.exit(0);
          channel.end();
          after();
        });
      });
      session.on('shell', (acceptShell) => {
        const channel = acceptShell();
        new PracticeShell(state.personality, banner(state), (text) => write(channel, state, text)).start(
          channel,
          (line) => run(channel, line),
        );
      });
    });

    /** Prints what a command prints; `after` is what befalls the connections once that is out. */
    async function run(channel: ServerChannel, line: string): Promise<{ after: () => void }> {
      executed.push(line);
      settle(state, clock.now(), times);
      // A restart of the iDRAC ends its sessions, also one that nobody has noticed.
      const forgotten = !state.sessions.some(({ id }) => id === user.session);
      if (forgotten || !answers(state, clock.now())) {
        cut();
        return { after: () => undefined };
      }
      const { text, ending } = runRacadm(state, line, clock.now(), times);
      if (ending === 'silent') {
        cut();
        return { after: () => undefined };
      }
      if (!state.faults.delete('empty-output')) await write(channel, state, decorated(state, text, channel));
      return { after: ending === 'reset' ? cut : () => undefined };
    }
  });
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');

  const close = async () => {
    cut();
    const closed = once(server, 'close');
    server.close();
    await closed;
  };
  return {
    host,
    port: (server.address() as AddressInfo).port,
    fingerprint: fingerprintOf(key),
    executed,
    get attempts() {
      return attempts;
    },
    cut,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** ECDSA for iDRAC 9, RSA before; PEM. */
export const newHostKey = (personality: Personality): string =>
  personality === 'idrac9' ? ecdsaHostKey() : rsaHostKey();

/** iDRAC 9 asks by keyboard-interactive, the older ones take `password`; nothing else is accepted. */
function authenticate(state: DellState, context: AuthContext, tried: (accepted: boolean) => void): void {
  const method = state.personality === 'idrac9' ? 'keyboard-interactive' : 'password';
  const judge = (password: string) => {
    const known = state.users.find((user) => user.enabled && user.name === context.username);
    const accepted = known !== undefined && known.password === password;
    tried(accepted);
    if (accepted) context.accept();
    else context.reject([method]);
  };
  if (context.method !== method) context.reject([method]);
  else if (context.method === 'password') judge(context.password);
  else if (context.method === 'keyboard-interactive') {
    context.prompt([{ prompt: `(${context.username}@127.0.0.1) Password: `, echo: false }], ([answer]) =>
      judge(answer ?? ''),
    );
  }
}

const banner = (state: DellState) => (state.faults.has('banner') ? BANNER : '');

function decorated(state: DellState, text: string, channel: ServerChannel): string {
  if (state.faults.has('garbage')) {
    const random = seeded(text.length);
    return Array.from({ length: 400 }, () => String.fromCharCode(Math.floor(random() * 256))).join('');
  }
  const isExec = (channel as { subtype?: string }).subtype === 'exec';
  const before = isExec ? banner(state) : '';
  const after = state.faults.has('default-password') ? `\n${WARNING[state.personality]}` : '';
  return `${before}${text}${after}\n`;
}

/** Text with the line ends of a terminal; byte by byte when output dribbles. */
async function write(channel: ServerChannel, state: DellState, text: string): Promise<void> {
  const bytes = Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'latin1');
  if (!state.faults.has('dribble')) {
    channel.write(bytes);
    return;
  }
  for (const byte of bytes) {
    if (channel.destroyed) return;
    channel.write(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The interactive shell: echoes what is typed, runs line by line, prompts. */
class PracticeShell {
  readonly #print: (text: string) => Promise<void>;
  readonly #greeting: string;
  #prompt: string;
  #typed = '';
  #work: Promise<unknown>;

  constructor(personality: Personality, greeting: string, print: (text: string) => Promise<void>) {
    this.#print = print;
    this.#greeting = greeting;
    this.#prompt = personality === 'idrac9' ? 'racadm>>' : '/admin1-> ';
    this.#work = Promise.resolve();
  }

  start(channel: ServerChannel, run: (line: string) => Promise<{ after: () => void }>): void {
    this.#then(() => this.#print(`${this.#greeting}${this.#prompt}`));
    channel.on('data', (chunk: Buffer) => {
      this.#typed += chunk.toString('latin1');
      for (let at = this.#typed.indexOf('\n'); at >= 0; at = this.#typed.indexOf('\n')) {
        const line = this.#typed.slice(0, at).trim();
        this.#typed = this.#typed.slice(at + 1);
        this.#then(() => this.#line(line, channel, run));
      }
    });
  }

  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work);
  }

  async #line(
    line: string,
    channel: ServerChannel,
    run: (line: string) => Promise<{ after: () => void }>,
  ): Promise<void> {
    await this.#print(`${line}\n`);
    if (line === 'exit' || line === 'quit') return void channel.end();
    // The racadm shell repeats the command that it has understood.
    if (this.#prompt === 'racadm>>' && line !== '') await this.#print(`\n${line.replace(/^(racadm )?/, 'racadm ')}\n`);
    const { after } = line === '' ? { after: () => undefined } : await run(line);
    await this.#print(this.#prompt);
    after();
  }
}

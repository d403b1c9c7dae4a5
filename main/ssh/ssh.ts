import type { Readable } from 'node:stream';
import { type Clock, systemClock } from '../ports/clock.ts';
import { Deadline } from '../ports/deadline.ts';
import { type Connection, type ConnectOrder, login } from './connect.ts';
import { SshError } from './error.ts';
import { type ExecResult, exec } from './exec.ts';
import { type HostKey, parsePin } from './host-key.ts';
import { sendFile } from './send-file.ts';
import { openShell, type Shell } from './shell.ts';
import { type StreamPort, tcp } from './stream.ts';

export interface SshOptions {
  host: string;
  /** 22 if not given. */
  port?: number;
  user: string;
  /** A Buffer is copied; wipe yours. */
  password: string | Buffer;
  /** `SHA256:…` as OpenSSH writes it. Null trusts the first key that is seen, and only that one from then on. */
  pin: string | null;
  /** The operator agreed to outdated algorithms for this device. */
  legacyConsent?: boolean;
  /** From the first packet to the end of login, milliseconds; 30000 if not given. */
  connectMs?: number;
  /** An idle connection is kept open by a message this often, milliseconds; 15000 if not given. */
  keepAliveMs?: number;
  clock?: Clock;
  streams?: StreamPort;
}

export interface CallOptions {
  /** Milliseconds; for `exec` to the end of the command, not counting the login. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

const PORT = 22;
const CONNECT_MS = 30_000;
const KEEP_ALIVE_MS = 15_000;
const MAX_OUTPUT = 16 << 20;

/**
 * One device over SSH. The connection is made at the first call, used by all, and made anew when it has ended. A refused
 * password or another host key ends the object's use of the network for good: every later call fails with the same error.
 */
export class Ssh implements AsyncDisposable {
  /** "host:port", for messages. */
  readonly name: string;
  readonly #host: string;
  readonly #port: number;
  readonly #order: ConnectOrder;
  readonly #password: Buffer;
  readonly #connectMs: number;
  readonly #clock: Clock;
  readonly #streams: StreamPort;
  #connection: Promise<Connection> | null = null;
  #hostKey: HostKey | null = null;
  #stopped: SshError | null = null;
  readonly #over = new AbortController();

  /** Does not touch the network. @throws SshError `usage` */
  constructor(options: SshOptions) {
    this.#host = options.host;
    this.#port = options.port ?? PORT;
    this.name = `${this.#host.includes(':') ? `[${this.#host}]` : this.#host}:${this.#port}`;
    const pin = options.pin === null ? null : parsePin(options.pin);
    if (options.pin !== null && pin === null) {
      throw this.#error(
        'usage',
        'the pinned host key is no SHA-256 fingerprint',
        'Write it as SHA256:… of 43 characters',
      );
    }
    this.#password = Buffer.from(options.password);
    this.#connectMs = options.connectMs ?? CONNECT_MS;
    this.#clock = options.clock ?? systemClock;
    this.#streams = options.streams ?? tcp;
    this.#order = {
      device: this.name,
      user: options.user,
      password: () => this.#password.toString('utf8'),
      pin,
      legacyConsent: options.legacyConsent ?? false,
      keepAliveMs: options.keepAliveMs ?? KEEP_ALIVE_MS,
    };
  }

  /** The key the device has shown; null before the first connection. What is to be pinned. */
  get hostKey(): HostKey | null {
    return this.#hostKey;
  }

  /** Logs in, if not done. @returns the banner and the host key. @throws SshError; the signal's reason when aborted */
  async connect(signal?: AbortSignal): Promise<{ hostKey: HostKey; banner: string }> {
    const { hostKey, banner } = await this.#connected(signal);
    return { hostKey, banner };
  }

  /**
   * Runs one command, once: a lost connection is an error with `sent`, never a second attempt.
   * @throws SshError; the signal's reason when aborted. Either way the device may still be at it.
   */
  async exec(command: string, options: CallOptions): Promise<ExecResult> {
    const { client } = await this.#connected(options.signal);
    return this.#within(options.timeoutMs, options.signal, true, (signal) =>
      exec(client, this.name, command, MAX_OUTPUT, signal),
    );
  }

  /**
   * Runs one command, once, and gives it `content` as its standard input.
   * @throws as exec
   */
  async send(
    command: string,
    content: Readable,
    options: CallOptions,
  ): Promise<{ stdout: string; exitCode: number | null }> {
    const { client } = await this.#connected(options.signal);
    return this.#within(options.timeoutMs, options.signal, true, (signal) =>
      sendFile(client, this.name, command, content, signal),
    );
  }

  /** @throws SshError; the signal's reason when aborted */
  async shell(options: CallOptions): Promise<Shell> {
    const { client } = await this.#connected(options.signal);
    return this.#within(options.timeoutMs, options.signal, false, (signal) => openShell(client, this.name, signal));
  }

  /** Ends the connection and forgets the password. The object cannot be used again. */
  async close(): Promise<void> {
    this.#stopped ??= this.#error('usage', 'this connection is closed', 'Open a new one');
    this.#over.abort(this.#stopped);
    const connection = this.#connection;
    this.#connection = null;
    const opened = await connection?.catch(() => null);
    if (opened) await ended(opened);
    this.#password.fill(0);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #connected(signal: AbortSignal | undefined): Promise<Connection> {
    if (this.#stopped) throw this.#stopped;
    if (!this.#connection) {
      const opening = this.#open(signal);
      this.#connection = opening;
      const forget = () => {
        if (this.#connection === opening) this.#connection = null;
      };
      opening.then(({ client }) => client.once('close', forget), forget);
    }
    return this.#connection;
  }

  async #open(signal: AbortSignal | undefined): Promise<Connection> {
    try {
      return await this.#within(this.#connectMs, signal, false, async (both) => {
        const stream = await this.#streams.open(this.#host, this.#port, this.name, both);
        const pin = this.#hostKey?.fingerprint ?? this.#order.pin;
        const connection = await login(stream, { ...this.#order, pin }, both);
        this.#hostKey = connection.hostKey;
        return connection;
      });
    } catch (error) {
      if (error instanceof SshError && (error.code === 'auth' || error.code === 'host-key')) this.#stopped ??= error;
      throw error;
    }
  }

  async #within<T>(
    ms: number,
    outer: AbortSignal | undefined,
    sent: boolean,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const late = () =>
      new SshError({
        code: 'timeout',
        device: this.name,
        finding: `no answer within ${Math.round(ms / 1000)} s`,
        advice: sent
          ? 'The device may be busy with it: read the state back before anything else'
          : 'Check address, cable and firewall; a device that restarts is silent for minutes',
        sent,
      });
    // A command that is on its way is not called back by `close`: it ends with its connection, and nobody knows how.
    const given = sent ? outer : AbortSignal.any([this.#over.signal, ...(outer ? [outer] : [])]);
    const deadline = new Deadline(this.#clock, ms, given, late);
    try {
      return await work(deadline.signal);
    } finally {
      deadline.stop();
    }
  }

  #error(code: SshError['code'], finding: string, advice: string): SshError {
    return new SshError({ code, device: this.name, finding, advice });
  }
}

/** Reads the host key without trusting it and without logging in. @throws SshError; the signal's reason when aborted */
export async function readHostKey(
  options: Pick<SshOptions, 'host' | 'port' | 'legacyConsent' | 'connectMs' | 'clock' | 'streams'>,
  signal?: AbortSignal,
): Promise<HostKey> {
  const device = `${options.host}:${options.port ?? PORT}`;
  const late = () =>
    new SshError({ code: 'timeout', device, finding: 'no answer', advice: 'Check address, cable and firewall' });
  const deadline = new Deadline(options.clock ?? systemClock, options.connectMs ?? CONNECT_MS, signal, late);
  try {
    const stream = await (options.streams ?? tcp).open(options.host, options.port ?? PORT, device, deadline.signal);
    const legacyConsent = options.legacyConsent ?? false;
    const order = { device, user: '', password: null, pin: null, legacyConsent, keepAliveMs: 0 };
    const opened = await login(stream, order, deadline.signal);
    await ended(opened);
    return opened.hostKey;
  } finally {
    deadline.stop();
  }
}

/** Says goodbye, and hangs up on who does not answer to it. */
function ended({ client }: Connection): Promise<void> {
  return new Promise((resolve) => {
    client.once('close', () => resolve());
    client.end();
    client.destroy();
  });
}

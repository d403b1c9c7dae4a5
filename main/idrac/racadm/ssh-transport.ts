import type { Clock } from '../../ports/clock.ts';
import { Deadline } from '../../ports/deadline.ts';
import { SshError } from '../../ssh/error.ts';
import type { Shell } from '../../ssh/shell.ts';
import type { Ssh } from '../../ssh/ssh.ts';
import { Dialogue, isOnlyPrompts } from './prompt.ts';
import type { RacadmTransport, RunOptions } from './transport.ts';
import { commandLine, type Word } from './words.ts';

const MAX_OUTPUT = 16 << 20;
const PROMPT_MS = 30_000;

/** What is used of `Ssh`. */
export type SshPort = Pick<Ssh, 'name' | 'exec' | 'shell' | 'close'>;

/**
 * racadm by SSH: each command on a channel of its own (`racadm getsysinfo`), or, where a firmware does not take that, typed
 * into its interactive shell. Which of the two it is, is found out with a command that changes nothing.
 */
export class SshTransport implements RacadmTransport {
  readonly name: string;
  readonly overNetwork = true;
  readonly #ssh: SshPort;
  readonly #clock: Clock;
  #way: 'exec' | 'shell' | null = null;
  #shell: { shell: Shell; dialogue: Typing } | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(ssh: SshPort, clock: Clock) {
    this.#ssh = ssh;
    this.name = ssh.name;
    this.#clock = clock;
  }

  run(words: readonly Word[], options: RunOptions): Promise<string> {
    const line = commandLine(this.name, words);
    const result = this.#queue.then(async () => {
      if (this.#way === null && !options.repeatable) await this.#findOut(options);
      return options.repeatable ? this.#read(line, options) : this.#once(line, options);
    });
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    this.#shell?.shell.close();
    this.#shell = null;
    await this.#ssh.close();
  }

  /** With a command that changes nothing; when that fails, what was asked for has not been sent. */
  async #findOut(options: RunOptions): Promise<void> {
    try {
      await this.#read('racadm getsvctag', options);
    } catch (error) {
      if (!(error instanceof SshError)) throw error;
      const { code, device, finding, advice } = error;
      throw new SshError({ code, device, finding, advice, cause: error });
    }
  }

  async #read(line: string, options: RunOptions): Promise<string> {
    if (this.#way !== null) return this.#once(line, options);
    try {
      const text = await this.#exec(line, options);
      if (!isOnlyPrompts(text)) {
        // Silence decides nothing: a busy iDRAC answers so, too.
        if (text.trim() !== '') this.#way = 'exec';
        return text;
      }
    } catch (error) {
      if (!(error instanceof SshError && error.code === 'refused')) throw error;
    }
    const text = await this.#typed(line, options);
    this.#way = 'shell';
    return text;
  }

  #once(line: string, options: RunOptions): Promise<string> {
    return this.#way === 'shell' ? this.#typed(line, options) : this.#exec(line, options);
  }

  async #exec(line: string, { timeoutMs, signal }: RunOptions): Promise<string> {
    const { stdout, stderr } = await this.#ssh.exec(line, { timeoutMs, signal });
    return `${stdout.toString('utf8')}\n${stderr.toString('utf8')}`;
  }

  async #typed(line: string, { timeoutMs, signal }: RunOptions): Promise<string> {
    const { dialogue } = await this.#prompted(signal);
    const late = () => this.#silent(`no answer within ${Math.round(timeoutMs / 1000)} s`, true);
    const deadline = new Deadline(this.#clock, timeoutMs, signal, late);
    try {
      return await dialogue.ask(line, deadline.signal);
    } catch (error) {
      this.#hangUp();
      throw error;
    } finally {
      deadline.stop();
    }
  }

  /** The shell at its prompt, opened if there is none. */
  async #prompted(signal: AbortSignal | undefined): Promise<{ dialogue: Typing }> {
    if (this.#shell && !this.#shell.dialogue.ended) return this.#shell;
    const shell = await this.#ssh.shell({ timeoutMs: PROMPT_MS, signal });
    const opened = { shell, dialogue: new Typing(shell, this.name) };
    this.#shell = opened;
    const deadline = new Deadline(this.#clock, PROMPT_MS, signal, () =>
      this.#silent('the shell shows no prompt', false),
    );
    try {
      await opened.dialogue.prompt(deadline.signal);
      return opened;
    } catch (error) {
      this.#hangUp();
      throw error;
    } finally {
      deadline.stop();
    }
  }

  #hangUp(): void {
    this.#shell?.shell.close();
    this.#shell = null;
  }

  #silent(finding: string, sent: boolean): SshError {
    const advice = sent
      ? 'The iDRAC may be busy with it: read the state back before anything else'
      : 'This firmware may have a shell that Rackhand does not know: note its version';
    return new SshError({ code: 'timeout', device: this.name, finding, advice, sent });
  }
}

/** One shell being typed into: the state machine of `prompt.ts` with a channel under it. */
class Typing {
  readonly #shell: Shell;
  readonly #device: string;
  readonly #dialogue = new Dialogue();
  readonly #decoder = new TextDecoder();
  #wake: (() => void) | null = null;
  #answer: string | null = null;
  #tooLarge = false;
  ended = false;

  constructor(shell: Shell, device: string) {
    this.#shell = shell;
    this.#device = device;
    shell.onData((chunk) => {
      if (this.#dialogue.size > MAX_OUTPUT) this.#tooLarge = true;
      else this.#answer = this.#dialogue.take(this.#decoder.decode(chunk, { stream: true })) ?? this.#answer;
      this.#wake?.();
    });
    shell.onEnd(() => {
      this.ended = true;
      this.#wake?.();
    });
  }

  /** @throws SshError; the signal's reason when that is aborted */
  prompt(signal: AbortSignal): Promise<void> {
    return this.#until(() => (this.#dialogue.ready ? { done: undefined } : null), signal, false);
  }

  /** @throws SshError; the signal's reason when that is aborted */
  async ask(line: string, signal: AbortSignal): Promise<string> {
    this.#answer = null;
    this.#dialogue.sent(line);
    // A line feed alone: some firmware answers CR and LF with two prompts.
    this.#shell.send(`${line}\n`);
    return this.#until(() => (this.#answer === null ? null : { done: this.#answer }), signal, true);
  }

  async #until<T>(look: () => { done: T } | null, signal: AbortSignal, sent: boolean): Promise<T> {
    for (;;) {
      const found = look();
      if (found) return found.done;
      if (this.#tooLarge || this.ended) throw this.#broken(sent);
      await new Promise<void>((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const abort = () => reject(signal.reason);
        signal.addEventListener('abort', abort);
        this.#wake = () => {
          signal.removeEventListener('abort', abort);
          resolve();
        };
      });
    }
  }

  #broken(sent: boolean): SshError {
    const device = this.#device;
    if (this.#tooLarge) {
      const finding = `more than ${MAX_OUTPUT} bytes of output`;
      return new SshError({ code: 'too-large', device, finding, advice: 'Ask for less at a time', sent });
    }
    const finding = sent ? 'the shell ended in the middle of a command' : 'the shell ended before its prompt';
    const advice = sent
      ? 'Connect again and read the state back'
      : 'All sessions may be taken: close one and try again';
    return new SshError({ code: 'closed', device, finding, advice, sent });
  }
}

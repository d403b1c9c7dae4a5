import { type Clock, systemClock } from '../../ports/clock.ts';
import { Deadline } from '../../ports/deadline.ts';
import { type ProcessPort, processes } from '../../ports/processes.ts';
import { RacadmError } from './error.ts';
import type { RacadmTransport, RunOptions } from './transport.ts';
import { argumentList, type Word } from './words.ts';

export interface LocalOptions {
  /** The program; `racadm.exe` on Windows, `racadm` elsewhere, if not given. */
  program?: string;
  /** The operator agreed that a password shows in the process list of this computer while the command runs. */
  secretsInArguments?: boolean;
  processes?: ProcessPort;
  clock?: Clock;
}

const MAX_OUTPUT = 16 << 20;

/** racadm of the computer Rackhand runs on, for the iDRAC inside it. No login: the operating system's rights count. */
export class LocalTransport implements RacadmTransport {
  readonly name = 'racadm on this computer';
  readonly overNetwork = false;
  readonly #program: string;
  readonly #secrets: boolean;
  readonly #processes: ProcessPort;
  readonly #clock: Clock;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: LocalOptions = {}) {
    this.#program = options.program ?? (process.platform === 'win32' ? 'racadm.exe' : 'racadm');
    this.#secrets = options.secretsInArguments ?? false;
    this.#processes = options.processes ?? processes;
    this.#clock = options.clock ?? systemClock;
  }

  run(words: readonly Word[], options: RunOptions): Promise<string> {
    const result = this.#queue.then(() => this.#run(words, options));
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    await this.#queue;
  }

  async #run(words: readonly Word[], { timeoutMs, signal }: RunOptions): Promise<string> {
    const args = argumentList(this.name, words);
    if (!this.#secrets && words.some((word) => typeof word !== 'string')) {
      const finding = 'the password would show in the process list of this computer';
      throw this.#error('usage', finding, 'Agree to that, or set it over the network or in the web interface');
    }
    const late = () =>
      this.#error('timeout', `no answer within ${Math.round(timeoutMs / 1000)} s`, 'Read the state back', true);
    const deadline = new Deadline(this.#clock, timeoutMs, signal, late);
    try {
      const { stdout, stderr } = await this.#processes.run(this.#program, args, MAX_OUTPUT, deadline.signal);
      return `${stdout.toString('utf8')}\n${stderr.toString('utf8')}`;
    } catch (error) {
      if (deadline.signal.aborted) throw deadline.signal.reason;
      throw this.#explained(error as NodeJS.ErrnoException);
    } finally {
      deadline.stop();
    }
  }

  /** The system's own error holds the whole command line, passwords included, so it is not passed on as the cause. */
  #explained({ code }: NodeJS.ErrnoException): RacadmError {
    if (code === 'ENOENT') {
      const advice = "Install Dell's iDRAC tools, or reach the iDRAC over the network";
      return this.#error('not-installed', `there is no program "${this.#program}"`, advice);
    }
    if (code === 'EACCES' || code === 'EPERM') {
      return this.#error('not-installed', `"${this.#program}" may not be run`, 'Run Rackhand as administrator');
    }
    return this.#error('refused', `racadm ended badly (${code ?? 'no reason given'})`, 'Read the state back', true);
  }

  #error(code: RacadmError['code'], finding: string, advice: string, sent = false): RacadmError {
    return new RacadmError({ code, device: this.name, finding, advice, sent });
  }
}

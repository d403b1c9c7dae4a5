import { createReadStream } from 'node:fs';
import path from 'node:path';
import { SshError } from '../../ssh/error.ts';
import type { Ssh } from '../../ssh/ssh.ts';
import { ApplianceError } from '../error.ts';
import { plainText } from '../plain-text.ts';
import type { Sent } from '../sent.ts';
import { ANOTHER_FILE, BACKUP, commandLine, control, NO_MANAGER, placeOf, receive, upgrade } from './commands.ts';
import { type IndexerState, LOOK, readState, StrangeAnswer } from './state.ts';

const LOOK_MS = 60_000;
const CHANGE_MS = 5 * 60_000;
const UPGRADE_MS = 60 * 60_000;
/** Of a program's last words, in an error. */
const WORDS = 400;

/** One external indexer host over SSH. Changes are on the wire once; a lost connection is `lost`, never a second attempt. */
export class IndexerHost {
  readonly #ssh: Ssh;
  readonly #device: string;
  readonly #user: string;
  readonly #signal: AbortSignal | undefined;

  constructor(ssh: Ssh, device: string, user: string, signal?: AbortSignal) {
    this.#ssh = ssh;
    this.#device = `${device} (${ssh.name})`;
    this.#user = user;
    this.#signal = signal;
  }

  /** @throws SshError; ApplianceError `malformed` when the host does not answer as a Linux host does */
  async state(): Promise<IndexerState> {
    const { stdout } = await this.#run(LOOK, LOOK_MS);
    try {
      return readState(stdout.toString('utf8'));
    } catch (error) {
      if (!(error instanceof StrangeAnswer)) throw error;
      throw this.#error(
        'malformed',
        `it does not answer as an indexer host: ${error.message}`,
        'Check address and user.',
      );
    }
  }

  backup(): Promise<Sent> {
    return this.#change(BACKUP, CHANGE_MS);
  }

  stop(): Promise<Sent> {
    return this.#change(control('stop'), CHANGE_MS);
  }

  start(): Promise<Sent> {
    return this.#change(control('start'), CHANGE_MS);
  }

  /**
   * Sends a package and upgrades to it. Until the whole file lies on the host with the right content, nothing was changed.
   * @param transcript gets all that the package manager said, when it is known
   */
  async upgrade(file: string, sha256: string, transcript: (text: string) => void): Promise<Sent> {
    let place: ReturnType<typeof placeOf>;
    try {
      place = placeOf(path.basename(file), sha256);
      const command = commandLine(receive(place, sha256), this.#user);
      const { exitCode } = await this.#ssh.send(command, createReadStream(file), this.#within(UPGRADE_MS));
      if (exitCode !== 0) {
        throw this.#error(
          'file',
          'the package did not arrive as it was sent',
          'Check the space on the host and send it again.',
        );
      }
    } catch (error) {
      return { kind: 'not-sent', error: error instanceof Error ? error : new Error(String(error)) };
    }
    return this.#change(upgrade(place, sha256), UPGRADE_MS, transcript);
  }

  async #change(script: string, timeoutMs: number, said?: (text: string) => void): Promise<Sent> {
    try {
      const { stdout, stderr, exitCode } = await this.#run(script, timeoutMs);
      const output = `${stdout.toString('utf8')}${stderr.toString('utf8')}`;
      said?.(output);
      if (exitCode === 0) return { kind: 'accepted' };
      if (exitCode === null) return { kind: 'lost', reason: `${this.#device}: it ended without a result` };
      return { kind: 'rejected', error: this.#refusal(exitCode, output) };
    } catch (error) {
      if (error instanceof SshError && !error.sent) return { kind: 'not-sent', error };
      return { kind: 'lost', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  #refusal(exitCode: number, output: string): ApplianceError {
    if (exitCode === ANOTHER_FILE) {
      return this.#error('file', 'the package on the host is another one than was sent', 'Send it again.');
    }
    if (exitCode === NO_MANAGER)
      return this.#error('not-supported', 'the host has neither yum nor dnf', 'Upgrade it by hand.');
    const words = plainText(output.trim().slice(-WORDS), WORDS);
    return this.#error(
      'rejected',
      `it ended with ${exitCode}: ${words}`,
      'Read its words, put it right and read the state again.',
    );
  }

  #run(script: string, timeoutMs: number) {
    return this.#ssh.exec(commandLine(script, this.#user), this.#within(timeoutMs));
  }

  #within(timeoutMs: number) {
    return { timeoutMs, ...(this.#signal ? { signal: this.#signal } : {}) };
  }

  #error(code: ApplianceError['code'], finding: string, advice: string): ApplianceError {
    return new ApplianceError({ code, device: this.#device, finding, advice });
  }
}

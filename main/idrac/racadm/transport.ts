import type { Word } from './words.ts';

export interface RunOptions {
  /** Milliseconds to the end of the command. */
  timeoutMs: number;
  /** Whether it may be run twice. A command that may not goes out once, or fails. */
  repeatable: boolean;
  signal?: AbortSignal | undefined;
}

/** A way to racadm. Commands go one after the other. */
export interface RacadmTransport {
  /** For messages. */
  readonly name: string;
  /** Whether the iDRAC is reached over its own network port, which a command might take away. */
  readonly overNetwork: boolean;
  /**
   * @returns everything that was written, noise included, echo and prompt not
   * @throws SshError or RacadmError, whose `sent` says whether the command may have reached the iDRAC
   */
  run(words: readonly Word[], options: RunOptions): Promise<string>;
  close(): Promise<void>;
}

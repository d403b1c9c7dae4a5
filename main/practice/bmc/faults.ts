import type { CommandKey } from '../../ipmi/commands/registry.ts';

/** What a fault acts on: a command, a step of the session setup, the presence ping, or anything. */
export type FaultTarget = CommandKey | 'open' | 'rakp1' | 'rakp3' | 'ping' | 'any';

/** Faults of a practice BMC, switched at run time. "Next" faults are used up by one exchange each, oldest first. */
export class Faults {
  /** Silence: requests are neither read nor answered. */
  dead = false;
  /** Requests are carried out, no answer leaves. */
  loseAllReplies = false;
  /** Milliseconds before every answer. */
  delayMs = 0;
  readonly #once: { kind: 'lose-reply' | 'lose-request' | 'corrupt'; target: FaultTarget; offset: number }[] = [];
  readonly #codes: { target: FaultTarget; cc: number; left: number; executes: boolean }[] = [];

  loseNextReply(target: FaultTarget = 'any'): void {
    this.#once.push({ kind: 'lose-reply', target, offset: 0 });
  }

  loseNextRequest(target: FaultTarget = 'any'): void {
    this.#once.push({ kind: 'lose-request', target, offset: 0 });
  }

  /** Flips all bits of one byte of the next answer; a negative offset counts from the end. */
  corruptNextReply(target: FaultTarget = 'any', offset = -1): void {
    this.#once.push({ kind: 'corrupt', target, offset });
  }

  slow(ms: number): void {
    this.delayMs = ms;
  }

  /** The next `n` requests get this completion code; they are carried out all the same when `executes`. */
  wrongCompletion(target: FaultTarget, cc: number, n = 1, executes = false): void {
    this.#codes.push({ target, cc, left: n, executes });
  }

  clear(): void {
    this.dead = false;
    this.loseAllReplies = false;
    this.delayMs = 0;
    this.#once.length = 0;
    this.#codes.length = 0;
  }

  /** For the BMC: whether this request never arrived. */
  takeLostRequest(what: FaultTarget): boolean {
    return this.#take('lose-request', what) !== null;
  }

  /** For the BMC: the answer as it leaves, or null when it is lost. */
  leave(what: FaultTarget, answer: Buffer): Buffer | null {
    const corrupt = this.#take('corrupt', what);
    if (this.#take('lose-reply', what) || this.loseAllReplies) return null;
    if (!corrupt) return answer;
    const damaged = Buffer.from(answer);
    const at = corrupt.offset < 0 ? damaged.length + corrupt.offset : corrupt.offset;
    damaged[at] = (damaged[at] ?? 0) ^ 0xff;
    return damaged;
  }

  takeCompletion(what: FaultTarget): { cc: number; executes: boolean } | null {
    const found = this.#codes.find((f) => f.left > 0 && (f.target === what || f.target === 'any'));
    if (!found) return null;
    found.left--;
    return found;
  }

  #take(kind: string, what: FaultTarget): { offset: number } | null {
    const i = this.#once.findIndex((f) => f.kind === kind && (f.target === what || f.target === 'any'));
    return i < 0 ? null : (this.#once.splice(i, 1)[0] ?? null);
  }
}

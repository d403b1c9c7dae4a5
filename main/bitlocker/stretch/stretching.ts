/** The stretching itself, in chunks of any size: what the worker runs, and tests drive. */

import { secretBytes } from '../../ports/secret-bytes.ts';
import { INITIAL, LAST, SALT, stretchProgram } from './sha256-program.ts';

/** Rounds that BitLocker demands (2^20). */
export const ROUNDS = 0x100000;

let compiled: WebAssembly.Module | null = null;
/** Compiled once per process: V8 shares its machine code among all workers that the module is posted to. */
export function stretchModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(stretchProgram());
  return compiled;
}

/** Words of SHA-256 are big endian, those of WebAssembly little endian: four bytes turned each. */
const turned = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).swap32();

/**
 * One key being stretched. Everything secret of it lies in `memory`, which can be shared with a worker, and goes when this
 * is disposed of. (What the processor had in registers and on the stack of its thread nobody can wipe from here.)
 */
export class Stretching implements Disposable {
  readonly memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  readonly #bytes = new Uint8Array(this.memory.buffer);
  #run: ((from: number, to: number) => void) | null = null;
  #done = 0;

  /** @param initial 32 bytes (`recoveryInitial`, `passphraseInitial`) @param salt 16 bytes; both are copied, not kept */
  constructor(initial: Buffer, salt: Buffer) {
    if (initial.length !== 32 || salt.length !== 16) throw new RangeError('stretching takes 32 and 16 bytes');
    this.#bytes.set(initial, INITIAL);
    this.#bytes.set(salt, SALT);
    turned(this.#bytes.subarray(INITIAL, SALT + 16));
  }

  /** The next so many rounds, on this thread. */
  run(rounds: number): void {
    this.#run ??= new WebAssembly.Instance(stretchModule(), { env: { memory: this.memory } }).exports.run as (
      from: number,
      to: number,
    ) => void;
    this.#run(this.#done, this.#done + rounds);
    this.#done += rounds;
  }

  /** A copy of the 32 bytes that came out so far; the caller wipes it. */
  key(): Buffer {
    const key = secretBytes(32);
    key.set(this.#bytes.subarray(LAST, LAST + 32));
    return turned(key) as Buffer;
  }

  [Symbol.dispose](): void {
    this.#bytes.fill(0);
  }
}

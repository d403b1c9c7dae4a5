/** A BitLocker key stretched in a thread of its own, so that the window stays alive for the third of a second it takes. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ROUNDS, Stretching, stretchModule } from './stretching.ts';

export interface StretchOptions {
  signal?: AbortSignal | undefined;
  /** 0 to 1, several dozen times. */
  onProgress?: ((share: number) => void) | undefined;
}

/** 32 bytes and the protector's salt of 16 into the key of 32 that opens its VMK; what takes a proof takes this as a port. */
export type Stretch = (initial: Buffer, salt: Buffer, options?: StretchOptions) => Promise<Buffer>;

/** Rounds between two looks at the stop word. Short, because V8 swaps in its optimised code only between two calls. */
const CHUNK = 1024;
const CHUNKS_PER_REPORT = 16;

interface Job {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** Becomes 1 when nobody wants the key any more. */
  stop: Int32Array;
  rounds: number;
  chunk: number;
  chunksPerReport: number;
}

/**
 * The worker's whole program. It is handed over as text, so it may use nothing from outside itself; in return there is no
 * file to be found beside the sources, the bundle or in the asar.
 */
function work(): void {
  const { parentPort } = process.getBuiltinModule('node:worker_threads');
  parentPort?.once('message', ({ module, memory, stop, rounds, chunk, chunksPerReport }: Job) => {
    const { run } = new WebAssembly.Instance(module, { env: { memory } }).exports;
    for (let done = 0; done < rounds && Atomics.load(stop, 0) === 0; done += chunk) {
      (run as (from: number, to: number) => void)(done, done + chunk);
      if ((done / chunk) % chunksPerReport === 0) parentPort.postMessage(done / rounds);
    }
  });
}

/**
 * 2^20 rounds of SHA-256 over `last | initial | salt | count` (bitlocker.md §2.4), in a worker. Initial and salt are left
 * as they are and no copy of them stays: they lie in one piece of memory that both threads see, and that is wiped before
 * this settles.
 * @returns 32 bytes; the caller wipes them
 * @throws the signal's reason when it is aborted
 */
export const stretchKey: Stretch = async (initial, salt, { signal, onProgress } = {}) => {
  signal?.throwIfAborted();
  using stretching = new Stretching(initial, salt);
  // Not the options of this process: what they load would be loaded into the worker once more.
  const worker = new Worker(`(${work})()`, { eval: true, execArgv: [], name: 'stretch' });
  const ended = once(worker, 'exit') as Promise<[number]>;
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const abort = () => Atomics.store(stop, 0, 1);
  signal?.addEventListener('abort', abort);
  try {
    worker.on('message', (share: number) => onProgress?.(share));
    const { memory } = stretching;
    const module = stretchModule(); // made while the worker starts
    worker.postMessage({
      module,
      memory,
      stop,
      rounds: ROUNDS,
      chunk: CHUNK,
      chunksPerReport: CHUNKS_PER_REPORT,
    } satisfies Job);
    const [code] = await ended;
    signal?.throwIfAborted();
    if (code !== 0) throw new Error(`the thread that stretches keys has ended with ${code}`);
    onProgress?.(1);
    return stretching.key();
  } finally {
    signal?.removeEventListener('abort', abort);
    await worker.terminate();
  }
};

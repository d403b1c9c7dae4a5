import { readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { HandedOver, HandOverView } from '../../../preload/contract.ts';
import type { GiveParts } from './give.ts';
import type { TakeOptions, TakeParts } from './take.ts';

/** How our own files are called. */
export const ENDING = '.rackhand-run.zip';

/** Runs that go to another installation, or come from one. The readers are loaded when they are asked for. */
export class HandoverService {
  readonly #parts: GiveParts & TakeParts;

  constructor(parts: GiveParts & TakeParts) {
    this.#parts = parts;
  }

  /** Closes the run here and writes it to `out`, which must be new; or writes a hand-over's file once more. See giveRun. */
  async give(runId: string, to: string, out: string, author: string): Promise<HandedOver> {
    return (await import('./give.ts')).giveRun(this.#parts, runId, to, out, author);
  }

  /** As `give`, under a name of its own in a folder (null: in the data folder). */
  async giveInto(runId: string, to: string, folder: string | null, author: string): Promise<HandedOver> {
    const { giveRun, placeIn } = await import('./give.ts');
    return giveRun(
      this.#parts,
      runId,
      to,
      placeIn(folder ?? path.join(this.#parts.home, 'handed-over'), runId, to),
      author,
    );
  }

  /** Files that were handed over, in these folders (not below them) and among the downloads of whoever sits here. */
  async found(folders: readonly string[]): Promise<string[]> {
    const all = [...new Set([...folders, path.join(os.homedir(), 'Downloads')])];
    const names = await Promise.all(all.map((folder) => readdir(folder).catch(() => [])));
    return all.flatMap((folder, index) =>
      (names[index] ?? []).filter((name) => name.endsWith(ENDING)).map((name) => path.join(folder, name)),
    );
  }

  /** What a file is, without changing anything. See inspectHandOver. */
  async inspect(file: string, options: TakeOptions): Promise<HandOverView> {
    return (await import('./take.ts')).inspectHandOver(this.#parts, file, options);
  }

  /** Goes on with the run of a file here. See takeRun. */
  async take(file: string, options: TakeOptions, author: string): Promise<HandOverView> {
    return (await import('./take.ts')).takeRun(this.#parts, file, options, author);
  }
}

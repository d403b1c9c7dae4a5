/** The watched download folder: what a browser has finished there is taken into the store, and left where it is. */
import path from 'node:path';
import type { Failure, IntakeView, OfferedPackage } from '../../preload/contract.ts';
import { failureOf } from '../ports/failure.ts';
import { errnoOf } from '../ports/files.ts';
import { ContentError } from './error.ts';
import { type Match, matchOffered } from './match.ts';
import type { ContentStore } from './store.ts';
import { type TakeOptions, takeFile } from './take.ts';

export interface IntakeOptions extends TakeOptions {
  folder: string;
  /** The recorded list. */
  offered: readonly OfferedPackage[];
  /** What identifies a package of the list for the store. */
  keyOf(entry: OfferedPackage): string;
  /** Milliseconds between two looks; 1000 if not given. */
  pollMs?: number;
  /** Milliseconds for which a file has to rest before it counts as finished; 5000 if not given. */
  restMs?: number;
  /** After every change of what has arrived. */
  onChange?(view: IntakeView): void;
}

type Arrived = IntakeView['arrived'][number];
interface Seen {
  size: number;
  mtimeMs: number;
  /** Monotonic, when it was first seen like this. */
  since: number;
}

/** Names under which browsers write what is not finished: Chromium, Firefox, Safari, Opera, curl and wget users. */
const UNFINISHED = /\.(crdownload|part|partial|download|opdownload|tmp|aria2|filepart)$/i;

/**
 * What has come to rest. A name that a browser also uses with one of its endings is still being written: Firefox keeps the
 * final name free with an empty file beside its `.part`.
 */
export function finished(
  names: readonly string[],
  seen: ReadonlyMap<string, Seen>,
  now: number,
  restMs: number,
): string[] {
  const writing = new Set(names.filter((name) => UNFINISHED.test(name)).map((name) => name.replace(UNFINISHED, '')));
  return names.filter((name) => {
    const facts = seen.get(name);
    if (!facts || facts.size === 0 || UNFINISHED.test(name) || writing.has(name) || name.startsWith('.')) return false;
    return now - facts.since >= restMs;
  });
}

export class FolderIntake {
  readonly #store: ContentStore;
  readonly #options: IntakeOptions;
  readonly #seen = new Map<string, Seen>();
  /** By name, with the state of the file that it is about. */
  readonly #arrived = new Map<string, Arrived & { mtimeMs: number }>();

  constructor(store: ContentStore, options: IntakeOptions) {
    this.#store = store;
    this.#options = options;
  }

  get view(): IntakeView {
    const arrived = [...this.#arrived.values()].map(({ mtimeMs: _, ...rest }) => rest);
    return { folder: this.#options.folder, arrived };
  }

  /** Looks until the signal ends it. @throws the signal's reason */
  async run(signal: AbortSignal): Promise<never> {
    for (;;) {
      await this.look(signal);
      await this.#store.ports.clock.sleep(this.#options.pollMs ?? 1000, signal);
    }
  }

  /** One look at the folder; takes what is finished. A folder that is away for a while is no reason to stop. */
  async look(signal?: AbortSignal): Promise<void> {
    const { folder, restMs = 5000 } = this.#options;
    const { files, clock } = this.#store.ports;
    const names = await files.readdir(folder).catch((): string[] => []);
    const now = clock.monotonic();
    for (const name of this.#seen.keys()) if (!names.includes(name)) this.#seen.delete(name);
    for (const name of names) await this.#observe(name, now);
    for (const name of finished(names, this.#seen, now, restMs)) {
      const known = this.#arrived.get(name);
      const facts = this.#seen.get(name);
      if (!facts || (known?.mtimeMs === facts.mtimeMs && known.sizeBytes === facts.size)) continue;
      await this.#take(name, facts, signal);
    }
  }

  async #observe(name: string, now: number): Promise<void> {
    const facts = await this.#store.ports.files.stat(path.join(this.#options.folder, name)).catch(() => null);
    if (!facts?.isFile()) return void this.#seen.delete(name);
    const before = this.#seen.get(name);
    if (before?.size === facts.size && before.mtimeMs === facts.mtimeMs) return;
    this.#seen.set(name, { size: facts.size, mtimeMs: facts.mtimeMs, since: now });
  }

  async #take(name: string, { size, mtimeMs }: Seen, signal?: AbortSignal): Promise<void> {
    const { folder, keyOf, onProgress, onChange } = this.#options;
    const file = path.join(folder, name);
    const arrived = { file, sizeBytes: size, sha256: null, package: null, failure: null, mtimeMs };
    try {
      const match = await this.#match(name, size, file, signal);
      if (match.package === null) {
        this.#arrived.set(name, { ...arrived, failure: unmatched(name, match) });
      } else {
        const wanted = { key: keyOf(match.package), entry: match.package };
        const receipt = await takeFile(this.#store, wanted, file, {
          ...(signal ? { signal } : {}),
          ...(onProgress ? { onProgress } : {}),
        });
        this.#arrived.set(name, { ...arrived, sha256: receipt.sha256, package: match.package.name });
      }
    } catch (error) {
      signal?.throwIfAborted();
      // Still open somewhere, or written to meanwhile: it has not arrived yet, and rests anew.
      if (notYet(error)) return void this.#seen.delete(name);
      this.#arrived.set(name, { ...arrived, failure: failureOf(error) });
    }
    onChange?.(this.view);
  }

  /** The hash is only taken for what name and size leave open, where the vendor has stated hashes. */
  async #match(name: string, size: number, file: string, signal?: AbortSignal): Promise<Match> {
    const { offered } = this.#options;
    const first = matchOffered({ name, size, sha256: null }, offered);
    if (first.package !== null || offered.every(({ vendorSha256 }) => vendorSha256 === null)) return first;
    const { sha256 } = await this.#store.ports.reader.hash(file, signal);
    return matchOffered({ name, size, sha256 }, offered);
  }
}

/** Windows does not let a file be read that its writer holds. */
function notYet(error: unknown): boolean {
  if (!(error instanceof ContentError)) return ['EBUSY', 'EACCES', 'EPERM', 'ENOENT'].includes(errnoOf(error) ?? '');
  if (error.code === 'content.changed' || error.code === 'content.busy') return true;
  return error.code === 'content.source' && ['EBUSY', 'ENOENT'].includes(errnoOf(error.cause) ?? '');
}

const FINDINGS: Record<(Match & { package: null })['why'], string> = {
  unknown: 'is no package of the recorded list',
  ambiguous: 'may be several packages of the list',
  'other-hash': 'is called like a package of the list, but has another hash',
  'other-size': 'is called like a package of the list, but has another size',
};

const unmatched = (name: string, { why }: Match & { package: null }): Failure => ({
  code: `content.unmatched-${why}`,
  message: `${name} ${FINDINGS[why]}.`,
  advice: 'It was left where it is. Take it by hand for the package that it is, or correct the list.',
});

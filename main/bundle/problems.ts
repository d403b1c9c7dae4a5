import type { BundleProblem } from '../../preload/contract.ts';
import { BundleError } from './errors.ts';

/** Nobody reads more than this of one kind; whoever fills a medium with bad names shall not fill the screen too. */
export const MAX_OF_A_KIND = 100;

/** Collects what is wrong with a bundle: all of it, each once. */
export class Problems {
  readonly list: BundleProblem[] = [];
  readonly #known = new Set<string>();
  readonly #counts = new Map<string, number>();

  add(code: BundleProblem['code'], file: string | null, detail: string): void {
    const count = this.#counts.get(code) ?? 0;
    const key = JSON.stringify([code, file, detail]);
    if (count > MAX_OF_A_KIND || this.#known.has(key)) return;
    this.#known.add(key);
    this.#counts.set(code, count + 1);
    if (count < MAX_OF_A_KIND) this.list.push({ code, file, detail });
    else this.list.push({ code, file: null, detail: 'There are more of this kind.' });
  }

  /** What `decode` returns; null, and a problem, when it refuses. */
  attempt<T>(code: BundleProblem['code'], file: string, decode: () => T): T | null {
    try {
      return decode();
    } catch (error) {
      if (!(error instanceof BundleError)) throw error;
      this.add(code, file, error.message);
      return null;
    }
  }
}

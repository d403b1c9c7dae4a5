/** Every procedure of a product, walked through every branch. Tests only. */
import { libraryFor } from '../loader/closure.ts';
import type { Library, Procedure } from '../model.ts';
import { explore } from './explorer.ts';
import { branchesOf } from './explorer-parts.ts';
import { ON_MODELS } from './on-models.ts';

export interface ProductExplored {
  /** Steps that nothing has begun, and branches that nothing has taken. */
  left: string[];
  /** Places where nothing but an abort would lead on. */
  stuck: string[];
  /** How long each procedure took, for whoever tunes this. */
  took: Record<string, number>;
}

/** Walks all of a product but what runs on models; what is in `except` is not looked for. */
export function exploreProduct(library: Library, except: readonly string[], walks: number): ProductExplored {
  const parts = Object.keys(library.procedures)
    .filter((id) => !(id in ON_MODELS))
    .map((id) => ({ id, part: libraryFor(library, id), own: branchesOf(library.procedures[id] as Procedure) }));
  const walked = new Set<string>(except);
  const stuck: string[] = [];
  const took: Record<string, number> = {};
  for (const { id, part, own } of parts) {
    const before = performance.now();
    const found = explore(part, id, { wanted: new Set(own.filter((branch) => !walked.has(branch))), walks });
    took[id] = Math.round(performance.now() - before);
    for (const branch of found.walked) walked.add(branch);
    stuck.push(...[...found.stuck].map((place) => `${id}: ${place}`));
  }
  return { left: parts.flatMap(({ own }) => own).filter((branch) => !walked.has(branch)), stuck, took };
}

/** Proof that the tests of a file take every branch of the large procedures. Tests only. */
import { expect, it } from 'vitest';
import type { Library, Procedure } from '../model.ts';
import { branchesOf } from './explorer-parts.ts';
import { ON_MODELS } from './on-models.ts';
import { UNSOUGHT } from './unsought.ts';
import { walked } from './walked.ts';

/**
 * The last tests of a file: its runs have begun every step and taken every branch of the procedures that `ON_MODELS` names it
 * for, and what `UNSOUGHT` names it for.
 */
export function everyBranchWalked(library: Library, { url }: { url: string }): void {
  const own = Object.keys(ON_MODELS).filter((id) => url.endsWith(`/${ON_MODELS[id]}`));
  const others = Object.keys(UNSOUGHT).filter((branch) => url.endsWith(`/${UNSOUGHT[branch]}`));
  it.each(others)('%s was walked', (branch) => {
    expect([...walked]).toContain(branch);
  });
  it.each(own)('every branch of %s was taken', (id) => {
    const left = branchesOf(library.procedures[id] as Procedure).filter((branch) => !walked.has(branch));
    expect(left).toEqual([]);
  });
}

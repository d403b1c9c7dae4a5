import type { ProofProgress } from '../../../preload/contract.ts';

/** Whole percent over all candidates; 100 only when every one is done. */
export function percentOf({
  candidate,
  candidates,
  share,
}: Pick<ProofProgress, 'candidate' | 'candidates' | 'share'>): number {
  if (candidates <= 0) return 0;
  const done = Math.min(candidates, candidate + Math.min(1, Math.max(0, share)));
  return Math.floor((done * 100) / candidates);
}

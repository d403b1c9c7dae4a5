/** Several keys on all the volumes of a drive: which opens what, and how far. */
import type { Failure, KeyGrade } from '../../../preload/contract.ts';
import { toFailure } from '../../ports/failure.ts';
import type { FveVolume, Source } from '../fve/types.ts';
import { proveKey } from './prove.ts';
import type { Candidate, Proof, ProofOptions } from './types.ts';

/** A key to be tried. `ref` is the caller's name for it; the candidate's bytes stay the caller's to wipe. */
export interface Trial {
  ref: string;
  candidate: Candidate;
}
export interface TrialResult {
  ref: string;
  /** What it was tried on; null when no volume here has its protector. */
  volume: FveVolume | null;
  /** Of the protector that it opened or failed at. */
  protectorId: string | null;
  /** `rejected`, or how deep it went; null when nothing can be said. */
  grade: KeyGrade | null;
  failure: Failure | null;
  proof: Proof | null;
}
export interface TryOptions extends Omit<ProofOptions, 'onProgress'> {
  /** Trials done, trials in all, and 0 to 1 of the present one. */
  onProgress?(candidate: number, candidates: number, share: number): void;
}

/**
 * Tries each key on the volume whose protector it names, or on one volume after the other where it names none. The passwords
 * that a proof brings along (`proof.others`) are the caller's to wipe. Damage of one volume is a failure of that trial.
 * @throws the signal's reason
 */
export async function tryKeys(
  source: Source,
  volumes: readonly FveVolume[],
  trials: readonly Trial[],
  { onProgress, ...options }: TryOptions,
): Promise<TrialResult[]> {
  const results: TrialResult[] = [];
  for (const [n, trial] of trials.entries()) {
    onProgress?.(n, trials.length, 0);
    const report = { ...options, onProgress: (share: number) => onProgress?.(n, trials.length, share) };
    results.push(await tryOne(source, volumesFor(trial.candidate, volumes), trial, report));
  }
  onProgress?.(trials.length, trials.length, 0);
  return results;
}

async function tryOne(
  source: Source,
  volumes: readonly FveVolume[],
  { ref, candidate }: Trial,
  options: ProofOptions,
): Promise<TrialResult> {
  const nothing = { ref, volume: null, protectorId: null, grade: null, proof: null };
  let last: TrialResult = { ...nothing, failure: strange(source.name) };
  for (const volume of volumes) {
    options.signal?.throwIfAborted();
    try {
      const proof = await proveKey(source, volume, candidate, options);
      const seen = { ref, volume, protectorId: proof.protectorId, proof };
      if (proof.outcome === 'opens') return { ...seen, grade: proof.grade, failure: null };
      if (proof.outcome === 'does-not-open') last = { ...seen, grade: 'rejected', failure: rejection(source.name) };
      if (proof.outcome === 'unsupported' && last.grade === null)
        last = { ...seen, grade: null, failure: unsupported(source.name, proof.notes) };
    } catch (error) {
      options.signal?.throwIfAborted();
      const failure = toFailure(error);
      if (!failure) throw error;
      if (last.grade === null) last = { ...nothing, volume, failure };
    }
  }
  return last;
}

/** By the ID where there is one: the wrong volume must not cost a second of stretching. */
function volumesFor(candidate: Candidate, volumes: readonly FveVolume[]): readonly FveVolume[] {
  if (candidate.kind === 'clear-key') return volumes.filter(({ suspended }) => suspended);
  const id = 'id' in candidate ? candidate.id : null;
  return id === null ? volumes : volumes.filter(({ protectors }) => protectors.some((own) => own.id === id));
}

const strange = (name: string): Failure => ({
  code: 'bitlocker.no-such-protector',
  message: `${name}: no volume on it has a protector with this ID.`,
  advice:
    'The key belongs to another drive or to a former life of this one. Look for the key with the ID that is listed.',
});
const rejection = (name: string): Failure => ({
  code: 'bitlocker.rejected',
  message: `${name}: the key does not open the volume.`,
  advice: 'Compare the digits with the original, group by group, or try the repairs.',
});
const unsupported = (name: string, notes: readonly string[]): Failure => ({
  code: 'bitlocker.unsupported',
  message: `${name}: this variant of BitLocker is not supported (${notes.join('; ') || 'no details'}).`,
  advice: 'Compare the key with manage-bde on the running Windows instead; this says nothing about the key.',
});

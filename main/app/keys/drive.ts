/** An image or a drive with its BitLocker volumes, as keys are tried on it. */
import type { Failure, KeyGrade } from '../../../preload/contract.ts';
import { openSource } from '../../bitlocker/disk/source.ts';
import { BitlockerError } from '../../bitlocker/errors.ts';
import { type ListedVolume, listVolumes } from '../../bitlocker/fve/read-volume.ts';
import type { FveVolume, Source } from '../../bitlocker/fve/types.ts';
import { proveKey } from '../../bitlocker/proof/prove.ts';
import { type TrialResult, tryKeys } from '../../bitlocker/proof/try-keys.ts';
import type { Candidate } from '../../bitlocker/proof/types.ts';
import { digitsOf, keyOf } from '../../bitlocker/recovery-password.ts';
import type { RegisterKey, SeenVolume } from '../../bitlocker/register/register.ts';
import { candidateCount, candidates } from '../../bitlocker/repair.ts';
import { stretchKey } from '../../bitlocker/stretch/stretch.ts';
import { CommandError } from '../router.ts';
import { letterIn, metadataHash, seenVolume } from './seen.ts';

/** A recovery password that a volume gave away; 16 bytes, wiped by whoever takes it. */
export interface Given {
  id: string;
  letter: string | null;
  secret: Buffer;
}
export interface Tried {
  /** Null when the trial says nothing about the key. */
  grade: KeyGrade | null;
  volumeId: string | null;
  protectorId: string | null;
  /** Of the metadata it was proven on. */
  sha256: string | null;
  failure: Failure | null;
  others: Given[];
}
export interface TrialOptions {
  signal: AbortSignal;
  onProgress(share: number): void;
}
export interface RepairOptions {
  signal: AbortSignal;
  onProgress(candidate: number, candidates: number, share: number): void;
}
type Key = Pick<RegisterKey, 'ref' | 'id' | 'kind'>;

/** Opens it for reading and reads its volumes. Dispose it. @throws BitlockerError */
export async function readVolumes(path: string, at: string): Promise<Drive> {
  const source = await openSource(path);
  try {
    const listed = await listVolumes(source);
    if (listed.every(({ volume }) => volume === null)) throw firstFailure(path, listed);
    return new Drive(source, listed, at);
  } catch (error) {
    await source[Symbol.asyncDispose]();
    throw error;
  }
}

export class Drive implements AsyncDisposable {
  readonly path: string;
  readonly volumes: FveVolume[];
  readonly seen: SeenVolume[];
  /** Volumes that are there and cannot be read. */
  readonly failures: Failure[];
  readonly #source: Source & AsyncDisposable;

  constructor(source: Source & AsyncDisposable, listed: readonly ListedVolume[], at: string) {
    this.#source = source;
    this.path = source.name;
    this.volumes = listed.flatMap(({ volume }) => volume ?? []);
    this.failures = listed.flatMap(({ failure }) => failure ?? []);
    this.seen = this.volumes.map((volume) => seenVolume(volume, source.name, at));
  }

  /** What suspended volumes give away to everybody. */
  async withoutKey(): Promise<Given[]> {
    const given: Given[] = [];
    for (const volume of this.volumes.filter(({ suspended }) => suspended)) {
      const proof = await proveKey(this.#source, volume, { kind: 'clear-key' }, { stretch: stretchKey });
      given.push(...givenBy(volume, proof.others));
    }
    return given;
  }

  /** Tries one key; `secret` stays the caller's. @throws the signal's reason */
  async try(key: Key, secret: Buffer, { signal, onProgress }: TrialOptions): Promise<Tried> {
    const own = candidateOf(key, secret);
    if (!own) return { ...NOTHING, failure: malformed(key.id ?? key.ref) };
    try {
      const report = (_n: number, _of: number, share: number) => onProgress(share);
      const trials = [{ ref: key.ref, candidate: own }];
      const [result] = await tryKeys(this.#source, this.volumes, trials, {
        stretch: stretchKey,
        signal,
        onProgress: report,
      });
      return result ? triedOf(result) : NOTHING;
    } finally {
      if (own.key !== secret) own.key.fill(0);
    }
  }

  /** The first plausible repair that opens a volume; 16 bytes, wiped by the caller. @throws the signal's reason */
  async repair(
    key: Key,
    secret: Buffer,
    { signal, onProgress }: RepairOptions,
  ): Promise<{ secret: Buffer; result: Tried } | null> {
    if (key.kind !== 'recovery-password') return null;
    const digits = digitsOfSecret(secret);
    if (digits === null) return null;
    try {
      const all = candidateCount(digits);
      let n = 0;
      for (const { key: repaired } of candidates(digits)) {
        const options = { signal, onProgress: (share: number) => onProgress(n, all, share) };
        let result: Tried;
        try {
          result = await this.try(key, repaired, options);
        } catch (error) {
          repaired.fill(0);
          throw error;
        }
        if (result.grade !== null && result.grade !== 'rejected') return { secret: repaired, result };
        repaired.fill(0);
        n += 1;
      }
      return null;
    } finally {
      if (digits !== secret) digits.fill(0);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve(this.#source[Symbol.asyncDispose]());
  }
}

/** The digits of a stored secret: itself where they are stored as digits. Null for the key of a .BEK file. */
export function digitsOfSecret(secret: Buffer): Buffer | null {
  if (secret.length === 16) return digitsOf(secret);
  return secret.length === 32 ? null : secret;
}

const NOTHING: Tried = { grade: null, volumeId: null, protectorId: null, sha256: null, failure: null, others: [] };

function candidateOf({ kind, id }: Key, secret: Buffer): Extract<Candidate, { key: Buffer }> | null {
  if (kind === 'external-key') return { kind, key: secret, id };
  const key = secret.length === 16 ? secret : keyOf(secret);
  return key && { kind, key, id };
}

function triedOf({ volume, protectorId, grade, failure, proof }: TrialResult): Tried {
  return {
    ...{ grade, protectorId, failure },
    volumeId: volume?.id ?? null,
    sha256: volume && metadataHash(volume),
    others: volume && proof ? givenBy(volume, proof.others) : [],
  };
}

const givenBy = (volume: FveVolume, others: readonly { id: string; key: Buffer }[]): Given[] =>
  others.map(({ id, key }) => ({ id, letter: letterIn(volume.description), secret: key }));

function firstFailure(path: string, listed: readonly ListedVolume[]): Error {
  const failure = listed.find((one) => one.failure)?.failure;
  // With its own code: a cut image and a variant that nobody knows are no damage.
  if (failure) return new CommandError(failure.code, failure.message, failure.advice);
  return new BitlockerError('bitlocker.damaged', `${path}: no volume in it can be read`);
}

const malformed = (id: string): Failure => ({
  code: 'bitlocker.malformed',
  message: `${id}: the digits cannot be a key as they stand.`,
  advice: 'Compare the groups that are named with the original, or try the repairs.',
});

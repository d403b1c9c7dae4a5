import { fvekLength, sectorCipher } from '../crypto/sector.ts';
import type { FveVolume, Protector, Source } from '../fve/types.ts';
import { canBeTried, choose, doubts } from './candidates.ts';
import { recoveryPasswords } from './own-keys.ts';
import { protectorKey } from './protector-key.ts';
import { metadataSeal } from './seal-proof.ts';
import { proveSector } from './sector-proof.ts';
import type { Candidate, Proof, ProofOptions } from './types.ts';
import { unseal, unsealKey } from './unseal.ts';

const VMK_BYTES = 32;
/**
 * Tries a key on a volume and says how far it opens: volume master key, encryption key, sealed metadata, first sector; each
 * is looked at by itself. Whatever is unsealed on the way is wiped; `others` belong to the caller, who wipes them.
 * @throws what `options.stretch` throws when it is cancelled
 */
export async function proveKey(
  source: Source,
  volume: FveVolume,
  candidate: Candidate,
  options: ProofOptions,
): Promise<Proof> {
  const { protectors, unsupported, notes } = choose(volume, candidate);
  if (protectors.length === 0) return failed(unsupported ? 'unsupported' : 'no-such-protector', null, notes);
  const tried = protectors.filter(canBeTried);
  for (const [index, protector] of tried.entries()) {
    const vmk = await openVmk(candidate, protector, shared(options, index, tried.length));
    if (!vmk) continue;
    if (!vmk.key) return { ...opened(protector.id), notes: ['What the key opens holds no volume master key.'] };
    try {
      return await judged(source, volume, protector.id, vmk.key);
    } finally {
      vmk.key.fill(0);
    }
  }
  const id = protectors.length === 1 ? (protectors[0]?.id ?? null) : null;
  const unknown = protectors.flatMap((protector) => doubts(volume, protector));
  if (unknown.length === 0 && tried.length === protectors.length) return failed('does-not-open', id, []);
  return failed('unsupported', id, unknown);
}

/** The share of one of several protectors in the whole progress. */
function shared({ onProgress, ...rest }: ProofOptions, index: number, count: number): ProofOptions {
  if (!onProgress) return rest;
  return { ...rest, onProgress: (share) => onProgress((index + share) / count) };
}

/** Null when the key does not open it; a null `key` when it opens something else. */
async function openVmk(candidate: Candidate, protector: Protector, options: ProofOptions) {
  options.signal?.throwIfAborted();
  const key = await protectorKey(candidate, protector, options);
  if (!key || !protector.sealedVmk) return null;
  try {
    const found = unseal(key, protector.sealedVmk);
    if (found?.key && found.key.length !== VMK_BYTES) {
      found.key.fill(0);
      return { key: null };
    }
    return found;
  } finally {
    key.fill(0);
  }
}

/** How far a volume master key gets. */
async function judged(source: Source, volume: FveVolume, id: string, vmk: Buffer): Promise<Proof> {
  const seal = metadataSeal(volume, vmk);
  const sector = await openSector(source, volume, vmk);
  return {
    ...opened(id),
    grade: gradeOf(seal, sector),
    sector: sector.sector,
    notes: [...SEAL_NOTES[seal], ...sector.notes],
    others: recoveryPasswords(volume, vmk),
  };
}

const SEAL_NOTES: Readonly<Record<ReturnType<typeof metadataSeal>, string[]>> = {
  fits: [],
  none: ['Windows Vista seals no hash of its metadata.'],
  altered: ['METADATA ALTERED: it is not what Windows sealed. Do not rely on this drive.'],
  missing: ['The metadata lacks its sealed hash: whether it was altered cannot be told.'],
};

type SectorResult = Pick<Proof, 'sector' | 'notes'> & { proven: boolean; fvek: boolean };

function gradeOf(seal: ReturnType<typeof metadataSeal>, { fvek, proven }: SectorResult): Proof['grade'] {
  if (!fvek) return 'vmk';
  if (seal === 'altered' || seal === 'missing') return 'fvek';
  if (proven) return 'sector';
  return seal === 'fits' ? 'metadata' : 'fvek';
}

async function openSector(source: Source, volume: FveVolume, vmk: Buffer): Promise<SectorResult> {
  const { sealedFvek, method, sectorSize } = volume;
  const closed = { sector: null, proven: false, fvek: false };
  if (!sealedFvek)
    return { ...closed, notes: ['The volume keeps no encryption key: it is decrypted, or of a new format.'] };
  if (!method) {
    const found = unseal(vmk, sealedFvek);
    found?.key?.fill(0);
    return { ...closed, fvek: found !== null, notes: ['Its encryption method is not known; no sector was decrypted.'] };
  }
  const fvek = unsealKey(vmk, sealedFvek, fvekLength(method));
  if (!fvek) return { ...closed, notes: ['The encryption key does not open under the volume master key.'] };
  try {
    return { ...(await proveSector(source, volume, sectorCipher(method, fvek, sectorSize))), fvek: true };
  } finally {
    fvek.fill(0);
  }
}

const opened = (protectorId: string): Proof => ({
  outcome: 'opens',
  protectorId,
  grade: 'vmk',
  sector: null,
  notes: [],
  others: [],
});

const failed = (outcome: Proof['outcome'], protectorId: string | null, notes: string[]): Proof => ({
  outcome,
  protectorId,
  grade: null,
  sector: null,
  notes,
  others: [],
});

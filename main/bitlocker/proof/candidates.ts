import type { ProtectorKind } from '../../../preload/contract.ts';
import type { FveVolume, Protector } from '../fve/types.ts';
import type { Candidate } from './types.ts';

/** Protectors a candidate is to be tried on, and what is to be said when there is none. */
export interface Choice {
  protectors: Protector[];
  /** The one it names is there, and a key alone does not open its kind. */
  unsupported: boolean;
  notes: string[];
}

/** The protector that the candidate names, or all of its kind. */
export function choose({ protectors }: FveVolume, candidate: Candidate): Choice {
  const fitting = protectors.filter(({ kind }) => kind === candidate.kind);
  const id = idOf(candidate);
  if (id === null)
    return { protectors: fitting, unsupported: false, notes: fitting.length ? [] : [none(candidate.kind)] };
  const named = protectors.find((one) => one.id === id);
  if (named?.kind === candidate.kind) return { protectors: [named], unsupported: false, notes: [] };
  if (!named) return { protectors: [], unsupported: false, notes: [`The volume has no protector ${id}.`] };
  const unsupported = candidate.kind === 'external-key' && NEEDS_TPM.includes(named.kind);
  const note = unsupported ? `Protector ${id} needs the TPM of its machine as well.` : wrongKind(named, candidate.kind);
  return { protectors: [], unsupported, notes: [note] };
}

/** Their startup key is half of the key. */
const NEEDS_TPM: readonly ProtectorKind[] = ['tpm-startup-key', 'tpm-pin-startup-key'];

function idOf(candidate: Candidate): string | null {
  return 'id' in candidate ? (candidate.id?.toUpperCase() ?? null) : null;
}

const none = (kind: string) => `The volume has no protector of the kind ${kind}.`;
const wrongKind = ({ id, kind }: Protector, wanted: string) => `Protector ${id} is of the kind ${kind}, not ${wanted}.`;

/** A key could be tried on it: what it would open is there, and how it is stretched is known. */
export function canBeTried({ kind, sealedVmk, stretch, clearKey }: Protector): boolean {
  if (!sealedVmk) return false;
  if (kind === 'clear-key') return clearKey !== null;
  return kind === 'external-key' || stretch?.supported === true;
}

/** What of this protector (or of the whole format) is not known, so that a key that fails is not proven wrong. */
export function doubts({ version, unsupported }: FveVolume, { id }: Protector): string[] {
  if (version !== 1 && version !== 2) return unsupported;
  return unsupported.filter((line) => line.includes(id));
}

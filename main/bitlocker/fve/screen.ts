import type { FveVolume, Protector } from './types.ts';

/**
 * Which key ID the recovery screen is likely to show: of the recovery passwords that were saved somewhere the newest, else
 * the newest of all; a saved one wins over a newer one that was not (reference finding 5, MicrosoftDocs
 * preboot-recovery-screen). `certain` when there is only one. Null when the volume has none.
 */
export function shownOnRecoveryScreen({ protectors }: FveVolume): { keyId: string; certain: boolean } | null {
  const passwords = protectors.filter(({ kind }) => kind === 'recovery-password');
  const saved = passwords.filter(({ backup }) => backup !== null);
  const [shown] = (saved.length > 0 ? saved : passwords).toSorted((a, b) => made(b) - made(a));
  return shown ? { keyId: shown.id, certain: passwords.length === 1 } : null;
}

/** Milliseconds; a key without its date counts by when it was saved. */
function made({ backup, modified }: Protector): number {
  return (modified ?? backup?.last ?? backup?.first)?.getTime() ?? 0;
}

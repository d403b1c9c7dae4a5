import { secretBytes } from '../../ports/secret-bytes.ts';
import type { Protector } from '../fve/types.ts';
import { passphraseInitial, recoveryInitial } from '../stretch/initial.ts';
import type { Candidate, ProofOptions } from './types.ts';

/**
 * The 32 bytes that the volume master key is sealed under: stretched (2^20 rounds, reference §2.4) for recovery passwords and
 * passphrases, as they are for the others. Null when a protector lacks what its kind needs. The caller wipes them.
 * @throws what `stretch` throws when it is cancelled
 */
export async function protectorKey(
  candidate: Candidate,
  protector: Protector,
  options: ProofOptions,
): Promise<Buffer | null> {
  switch (candidate.kind) {
    case 'recovery-password':
      return stretched(recoveryInitial(candidate.key), protector, options);
    case 'passphrase':
      return stretched(passphraseInitial(candidate.text), protector, options);
    case 'external-key':
      return copyOf(candidate.key);
    case 'clear-key':
      return protector.clearKey && copyOf(protector.clearKey);
  }
}

async function stretched(initial: Buffer, { stretch: how }: Protector, options: ProofOptions): Promise<Buffer | null> {
  const { stretch, signal, onProgress } = options;
  try {
    if (!how) return null;
    return await stretch(initial, how.salt, { signal, onProgress });
  } finally {
    initial.fill(0);
  }
}

/** Not from the pool that other buffers share. */
function copyOf(key: Buffer): Buffer {
  const copy = secretBytes(key.length);
  key.copy(copy);
  return copy;
}

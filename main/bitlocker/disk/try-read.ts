import { BitlockerError } from '../errors.ts';
import type { Source } from '../fve/types.ts';

/** Bytes that may be missing without harm: null when they lie behind the end or cannot be read. */
export async function tryRead(source: Source, offset: number, length: number): Promise<Buffer | null> {
  return source.read(offset, length).catch((error: unknown) => {
    if (error instanceof BitlockerError) return null;
    throw error;
  });
}

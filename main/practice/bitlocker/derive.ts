import { createHash } from 'node:crypto';
import { secretBytes } from '../../ports/secret-bytes.ts';

/** Bytes for one purpose out of a seed: SHA-256 over seed, purpose and a counter. Same seed, same bytes; not for real keys. */
export function derive(seed: string, purpose: string, length: number): Buffer {
  const bytes = secretBytes(length);
  for (let at = 0; at < length; at += 32) {
    const block = createHash('sha256').update(`${seed}\0${purpose}\0${at}`).digest();
    block.copy(bytes, at);
    block.fill(0);
  }
  return bytes;
}

import { createHash } from 'node:crypto';

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

/** What a recovery password's 16 bytes are stretched from: their SHA-256 (32 bytes, the caller wipes them). */
export function recoveryInitial(key16: Buffer): Buffer {
  return sha256(key16);
}

/** What a passphrase (UTF-16LE, no end mark) is stretched from: SHA-256 of its SHA-256 (32 bytes, the caller wipes them). */
export function passphraseInitial(utf16le: Buffer): Buffer {
  const once = sha256(utf16le);
  try {
    return sha256(once);
  } finally {
    once.fill(0);
  }
}

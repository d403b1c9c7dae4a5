import { hkdfSync } from 'node:crypto';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { Encrypter, type Recipient } from 'age-encryption';
import { secretCopy } from '../ports/secret-bytes.ts';

const CHUNK_BYTES = 64 * 1024;
const NONCE_BYTES = 16;
const TAG_BYTES = 16;

/**
 * A binary age v1 file (age-encryption.org/v1) for one recipient. The caller wipes `plain`. The library's own stream keeps
 * what passes through it in a buffer that nobody can wipe, so it seals nothing but its header here, and the text is sealed
 * beside it.
 */
export async function sealAge(plain: Buffer, recipient: Recipient): Promise<Buffer> {
  let fileKey: Buffer = Buffer.alloc(0);
  const encrypter = new Encrypter();
  encrypter.addRecipient({
    wrapFileKey(key) {
      fileKey = secretCopy(key);
      return recipient.wrapFileKey(key);
    },
  });
  const empty = await encrypter.encrypt(new Uint8Array(0));
  const head = Buffer.from(empty.subarray(0, empty.length - TAG_BYTES));
  const streamKey = Buffer.from(hkdfSync('sha256', fileKey, head.subarray(-NONCE_BYTES), 'payload', 32));
  fileKey.fill(0);
  try {
    const chunks = chunksOf(plain).map((chunk, n, all) => sealChunk(streamKey, chunk, n, n === all.length - 1));
    return Buffer.concat([head, ...chunks]);
  } finally {
    streamKey.fill(0);
  }
}

/** What one chunk of the payload holds (C2SP age.md, "Payload"): 64 KiB, the last one less; an empty text has one. */
function chunksOf(plain: Buffer): Buffer[] {
  const chunks = [plain.subarray(0, CHUNK_BYTES)];
  for (let at = CHUNK_BYTES; at < plain.length; at += CHUNK_BYTES) chunks.push(plain.subarray(at, at + CHUNK_BYTES));
  return chunks;
}

/** One chunk of the payload: its number in eleven bytes and whether it is the last are its nonce (C2SP age.md, "Payload"). */
function sealChunk(streamKey: Buffer, chunk: Buffer, n: number, last: boolean): Uint8Array {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(n, 5, 6);
  nonce[11] = last ? 1 : 0;
  return chacha20poly1305(streamKey, nonce).encrypt(chunk);
}

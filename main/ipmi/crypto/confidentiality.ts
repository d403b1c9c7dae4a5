import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { DecodeError } from '../bytes.ts';

const BLOCK = 16;

/**
 * AES-CBC-128 payload (IPMI 2.0 section 13.29, Table 13-20): IV, then the encrypted payload with pad bytes 01h, 02h, …
 * and the pad length. `key` is K2 (first 16 bytes are used), `iv` 16 fresh random bytes.
 */
export function encryptPayload(key: Buffer, iv: Buffer, payload: Buffer): Buffer {
  const pad = (BLOCK - ((payload.length + 1) % BLOCK)) % BLOCK;
  const tail = Buffer.alloc(pad + 1, pad);
  for (let i = 0; i < pad; i++) tail[i] = i + 1;
  const cipher = createCipheriv('aes-128-cbc', aesKey(key), iv).setAutoPadding(false);
  return Buffer.concat([iv, cipher.update(payload), cipher.update(tail), cipher.final()]);
}

/**
 * The payload inside. Call only after the AuthCode was verified: the pad check below is for sick BMCs, not for forgers.
 * Throws DecodeError when length or pad do not fit.
 */
export function decryptPayload(key: Buffer, bytes: Buffer): Buffer {
  if (bytes.length < 2 * BLOCK || bytes.length % BLOCK !== 0)
    throw new DecodeError(`encrypted payload of ${bytes.length} bytes`);
  const decipher = createDecipheriv('aes-128-cbc', aesKey(key), bytes.subarray(0, BLOCK)).setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(bytes.subarray(BLOCK)), decipher.final()]);
  const pad = plain[plain.length - 1] ?? 0;
  if (pad >= BLOCK || pad + 1 > plain.length) throw new DecodeError(`confidentiality pad length ${pad}`);
  const end = plain.length - 1 - pad;
  for (let i = 0; i < pad; i++) if (plain[end + i] !== i + 1) throw new DecodeError('confidentiality pad is damaged');
  return plain.subarray(0, end);
}

/** As a KeyObject: Node takes four times as long over a Buffer. */
function aesKey(k2: Buffer): KeyObject {
  return createSecretKey(k2.subarray(0, BLOCK));
}

/**
 * AES-CCM (RFC 3610, SP 800-38C); BitLocker's keys have 256 bits. Electron's BoringSSL does not offer it, but it does offer
 * the two modes it is made of: CBC, whose last block is the MAC, and CTR.
 */
import { createCipheriv, timingSafeEqual } from 'node:crypto';
import { whole } from './sector-mode.ts';

const BLOCK = 16;
const NO_AAD = Buffer.alloc(0);

/**
 * @param key 32 bytes (or 16) @param nonce 7 to 13 bytes, never the same twice under one key @param tagLength 4, 6, … 16
 * @param aad authenticated and not encrypted; BitLocker has none
 * @throws RangeError for lengths that CCM does not have
 */
export function ccmSeal(
  key: Buffer,
  nonce: Buffer,
  plain: Buffer,
  tagLength = 16,
  aad: Buffer = NO_AAD,
): { ciphertext: Buffer; tag: Buffer } {
  const message = { key, nonce, aad };
  check(nonce, plain.length, tagLength);
  const tag = mac(message, plain, tagLength);
  const keyStream = counterMode(message);
  mask(tag, keyStream.update(Buffer.alloc(BLOCK)));
  const ciphertext = keyStream.update(plain);
  keyStream.final(); // wipes the key that OpenSSL holds
  return { ciphertext, tag };
}

/**
 * The plaintext, or null where the tag does not fit: another key, or bytes that were changed. Compared in constant time.
 * @returns a buffer of its own that the caller wipes
 * @throws RangeError for lengths that CCM does not have
 */
export function ccmOpen(
  key: Buffer,
  nonce: Buffer,
  ciphertext: Buffer,
  tag: Buffer,
  aad: Buffer = NO_AAD,
): Buffer | null {
  const message = { key, nonce, aad };
  check(nonce, ciphertext.length, tag.length);
  const keyStream = counterMode(message);
  const tagMask = keyStream.update(Buffer.alloc(BLOCK));
  const plain = keyStream.update(ciphertext);
  keyStream.final();
  const expected = mac(message, plain, tag.length);
  mask(expected, tagMask);
  if (timingSafeEqual(expected, tag)) return plain;
  plain.fill(0);
  return null;
}

interface Message {
  key: Buffer;
  nonce: Buffer;
  aad: Buffer;
}

/** RFC 3610 §2: what is left of 15 bytes beside the nonce counts the bytes of the message. */
function check(nonce: Buffer, length: number, tagLength: number): void {
  if (nonce.length < 7 || nonce.length > 13) throw new RangeError(`a CCM nonce of ${nonce.length} bytes`);
  if (tagLength < 4 || tagLength > 16 || tagLength % 2) throw new RangeError(`a CCM tag of ${tagLength} bytes`);
  if (length >= 2 ** (8 * (15 - nonce.length))) throw new RangeError('too long for a CCM nonce of this length');
}

/** RFC 3610 §2.3: blocks A0 (for the tag), A1 … of flags, nonce and counter. The counter cannot run into the nonce. */
function counterMode({ key, nonce }: Message) {
  const first = Buffer.alloc(BLOCK);
  first[0] = 15 - nonce.length - 1;
  first.set(nonce, 1);
  return createCipheriv(`aes-${8 * key.length}-ctr`, key, first);
}

/** RFC 3610 §2.2: CBC-MAC over B0, the AAD and the plaintext, the last two filled up with zeros to whole blocks. */
function mac({ key, nonce, aad }: Message, plain: Buffer, tagLength: number): Buffer {
  const lengthSize = 15 - nonce.length;
  const first = Buffer.alloc(BLOCK);
  first.writeBigUInt64BE(BigInt(plain.length), 8); // before the nonce, which is written over its upper bytes
  first[0] = (aad.length > 0 ? 0x40 : 0) | (((tagLength - 2) / 2) << 3) | (lengthSize - 1);
  first.set(nonce, 1);
  const head = aad.length > 0 ? aadLength(aad.length) : NO_AAD;
  const aadEnd = BLOCK + wholeBlocks(head.length + aad.length);
  const blocks = Buffer.alloc(aadEnd + wholeBlocks(plain.length));
  blocks.set(first);
  blocks.set(head, BLOCK);
  blocks.set(aad, BLOCK + head.length);
  blocks.set(plain, aadEnd);
  const chained = whole(createCipheriv(`aes-${8 * key.length}-cbc`, key, Buffer.alloc(BLOCK)), blocks);
  blocks.fill(0);
  return chained.subarray(-BLOCK).subarray(0, tagLength);
}

function aadLength(length: number): Buffer {
  if (length < 0xff00) return Buffer.of(length >> 8, length & 0xff);
  const head = Buffer.of(0xff, 0xfe, 0, 0, 0, 0);
  head.writeUInt32BE(length, 2);
  return head;
}

const wholeBlocks = (length: number): number => Math.ceil(length / BLOCK) * BLOCK;

function mask(tag: Buffer, bytes: Buffer): void {
  for (let i = 0; i < tag.length; i++) tag[i] = (tag[i] ?? 0) ^ (bytes[i] ?? 0);
}

/**
 * Keys and signatures of minisign (https://jedisct1.github.io/minisign, "Signature format" and after). Texts have one
 * comment line before each base64 line; the key id is 8 bytes, shown in hexadecimal as a little-endian number.
 */
import { blake2b } from '@noble/hashes/blake2.js';
import { secretCopy } from '../../ports/secret-bytes.ts';
import { BundleError } from '../errors.ts';
import { fromBase64, secretFromBase64 } from './base64.ts';
import { publicKeyOf, RAW_KEY_BYTES, SIGNATURE_BYTES, signRaw, verifyRaw } from './ed25519.ts';

const KEY_ID_BYTES = 8;
/** Signature over the file itself, as signify and old minisign make it. */
const LEGACY = 'Ed';
/** Signature over its BLAKE2b-512. */
const PREHASHED = 'ED';
const UNTRUSTED = 'untrusted comment: ';
const TRUSTED = 'trusted comment: ';
/** minisign's own limits for comment lines (minisign.h: COMMENTMAXBYTES, TRUSTEDCOMMENTMAXBYTES). */
const MAX_UNTRUSTED = 1024;
const MAX_TRUSTED = 8192;

/** What would write over other lines of a terminal; minisign's own comment has tabs in it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROLS = /[\0-\x08\x0a-\x1f\x7f-\x9f]/;

export interface MinisignKey {
  /** 8 bytes, arbitrary: only a hint which key it is. */
  id: Buffer;
  /** 32 bytes. */
  publicKey: Buffer;
}
export interface MinisignSecretKey extends MinisignKey {
  /** 32 bytes, to be wiped by whoever has it. */
  seed: Buffer;
}
export interface MinisignSignature {
  algorithm: typeof LEGACY | typeof PREHASHED;
  id: Buffer;
  signature: Buffer;
  trustedComment: string;
  /** Over the signature and the trusted comment. */
  globalSignature: Buffer;
}

/** The key id as minisign prints it: 16 hexadecimal digits. */
export const keyIdText = (id: Uint8Array): string => Buffer.from(id).reverse().toString('hex').toUpperCase();

/** The line for `minisign -P`. */
export const publicKeyLine = ({ id, publicKey }: MinisignKey): string =>
  Buffer.concat([Buffer.from(LEGACY), id, publicKey]).toString('base64');

/** The `.pub` file. */
export const encodePublicKey = (key: MinisignKey): string =>
  `${UNTRUSTED}minisign public key ${keyIdText(key.id)}\n${publicKeyLine(key)}\n`;

/** Reads a `.pub` file, or its second line alone. Throws BundleError `bundle.key`. */
export function decodePublicKey(text: string): MinisignKey {
  const lines = text.trim().split(/\r?\n/);
  const line = lines.length === 2 && lines[0]?.startsWith(UNTRUSTED) ? lines[1] : lines[0];
  const bytes = lines.length <= 2 ? fromBase64(line?.trim() ?? '') : null;
  if (bytes?.length !== 2 + KEY_ID_BYTES + RAW_KEY_BYTES || bytes.toString('latin1', 0, 2) !== LEGACY)
    throw new BundleError('bundle.key', 'This is not a minisign public key.');
  return { id: bytes.subarray(2, 10), publicKey: bytes.subarray(10) };
}

/** signature algorithm 2, KDF 2, checksum algorithm 2, salt 32, ops limit 8, memory limit 8, id 8, seed 32, key 32, sum 32 */
const SECRET_BYTES = 158;
const AT_ID = 54;
const LINE_FEED = 10;

/** Reads a secret key file without a password (`minisign -G -W`). Throws BundleError `bundle.key` or `bundle.key-locked`. */
export function decodeSecretKey(file: Uint8Array): MinisignSecretKey {
  const refused = new BundleError('bundle.key', 'This is not a minisign secret key.');
  const first = file.indexOf(LINE_FEED) + 1;
  let end = file.indexOf(LINE_FEED, first);
  if (end < 0) end = file.length;
  if (file[end - 1] === 13) end--;
  if (first === 0 || end - first > 300) throw refused;
  const bytes = secretFromBase64(file.subarray(first, end));
  try {
    if (bytes?.length !== SECRET_BYTES || bytes.toString('latin1', 0, 2) !== LEGACY) throw refused;
    if (bytes.toString('latin1', 2, 4) === 'Sc')
      throw new BundleError('bundle.key-locked', 'This minisign secret key is under a password.');
    if (bytes.readUInt16LE(2) !== 0 || bytes.toString('latin1', 4, 6) !== 'B2') throw refused;
    const seed = secretCopy(bytes.subarray(AT_ID + 8, AT_ID + 40));
    const publicKey = Buffer.from(bytes.subarray(AT_ID + 40, AT_ID + 72));
    if (!publicKeyOf(seed).equals(publicKey)) {
      seed.fill(0);
      throw refused;
    }
    return { id: Buffer.from(bytes.subarray(AT_ID, AT_ID + 8)), publicKey, seed };
  } finally {
    bytes?.fill(0);
  }
}

/** The `.minisig` text over the content: prehashed, with a comment that the signature covers. */
export function signMinisign(key: MinisignSecretKey, content: Uint8Array, trustedComment: string): string {
  if (CONTROLS.test(trustedComment)) throw new BundleError('bundle.plan', 'A trusted comment is one line of text.');
  const signature = signRaw(key.seed, blake2b(content));
  const globalSignature = signRaw(key.seed, Buffer.concat([signature, Buffer.from(trustedComment)]));
  const named = { algorithm: PREHASHED, id: key.id, signature, trustedComment, globalSignature } as const;
  return encodeSignature(named, 'signature from minisign secret key');
}

/** The `.minisig` file: four lines. */
export function encodeSignature(signed: MinisignSignature, untrustedComment: string): string {
  const line = Buffer.concat([Buffer.from(signed.algorithm), signed.id, signed.signature]).toString('base64');
  const last = signed.globalSignature.toString('base64');
  return `${UNTRUSTED}${untrustedComment}\n${line}\n${TRUSTED}${signed.trustedComment}\n${last}\n`;
}

/** Reads a `.minisig` file. Only its first comment may be anything. Throws BundleError `bundle.format`. */
export function decodeSignature(text: string): MinisignSignature {
  const [untrusted = '', line = '', trusted = '', last = '', ...rest] = text.replace(/\r\n/g, '\n').split('\n');
  const bytes = fromBase64(line);
  const globalSignature = fromBase64(last);
  const algorithm = bytes?.toString('latin1', 0, 2);
  const shaped =
    untrusted.startsWith(UNTRUSTED) &&
    untrusted.length <= MAX_UNTRUSTED &&
    trusted.startsWith(TRUSTED) &&
    trusted.length <= MAX_TRUSTED &&
    !CONTROLS.test(trusted) &&
    rest.join('') === '';
  const known = algorithm === LEGACY || algorithm === PREHASHED;
  if (!shaped || !known || bytes?.length !== 74 || globalSignature?.length !== SIGNATURE_BYTES)
    throw new BundleError('bundle.format', 'This is not a minisign signature.');
  const [id, signature] = [bytes.subarray(2, 10), bytes.subarray(10)];
  return { algorithm, id, signature, trustedComment: trusted.slice(TRUSTED.length), globalSignature };
}

/** Whether the content and the trusted comment were signed by this key. The key id counts as minisign counts it: it has to match. */
export function verifyMinisign(key: MinisignKey, content: Uint8Array, signed: MinisignSignature): boolean {
  const message = signed.algorithm === PREHASHED ? blake2b(content) : content;
  const covered = Buffer.concat([signed.signature, Buffer.from(signed.trustedComment)]);
  return (
    key.id.equals(signed.id) &&
    verifyRaw(key.publicKey, message, signed.signature) &&
    verifyRaw(key.publicKey, covered, signed.globalSignature)
  );
}

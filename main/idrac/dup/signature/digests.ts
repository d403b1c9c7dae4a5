import { createHash } from 'node:crypto';
import { chunks, type PackageFile } from '../file.ts';
import type { PeLayout } from '../pe.ts';
import type { HashName } from './signed-data.ts';

export interface Digests {
  /** Of the whole file, lower case hexadecimal. */
  sha256: string;
  md5: string;
  /** Authenticode's hashes: without checksum, security entry and certificate table. */
  authenticode: ReadonlyMap<HashName, Buffer>;
  /** What the optional header's CheckSum should be. */
  checksum: number;
}

/**
 * All hashes of a file in one pass. Authenticode's leave out what signing itself changes (Microsoft, "Windows Authenticode
 * Portable Executable Signature Format", "Calculating the PE Image Hash"); sections are hashed in file order, which is also
 * how signers without a section table in disorder do it. The checksum is the folded sum of 16-bit words plus the length.
 */
export async function digestsOf(file: PackageFile, pe: PeLayout | null, wanted: readonly HashName[]): Promise<Digests> {
  const whole = { sha256: createHash('sha256'), md5: createHash('md5') };
  const image = new Map(wanted.map((name) => [name, createHash(name)]));
  const end = pe?.certificates?.offset ?? file.size;
  const skipped = pe ? [at(pe.checksumAt, 4), at(pe.securityEntryAt, 8)] : [];
  let offset = 0;
  let words = 0;
  for await (const chunk of chunks(file, 0, file.size)) {
    whole.sha256.update(chunk);
    whole.md5.update(chunk);
    for (const part of without(chunk, offset, skipped, end)) for (const hash of image.values()) hash.update(part);
    if (pe) words = folded(words + sumOfWords(chunk));
    offset += chunk.length;
  }
  // The field itself counts as zero; in one's complement that is taking it away again.
  const own = pe ? folded(wordsOfField(pe)) : 0;
  return {
    sha256: whole.sha256.digest('hex'),
    md5: whole.md5.digest('hex'),
    authenticode: new Map([...image].map(([name, hash]) => [name, hash.digest()])),
    checksum: folded(words + (0xffff - own)) + file.size,
  };
}

interface Range {
  from: number;
  to: number;
}
const at = (from: number, length: number): Range => ({ from, to: from + length });

/** The parts of a chunk at `offset` that lie before `end` and outside the skipped ranges, which are in order. */
function without(chunk: Buffer, offset: number, skipped: readonly Range[], end: number): Buffer[] {
  const parts: Buffer[] = [];
  let from = offset;
  for (const range of [...skipped, { from: end, to: Number.POSITIVE_INFINITY }]) {
    const to = Math.min(range.from, offset + chunk.length);
    if (to > from) parts.push(chunk.subarray(from - offset, to - offset));
    from = Math.max(from, range.to);
  }
  return parts;
}

/** Sum of little-endian 32-bit words, which folds to the same as the sum of its halves; chunks have a multiple of 4 bytes but for the last. */
function sumOfWords(chunk: Buffer): number {
  const words = Math.floor(chunk.length / 4);
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
  let sum = 0;
  for (let i = 0; i < words; i++) sum += view.getUint32(i * 4, true);
  for (let i = words * 4; i < chunk.length; i++) sum += view.getUint8(i) * (i % 2 === 0 ? 1 : 256);
  return sum;
}

/** The CheckSum field begins on an even offset in every program; its halves count as they lie. */
const wordsOfField = ({ checksum, checksumAt }: PeLayout): number =>
  checksumAt % 2 === 0
    ? (checksum & 0xffff) + (checksum >>> 16)
    : (checksum & 0xff) * 256 + ((checksum >>> 8) & 0xffff) + (checksum >>> 24);

function folded(sum: number): number {
  let rest = sum;
  while (rest > 0xffff) rest = (rest % 0x10000) + Math.floor(rest / 0x10000);
  return rest;
}

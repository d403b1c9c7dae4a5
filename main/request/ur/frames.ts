/** A message as frames of an animated QR code. */
import { crc32 } from 'node:zlib';
import { fragmentsIn } from './mixing.ts';
import { type Part, partText, singleText } from './part.ts';

const MIN_FRAGMENT = 10;

/** Parts of a message without end, by their numbers. @param longest bytes of one fragment */
export function* partsOf(message: Buffer, longest: number): Generator<Part, never> {
  const length = fragmentLength(message.length, longest);
  const seqLen = Math.ceil(message.length / length);
  const padded = Buffer.concat([message, Buffer.alloc(seqLen * length - message.length)]);
  const checksum = crc32(message);
  for (let seqNum = 1; ; seqNum++) {
    const data = Buffer.alloc(length);
    for (const index of fragmentsIn(seqNum, seqLen, checksum)) xorInto(data, padded.subarray(index * length));
    yield { seqNum, seqLen, messageLength: message.length, checksum, data };
  }
}

/** The texts of one code that stands still, or of one that moves, without end. @param longest bytes of one fragment */
export function* frameTexts(message: Buffer, longest: number): Generator<string, never> {
  const parts = partsOf(message, longest);
  for (;;) {
    const part = parts.next().value;
    yield part.seqLen === 1 ? singleText(message) : partText(part);
  }
}

/** Bytes of each of the fewest fragments of equal length (BCR-2020-005's reference, find_nominal_fragment_length). */
export function fragmentLength(messageLength: number, longest: number): number {
  const most = Math.max(1, Math.floor(messageLength / MIN_FRAGMENT));
  for (let count = 1; count < most; count++) {
    const length = Math.ceil(messageLength / count);
    if (length <= longest) return length;
  }
  return Math.ceil(messageLength / most);
}

/** `to` ^= `from`, as far as `to` reaches. */
export function xorInto(to: Buffer, from: Buffer): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) ^ (from[i] ?? 0);
}

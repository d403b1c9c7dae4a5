/** One frame of an animated code: a part of a message (BCR-2020-005, "Multipart UR"), and its text. */
import { bytesOf, fromCbor, toCbor } from '../cbor.ts';
import { RequestError } from '../errors.ts';
import { fromBytewords, toBytewords } from './bytewords.ts';

export interface Part {
  /** From 1, without an end. */
  seqNum: number;
  /** Fragments of the message. */
  seqLen: number;
  messageLength: number;
  /** CRC-32 of the message. */
  checksum: number;
  data: Buffer;
}

/** More than any request needs; a frame that announces more is not ours and would only cost memory. */
export const MAX_PARTS = 400;
const MAX_MESSAGE = 1 << 16;
const UINT32 = 0xffff_ffff;

export const singleText = (message: Buffer): string => `ur:bytes/${toBytewords(message)}`;

export const partText = (part: Part): string =>
  `ur:bytes/${part.seqNum}-${part.seqLen}/${toBytewords(
    toCbor([part.seqNum, part.seqLen, part.messageLength, part.checksum, part.data]),
  )}`;

/** A whole message, or one part of it. Case does not matter. Throws RequestError `request.unreadable`. */
export function readFrame(text: string): { whole: Buffer } | { part: Part } {
  const [, sequence, letters = ''] =
    /^ur:bytes\/(?:([1-9]\d{0,9}-[1-9]\d{0,2})\/)?([a-z]+)$/.exec(text.trim().toLowerCase()) ?? [];
  const body = letters.length <= 2 * MAX_MESSAGE ? fromBytewords(letters) : Buffer.alloc(0);
  if (sequence === undefined) return { whole: body };
  const part = partOf(fromCbor(body));
  if (!part || sequence !== `${part.seqNum}-${part.seqLen}`)
    throw new RequestError('request.unreadable', 'This code is no part of a request.');
  return { part };
}

function partOf(value: unknown): Part | null {
  if (!Array.isArray(value) || value.length !== 5) return null;
  const [seqNum, seqLen, messageLength, checksum] = value.slice(0, 4).map(whole);
  const data = bytesOf(value[4]);
  if (!seqNum || !seqLen || !messageLength || checksum == null || !data) return null;
  // The last fragment is filled up; more than that would be padding without an end.
  const fits = data.length * seqLen >= messageLength && data.length * (seqLen - 1) < messageLength;
  const sane = seqLen <= MAX_PARTS && messageLength <= MAX_MESSAGE && Math.max(seqNum, checksum) <= UINT32 && fits;
  return sane ? { seqNum, seqLen, messageLength, checksum, data } : null;
}

const whole = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;

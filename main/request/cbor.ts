import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import { RequestError } from './errors.ts';

/** CBOR in its one deterministic form (RFC 8949 §4.2.1). */
export const toCbor = (value: unknown): Buffer => Buffer.from(encode(value, rfc8949EncodeOptions));

/**
 * Reads what `toCbor` writes, and nothing else: another encoding of the same value is refused, so that one request has one
 * text. Maps come as Map, byte strings as Buffer views. Throws RequestError `request.unreadable`.
 */
export function fromCbor(bytes: Uint8Array): unknown {
  try {
    const value: unknown = decode(bytes, {
      strict: true,
      useMaps: true,
      rejectDuplicateMapKeys: true,
      allowBigInt: false,
    });
    if (toCbor(value).equals(bytes)) return value;
  } catch (cause) {
    throw new RequestError('request.unreadable', 'This is no request: it is not written as one (CBOR).', {}, cause);
  }
  throw new RequestError('request.unreadable', 'This is no request: it is not written in its one form (CBOR).');
}

/** A byte string as a Buffer; null for anything else. */
export const bytesOf = (value: unknown): Buffer | null =>
  value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : null;

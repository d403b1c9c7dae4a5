/**
 * Zeros for a secret. A typed array of up to 64 bytes lies in V8's own heap, where the garbage collector moves it and
 * leaves the former copy behind, which nobody can wipe any more; memory of its own stays in one place until it is filled
 * with zeros by whoever owns it.
 */
export const secretBytes = (length: number): Buffer => Buffer.from(new ArrayBuffer(length));

/** The same bytes once more, to be wiped by themselves. */
export function secretCopy(bytes: Uint8Array): Buffer {
  const copy = secretBytes(bytes.length);
  copy.set(bytes);
  return copy;
}

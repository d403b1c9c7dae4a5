/**
 * An age file for one X25519 recipient without what every such file says alike: 112 bytes and the payload instead of 200 and
 * more, because they may have to be typed. `unpackAge` gives back the file, byte for byte.
 */
const BEFORE = 'age-encryption.org/v1\n-> X25519 ';
const MAC = '\n--- ';
/** Base 64 of 32 bytes, without padding. */
const B64 = 43;
const SHARE_AT = BEFORE.length;
const BODY_AT = SHARE_AT + B64 + 1;
const MAC_AT = BODY_AT + B64 + MAC.length;
const HEADER = MAC_AT + B64 + 1;
/** The nonce of the payload and the tag of its last chunk. */
const LEAST = 32;

/** Share, wrapped file key, MAC of the header, payload; null when the file is another kind of age file. */
export function packAge(file: Buffer): Buffer | null {
  if (file.length < HEADER + LEAST) return null;
  const at = (start: number) => Buffer.from(file.toString('latin1', start, start + B64), 'base64');
  const packed = Buffer.concat([at(SHARE_AT), at(BODY_AT), at(MAC_AT), file.subarray(HEADER)]);
  return unpackAge(packed)?.equals(file) ? packed : null;
}

/** The age file; null when there is too little of it. */
export function unpackAge(packed: Buffer): Buffer | null {
  if (packed.length < 96 + LEAST) return null;
  const text = (n: number) => packed.toString('base64', n * 32, n * 32 + 32).replace(/=+$/, '');
  const header = `${BEFORE}${text(0)}\n${text(1)}${MAC}${text(2)}\n`;
  return Buffer.concat([Buffer.from(header, 'latin1'), packed.subarray(96)]);
}

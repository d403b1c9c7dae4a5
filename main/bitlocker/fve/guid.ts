/** GUIDs as Windows stores them: three little-endian fields, then eight bytes as they are (RFC 9562 §4, MS-DTYP 2.3.4). */

const GUID = /^\{?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}?$/i;

/** 16 bytes as text in capitals, without braces. */
export function guidText(bytes: Uint8Array): string {
  const b = Buffer.from(bytes.buffer, bytes.byteOffset, 16);
  const turned = (from: number, to: number) => Buffer.from(b.subarray(from, to)).reverse().toString('hex');
  return [turned(0, 4), turned(4, 6), turned(6, 8), b.toString('hex', 8, 10), b.toString('hex', 10, 16)]
    .join('-')
    .toUpperCase();
}

/** The 16 bytes of a GUID, with or without braces. @throws Error when it is none */
export function guidBytes(text: string): Buffer {
  const parts = GUID.exec(text)?.slice(1);
  if (!parts) throw new Error(`not a GUID: ${text.slice(0, 50)}`);
  const [a = '', b = '', c = '', d = '', e = ''] = parts;
  const turned = (hex: string) => Buffer.from(hex, 'hex').reverse();
  return Buffer.concat([turned(a), turned(b), turned(c), Buffer.from(d + e, 'hex')]);
}

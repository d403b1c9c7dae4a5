import { decodeAscii6, decodeBcdPlus, encodeAscii6, latin1OrUtf8, readable } from '../fru/text.ts';

/** Types of an id string (IPMI 2.0 section 43.15). Type 0, "Unicode", is what is left. */
const BCD = 1;
const ASCII6 = 2;
const LATIN = 3;

/**
 * The id string of a record: type/length byte, then that many bytes, or as many as came. Never fails: what is no readable
 * text is given as "0x…". Null when there is none.
 */
export function decodeIdString(typeLength: number, bytes: Buffer): string | null {
  const body = bytes.subarray(0, typeLength & 0x1f);
  const type = typeLength >> 6;
  const text = decodeAs(type, body);
  if (text === null) return `0x${body.toString('hex')}`;
  return text === '' ? null : text;
}

function decodeAs(type: number, body: Buffer): string | null {
  if (type === BCD) return decodeBcdPlus(body);
  if (type === ASCII6) return decodeAscii6(body).trimEnd();
  if (type === LATIN) return latin1OrUtf8(body);
  return unicode(body);
}

/** The specification names the encoding "Unicode" and nothing more: UTF-8 and so ASCII, else UTF-16 of either order. */
function unicode(body: Buffer): string | null {
  const utf8 = body.includes(0) ? '\ufffd' : body.toString('utf8');
  if (!utf8.includes('\ufffd') || body.length % 2 !== 0) return latin1OrUtf8(body);
  const low = body.toString('utf16le');
  const high = Buffer.from(body).swap16().toString('utf16le');
  // Latin letters have a zero in one byte; where zeros come first, the high byte does.
  const order = body.indexOf(0) % 2 === 0 ? [high, low] : [low, high];
  return order.map(readable).find((text) => text !== null) ?? null;
}

/** Type/length byte and text, as 8-bit Latin 1, or packed 6-bit ASCII. Throws RangeError above 30 bytes. */
export function encodeIdString(text: string, packed = false): Buffer {
  const body = packed ? encodeAscii6(text) : Buffer.from(text, 'latin1');
  if (body.length > 30) throw new RangeError(`id string longer than 30 bytes: ${text}`);
  return Buffer.concat([Buffer.from([((packed ? ASCII6 : LATIN) << 6) | body.length]), body]);
}

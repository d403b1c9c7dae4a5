/** Minimal bytewords (BCR-2020-012): two letters per byte, the first and the last one of its word, and CRC-32 at the end. */
import { crc32 } from 'node:zlib';
import { RequestError } from '../errors.ts';

/** The letters of the 256 words, in order. */
const LETTERS =
  'aeadaoaxaaahamatayasbkbdbnbtbabsbebybgbwbbbzcmchcscfcycwcecackctcxclcpcndkdadsdidedtdrdndwdpdmdldyeheyeoeeecenemetesftfrfnfsfmfh' +
  'fzfpfwfxfyfefgflfdgagegrgsgtglgwgdgygmgughgohfhghdhkhthphhhlhyhehnhsidiaieihiyioisinimjejzjnjtjljojsjpjkjykpkoktkskkknkgkekikblb' +
  'lalylflslrlplnltloldlelulklgmnmymhmemomumwmdmtmsmknlnyndnsntnnnenboyoeotoxonolospdptpkpypspmplpepfpaprqdqzrerprlrorhrdrkrfryrnrs' +
  'rtsesasrssskswstspsosgsbsfsntotktitttdtetytltbtstptatnuyuoutueurvtvyvovlvevwvavdvswlwdwmwpwewywswtwnwzwfwkykynylyaytzszoztzczezm';
const PAIRS = LETTERS.match(/../g) ?? [];
const VALUES = new Map(PAIRS.map((pair, value) => [pair, value]));
const CRC_BYTES = 4;

/** Lower case letters for bytes and their checksum, big endian. */
export function toBytewords(bytes: Buffer): string {
  const checksum = Buffer.alloc(CRC_BYTES);
  checksum.writeUInt32BE(crc32(bytes));
  return [...bytes, ...checksum].map((byte) => PAIRS[byte]).join('');
}

/** The bytes of lower case letters. Throws RequestError `request.unreadable`. */
export function fromBytewords(text: string): Buffer {
  const values = (text.match(/.{1,2}/g) ?? []).map((pair) => VALUES.get(pair));
  const bytes = Buffer.from(values.filter((value) => value !== undefined));
  const body = bytes.subarray(0, Math.max(0, bytes.length - CRC_BYTES));
  const whole = bytes.length === values.length && body.length > 0 && bytes.readUInt32BE(body.length) === crc32(body);
  if (!whole) throw new RequestError('request.unreadable', 'This code was not read right: its checksum does not fit.');
  return body;
}

/** Text of an XML file by its byte order mark: UTF-16 of either order, else UTF-8. A RangeError-free decoder: null when bytes are no text. */
export function xmlText(bytes: Buffer): string | null {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

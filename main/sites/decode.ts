/** Bytes and characters alike: 200 devices with all their members take half of it. */
const MAX_SIZE = 256 * 1024;

const UTF16 = 'Open it in an editor and save it with the encoding UTF-8.';

/**
 * The text of a file that came from anywhere. UTF-8 with or without byte order mark; everything else is refused by way
 * of `complain`, rather than read as nonsense.
 */
export function decodeText(file: string | Uint8Array, complain: (message: string, advice: string) => Error): string {
  if (file.length > MAX_SIZE) throw complain('the file is larger than 256 KiB', 'This is not a site file.');
  if (typeof file === 'string') return checked(file.replace(/^\ufeff/, ''), complain);
  const [first = 0, second = 0] = file;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw complain('the file is written in UTF-16', UTF16);
  }
  try {
    return checked(new TextDecoder('utf-8', { fatal: true }).decode(file), complain);
  } catch (error) {
    if (error instanceof TypeError) throw complain('the file is not written in UTF-8', UTF16);
    throw error;
  }
}

function checked(text: string, complain: (message: string, advice: string) => Error): string {
  // What other encodings leave behind when a browser or a shell has read them as UTF-8.
  if (/[\0\ufffd]/.test(text) || !text.isWellFormed()) throw complain('the file is not plain UTF-8 text', UTF16);
  return text;
}

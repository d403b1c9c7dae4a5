import { BundleError } from '../errors.ts';

/** The text of UTF-8 without a byte order mark. Throws BundleError `bundle.format` that names the file. */
export function textOf(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new BundleError('bundle.format', `${file} is not UTF-8 text.`, cause);
  }
}

/** Lines of a text whose last line ends too; LF, CR and CRLF are all ends (RFC 8493, 2.1.3). */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

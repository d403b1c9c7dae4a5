import type { Failure } from '../../../preload/contract.ts';

/** Why a firmware file cannot be read or must not be used. Screens translate by `dup.<code>`. */
export type DupErrorCode =
  | 'file' // the file could not be read
  | 'truncated' // a structure ends before it should
  | 'not-pe' // a program header that is none
  | 'no-package' // no package.xml inside: a driver installer, a client BIOS, another self-extractor
  | 'zip' // the archive is damaged or ambiguous
  | 'zip64'
  | 'encrypted'
  | 'bomb' // sizes or ratios no firmware package has
  | 'hostile-name' // a member that would be written outside its folder
  | 'checksum' // CRC-32 of package.xml
  | 'xml' // package.xml is not well-formed, or lacks something essential
  | 'der'; // the signature's ASN.1 is not DER

/** The one error type of this folder: names the file, the finding and the next thing to try. */
export class DupError extends Error {
  override readonly name = 'DupError';
  readonly code: DupErrorCode;
  readonly file: string;
  readonly finding: string;
  readonly advice: string;

  constructor(code: DupErrorCode, file: string, finding: string, advice: string = FETCH_AGAIN, cause?: unknown) {
    super(`${file}: ${finding}.`, cause === undefined ? {} : { cause });
    this.code = code;
    this.file = file;
    this.finding = finding;
    this.advice = advice;
  }

  toFailure(): Failure {
    const { code, message, advice, file, finding } = this;
    return { code: `dup.${code}`, message, advice, params: { file, finding } };
  }
}

const FETCH_AGAIN = 'Fetch the file again from the vendor, compare its size and hash there, and copy it anew.';

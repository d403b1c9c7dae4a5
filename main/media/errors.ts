import type { Failure, Text } from '../../preload/contract.ts';

export type MediaErrorCode =
  | 'media.full' // no room left on the medium
  | 'media.too-big-for-fs' // its file system cannot hold a file of this size
  | 'media.name' // a name that some file system does not take
  | 'media.read-only' // write protected, or it has turned read only
  | 'media.medium-gone' // pulled, or not there any more
  | 'media.io' // the medium itself fails: what was written is lost
  | 'media.denied' // the system does not let us write
  | 'media.other-medium' // not the one that was named
  | 'media.not-named' // neither a model nor a serial number was given
  | 'media.unfit' // nothing may be written there
  | 'media.occupied' // another file has that name; nothing is ever replaced
  | 'media.changed-source' // the file to copy is not the one that was meant
  | 'media.source' // the file to copy cannot be read
  | 'media.changed-file' // what the medium gives back is not what was written
  | 'media.missing-file' // not on the medium
  | 'media.busy'; // still in use, so it cannot be ejected

const ADVICE: Readonly<Record<MediaErrorCode, string>> = {
  'media.full': 'Make room on it or use a larger one; what was copied is kept, and the copy goes on from there.',
  'media.too-big-for-fs': 'Use a medium with exFAT, or have the file split into parts of 4,000,000,000 bytes.',
  'media.name': 'Rename it: letters, digits, dot, underscore, plus and hyphen are understood everywhere.',
  'media.read-only': 'Move the switch on the stick. If it has none, it has failed: use another one.',
  'media.medium-gone': 'Plug it in again and repeat: files that are there already are checked, not copied again.',
  'media.io': 'Try another port once. If it fails again, do not use this medium: take another one.',
  'media.denied': 'Allow Rackhand to write to it (antivirus, controlled folder access, privacy settings).',
  'media.other-medium': 'Plug in the medium that was named, or name this one by its model and serial number.',
  'media.not-named': 'Name the medium by its model or serial number, as the list of drives shows them.',
  'media.unfit': 'Choose another drive.',
  'media.occupied': 'Use another folder or another medium.',
  'media.changed-source': 'Check where the file comes from; the medium keeps nothing of it.',
  'media.source': 'Check that the file to copy is still there and may be read.',
  'media.changed-file': 'Copy it to another medium: this one does not keep what it is given.',
  'media.missing-file': 'Copy it again.',
  'media.busy': 'Close the programs that use it and eject it again.',
};

/** Names the medium or the file on it, and what to try next. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
  readonly code: MediaErrorCode;
  readonly advice: string;
  readonly text: Text | null;

  constructor(
    code: MediaErrorCode,
    message: string,
    { cause, text = null }: { cause?: unknown; text?: Text | null } = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.advice = ADVICE[code];
    this.text = text;
  }

  toFailure(): Failure {
    const { code, message, advice, text } = this;
    return { code, message, advice, ...(text && { text }) };
  }
}

const GONE = ['ENODEV', 'ENXIO', 'ENOTCONN', 'EBADF', 'ESTALE', 'ENOMEDIUM', 'ENOENT', 'ENOTDIR'];

/** What a system error of a call on the medium means. EIO may still turn out to be a pulled stick. */
export function codeOf(error: unknown): MediaErrorCode {
  const errno = errnoOf(error);
  if (errno === 'ENOSPC' || errno === 'EDQUOT') return 'media.full';
  if (errno === 'EFBIG') return 'media.too-big-for-fs';
  if (errno === 'EROFS') return 'media.read-only';
  if (errno === 'EACCES' || errno === 'EPERM') return 'media.denied';
  return GONE.includes(errno) ? 'media.medium-gone' : 'media.io';
}

/** The name of a system error: `ENOSPC`; empty where there is none. */
export function errnoOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}

import { AdvisedError } from '../ports/advised-error.ts';
import { errnoOf } from '../ports/files.ts';

export type ContentErrorCode =
  | 'content.full' // no room for the package, found before the first byte or while writing
  | 'content.read-only' // the place cannot be written to
  | 'content.medium' // reading, writing or syncing failed: the place itself is at fault
  | 'content.too-big' // the file system of the place cannot hold a file of that size
  | 'content.same-place' // the second copy would lie in the store itself
  | 'content.missing' // the store has no such package
  | 'content.damaged' // what was read back is not what was written
  | 'content.source' // the file to be taken cannot be read
  | 'content.changed' // the file changed while it was read
  | 'content.mismatch' // size or hash are not those of the list
  | 'content.busy' // another process of Rackhand is at it
  | 'content.address' // no https address, or one that redirects to something else
  | 'content.tls' // the certificate is not valid, or not the pinned one
  | 'content.gone' // 401, 403, 404, 410: asking again does not help
  | 'content.reply' // an answer that is not the file: other status, encoded body, bad range
  | 'content.cut' // the connection broke, again and again
  | 'content.redirects'; // too many of them

const ADVICE: Readonly<Record<ContentErrorCode, string>> = {
  'content.full': 'Make room there (twice the size of the package is asked for) and take it again; nothing is lost.',
  'content.read-only': 'Choose a place that may be written to, or lift the write protection of the medium.',
  'content.medium': 'Use another disk or medium, then take it again; what was safe before still is.',
  'content.too-big': 'FAT32 holds files up to 4 GiB only: use a medium with exFAT, NTFS or ext4.',
  'content.same-place': 'Name a folder on another disk: the second copy has to survive the loss of the first.',
  'content.missing':
    'Take the package in first; if its link is used up, look into the quarantine and the second place.',
  'content.damaged': 'Copy it again, to another disk or medium; the damaged file was put aside, not deleted.',
  'content.source': 'Check that the file is still there and that you may read it.',
  'content.changed': 'Wait until the browser has finished the download, then take the file again.',
  'content.mismatch': 'Compare with the list of the vendor. The file was put aside in the quarantine, not deleted.',
  'content.busy': 'Wait until the other window or command of Rackhand has finished this package.',
  'content.address': 'Check the address of the list: packages are loaded over https only.',
  'content.tls': 'Check the clock of this computer and whether a proxy replaces certificates. Nothing was loaded.',
  'content.gone':
    'Do not ask the link again: it may work only once. Everything loaded so far is kept; ask the support of the vendor.',
  'content.reply': 'Try again later. Everything loaded so far is kept.',
  'content.cut': 'Check the connection and go on: the download resumes where it was cut.',
  'content.redirects': 'Download it in the browser and take the file from there.',
};

/** Names the package and the place; never holds an address with its query, which may carry a key. */
export class ContentError extends AdvisedError<ContentErrorCode> {
  override readonly name = 'ContentError';

  constructor(code: ContentErrorCode, message: string, cause?: unknown) {
    super(code, message, ADVICE[code], cause);
  }
}

const OF_ERRNO: Readonly<Record<string, ContentErrorCode>> = {
  ENOSPC: 'content.full',
  EDQUOT: 'content.full',
  EROFS: 'content.read-only',
  EACCES: 'content.read-only',
  EPERM: 'content.read-only',
  EFBIG: 'content.too-big',
};

/** A system error of a place that is written to, as ours. Ours stay what they are. */
export function placeError(what: string, error: unknown): unknown {
  if (error instanceof ContentError) return error;
  const errno = errnoOf(error);
  if (errno === undefined || !/^E[A-Z0-9]+$/.test(errno)) return error;
  return new ContentError(OF_ERRNO[errno] ?? 'content.medium', `${what}: ${errno}.`, error);
}

import type { Failure } from '../../preload/contract.ts';

export interface StoreErrorInit {
  /** Values for the localised sentence. Never a secret. */
  params?: Record<string, string | number>;
  cause?: unknown;
}

/**
 * Whatever keeps the data folder from doing what it should, as a sentence for the operator. Codes are stable:
 * `store.*` for the file itself, `journal.*`, `run.*`, `site.*` and `vault.*` for what lives in it.
 */
export class StoreError extends Error {
  readonly code: string;
  /** The next thing to try. */
  readonly advice: string;
  readonly params: Record<string, string | number>;

  constructor(code: string, message: string, advice: string, init: StoreErrorInit = {}) {
    super(message, init.cause === undefined ? {} : { cause: init.cause });
    this.name = new.target.name;
    this.code = code;
    this.advice = advice;
    this.params = init.params ?? {};
  }

  toFailure(): Failure {
    return { code: this.code, message: this.message, advice: this.advice, params: this.params };
  }
}

// Primary result codes of SQLite (sqlite.org/rescode.html); the extended code carries them in its low byte.
const BUSY = 5;
const LOCKED = 6;
const NO_MEMORY = 7;
const READ_ONLY = 8;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const CONSTRAINT = 19;
const NOT_A_DATABASE = 26;
/** Extended code: no room for the shared-memory file, which a full disk meets before anything else when it opens. */
const IO_ERROR_SHM_SIZE = 4874;

const NO_ACCESS = 'Check who owns the folder and whether the disk is mounted read-only, or choose another data folder.';

/** Turns an error of SQLite or of the file system into one that says what to do. Anything else comes back as it was. */
export function explain(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  const init = { params: { file }, cause: error };
  const sqlite = (error as { errcode?: unknown }).errcode;
  if (typeof sqlite === 'number') {
    switch (sqlite === IO_ERROR_SHM_SIZE ? FULL : sqlite & 0xff) {
      case BUSY:
      case LOCKED:
        return new StoreError(
          'store.busy',
          `${file} is held by another program.`,
          'Close other Rackhand windows, command lines and database tools, then try again.',
          init,
        );
      case READ_ONLY:
      case CANNOT_OPEN:
        return new StoreError('store.read-only', `${file} cannot be written.`, NO_ACCESS, init);
      case FULL:
        return new StoreError(
          'store.full',
          `There is no space left to write ${file}; nothing of this change was stored.`,
          'Free some space on that disk, then do the same again.',
          init,
        );
      case CORRUPT:
      case NOT_A_DATABASE:
        return new StoreError(
          'store.corrupt',
          `${file} is damaged or is not a Rackhand database.`,
          'Leave the file as it is, copy the whole folder for support, and start with another data folder (--home).',
          init,
        );
      case NO_MEMORY:
      case IO_ERROR:
        return new StoreError(
          'store.io',
          `Reading or writing ${file} failed (SQLite code ${sqlite}).`,
          'Check the disk and its cable; a data folder must be on a local disk, not on a network share.',
          init,
        );
      case CONSTRAINT:
        return new StoreError(
          'store.constraint',
          `${file} refused a change that breaks one of its rules: ${error.message}.`,
          'Nothing was changed. Reload and try again; if it happens again, it is a fault of Rackhand.',
          init,
        );
    }
    return error;
  }
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'ENOENT':
    case 'EEXIST':
      return new StoreError('store.read-only', `${file} cannot be created or written.`, NO_ACCESS, init);
    case 'ENOSPC':
    case 'EDQUOT':
      return new StoreError(
        'store.full',
        `There is no space left for ${file}.`,
        'Free some space on that disk, then do the same again.',
        init,
      );
  }
  return error;
}

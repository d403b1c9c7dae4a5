import { AdvisedError } from '../ports/advised-error.ts';

export type HandoverErrorCode =
  | 'handover.unreadable'
  | 'handover.damaged'
  | 'handover.hostile'
  | 'handover.journal'
  | 'handover.altered'
  | 'handover.signature'
  | 'handover.taken'
  | 'handover.forked'
  | 'handover.devices'
  | 'handover.site'
  | 'handover.file-differs'
  | 'handover.lost';

/** Why a run cannot be handed over or taken over. Codes are stable. */
export class HandoverError extends AdvisedError<HandoverErrorCode> {
  override readonly name = 'HandoverError';
}

/** The file did not arrive as it was written. */
export const damaged = (file: string, what: string, cause?: unknown): HandoverError =>
  new HandoverError(
    'handover.damaged',
    `${file} is no whole hand-over: ${what}.`,
    'Copy the file again; the giving side can write the same one once more (rackhand run export).',
    cause,
  );

/** No Rackhand writes such a file. */
export const hostile = (file: string, what: string): HandoverError =>
  new HandoverError(
    'handover.hostile',
    `${file} was not written by Rackhand: ${what}.`,
    'Do not use this file; ask the person who gave it to you for the right one.',
  );

/** Somebody has changed it after it was written. */
export const altered = (file: string, what: string): HandoverError =>
  new HandoverError(
    'handover.altered',
    `${file} was changed after it was written: ${what}.`,
    'Do not go on from it. Keep it as evidence, and ask the giving side to write the file once more.',
  );

import type { JournalEntry } from '../../../preload/contract.ts';
import { HandoverError } from '../../handover/error.ts';
import type { HandOver } from '../../procedures/events.ts';

/**
 * What of a chain that arrives is new here. The run may never have been here (all of it is), or come back (what was written
 * elsewhere is).
 * @throws HandoverError `handover.taken` when this very hand-over was taken over here before; `handover.forked` when the run
 * went on at two places, with the entry from which the two differ
 */
export function continuation(
  local: readonly JournalEntry[],
  arrived: readonly JournalEntry[],
): readonly JournalEntry[] {
  const run = arrived[0]?.stream ?? '';
  const parting = local.findIndex((entry, index) => index < arrived.length && entry.hash !== arrived[index]?.hash);
  if (parting >= 0) throw forked(run, local[parting], arrived[parting]);
  const after = local[arrived.length];
  if (after) throw after.type === 'run.taken-over' ? taken(run, after) : forked(run, after, undefined);
  // Here it has to be closed: whatever happened here after the hand-over is not in the file.
  const last = local.at(-1);
  if (last && last.type !== 'run.handed-over') throw forked(run, undefined, arrived[local.length]);
  return arrived.slice(local.length);
}

/** Which hand-over an entry is about. */
export const handOverOf = (entry: JournalEntry | undefined): HandOver | null =>
  entry?.type === 'run.handed-over' ? (entry.data as HandOver) : null;

function taken(run: string, { at, author }: JournalEntry): HandoverError {
  return new HandoverError(
    'handover.taken',
    `This hand-over of run ${run} was taken over here before, by ${author} at ${at}.`,
    'Go on with the run that is here. A file is taken over once.',
  );
}

function forked(run: string, here: JournalEntry | undefined, there: JournalEntry | undefined): HandoverError {
  const seq = here?.seq ?? there?.seq ?? 0;
  const say = (entry: JournalEntry | undefined) =>
    entry ? `${entry.type} by ${entry.author} at ${entry.at}` : 'nothing';
  return new HandoverError(
    'handover.forked',
    `Run ${run} went on at two places: from entry ${seq} on, here it is ${say(here)}, in the file ${say(there)}.`,
    'Read the devices, decide with the other person which record is right, and abort the other run with the reason. ' +
      'Both journals are whole and stay evidence.',
  );
}

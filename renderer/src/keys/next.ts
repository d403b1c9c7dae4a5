import type { KeysView, KeyView, VolumeView } from '../../../preload/contract.ts';
import { isProven } from './ladder.ts';
import { tableOf, type VolumeKeys } from './table.ts';

/** The one thing to do now. Volumes it is about come along, so that the sentence can name them. */
export type Next =
  /** Nobody knows which volumes there are. */
  | { do: 'read' }
  /** These volumes have no key that could open them. */
  | { do: 'look'; volumes: VolumeView[]; rejected: boolean }
  /** A misread digit: the only hope of this volume, so far. */
  | { do: 'repair'; key: KeyView; volumes: VolumeView[] }
  /** There are keys, but nobody has seen them open anything. */
  | { do: 'prove'; volumes: VolumeView[]; refs: string[] }
  /** Proven, but it lies only on the drive that it unlocks. */
  | { do: 'carry'; volumes: VolumeView[] }
  /** No volume is encrypted: there is nothing to hold a key for. */
  | { do: 'nothing' }
  | { do: 'rest' };

const needsKey = ({ volume }: VolumeKeys) => volume.state !== 'decrypted' && !volume.ready;
const volumesOf = (rows: VolumeKeys[]) => rows.map((row) => row.volume);

/**
 * First what is not known, then what is missing, then what is doubtful: a volume without any key is worse than one whose
 * key is unproven. A key of no known volume may be the missing one, so a misread one is offered for repair too.
 */
export function nextOf(view: KeysView): Next {
  if (view.volumes === null) return { do: 'read' };
  const table = tableOf(view);
  if (table.volumes.length === 0) return { do: 'read' };
  if (table.volumes.every(({ volume }) => volume.state === 'decrypted')) return { do: 'nothing' };
  if (view.ready) return { do: 'rest' };
  const open = table.volumes.filter(needsKey);
  const without = open.filter(({ keys }) => !keys.some((k) => k.grade !== 'rejected' && k.grade !== 'malformed'));
  const misread = [...without.flatMap(({ keys }) => keys), ...(without.length > 0 ? table.homeless : [])].find(
    (k) => k.grade === 'malformed',
  );
  if (misread) return { do: 'repair', key: misread, volumes: volumesOf(without) };
  if (without.length > 0)
    return {
      do: 'look',
      volumes: volumesOf(without),
      rejected: without.some(({ keys }) => keys.some((k) => k.grade === 'rejected')),
    };
  const unproven = open.filter(({ keys }) => !keys.some(isProven));
  if (unproven.length > 0)
    return {
      do: 'prove',
      volumes: volumesOf(unproven),
      refs: unproven.flatMap(({ keys }) =>
        keys.filter((k) => k.grade === 'well-formed' || k.grade === 'listed').map((k) => k.ref),
      ),
    };
  return { do: 'carry', volumes: volumesOf(open) };
}

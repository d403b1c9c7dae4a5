import type { RunView } from '../../../preload/contract.ts';

/**
 * For `memo`: whether a panel that shows only these parts of a run may stay as it is. Equal parts of two views are the same
 * object (share.ts); everything else it is given has to be the same, too.
 */
export const sameParts =
  (...parts: (keyof RunView)[]) =>
  <P extends { run: RunView }>(before: P, after: P): boolean =>
    parts.every((part) => before.run[part] === after.run[part]) &&
    (Object.keys(after) as (keyof P)[]).every((name) => name === 'run' || before[name] === after[name]);

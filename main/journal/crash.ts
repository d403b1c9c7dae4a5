import type { Database } from '../store/database.ts';

let writes = 0;

/**
 * Crash tests only: with `RACKHAND_KILL_AT=7-` the process kills itself right before the commit of its 7th journal
 * write, with `7+` right after it. Does nothing at all without the variable.
 */
export function crashPoint(db: Database): void {
  const wish = process.env.RACKHAND_KILL_AT;
  if (!wish) return;
  const mine = ++writes;
  const dieAt = (point: string) => {
    if (wish === point) process.kill(process.pid, 'SIGKILL');
  };
  db.onCommit({ before: () => dieAt(`${mine}-`), after: () => dieAt(`${mine}+`) });
}

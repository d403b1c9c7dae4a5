import { powerSaveBlocker } from 'electron';
import type { Router } from '../app/router.ts';

/** Keeps the computer from suspending while a run is open: a laptop that sleeps mid-upgrade loses the timers. */
export function stayAwakeDuringRuns(router: Router): void {
  const open = new Set<string>();
  let blocker: number | null = null;
  router.onEvent((name, payload) => {
    if (name !== 'runs.changed' || !('status' in payload)) return;
    if (payload.status === 'open') open.add(payload.id);
    else open.delete(payload.id);
    if (open.size > 0) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  });
}

import type { Failure, Outcome, Power } from '../../preload/contract.ts';
import type { Clock } from '../ports/clock.ts';
import { failureOf } from '../ports/failure.ts';
import type { Plan } from './plan.ts';
import type { ActionBmc } from './ports.ts';
import { restartCauseOf } from './restart-cause.ts';

export interface Seen {
  outcome: Extract<Outcome, 'done' | 'not-done' | 'unknown'>;
  after: Power | null;
  detail: string;
  failure: Failure | null;
}

const pollMs = 500;
/**
 * A lost reply is not waited for as long as a promised state. With the five seconds that the driver waits for the reply
 * the person knows within ten seconds that it is not known.
 */
const lostMs = 3_000;

/**
 * Reads the state until it settles. The rules, from the cautious side:
 * - the state that the action is for is reached: `done`;
 * - accepted, but the state does not follow in time: `not-done`;
 * - accepted, and no reading can prove the verb (reset, cycle, diag): the BMC's own word counts, if it still answers;
 * - reply lost and no proof: `unknown`. A datagram may be seconds late, so absence of change proves nothing.
 */
export async function readBack(
  bmc: ActionBmc,
  plan: Plan,
  accepted: boolean,
  causeBefore: string | null,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Seen> {
  const deadline = clock.monotonic() + (accepted ? plan.settleMs : Math.min(lostMs, plan.settleMs));
  let after: Power | null = null;
  let failure: Failure | null = null;
  for (;;) {
    const left = Math.max(1, deadline - clock.monotonic());
    try {
      const status = await bmc.chassisStatus(left);
      after = status.power;
      failure = null;
      if (plan.reached?.(status)) return { outcome: 'done', after, detail: `read back: power ${after}`, failure };
      if (plan.reached === null) {
        if (accepted && (plan.from === null || after === plan.from)) {
          return { outcome: 'done', after, detail: `accepted by the BMC; read back: power ${after}`, failure };
        }
        const cause = accepted || plan.from === null ? null : await restartCauseOf(bmc, left);
        if (cause !== null && causeBefore !== null && cause !== causeBefore) {
          return { outcome: 'done', after, detail: 'the reply was lost; the restart cause has changed', failure };
        }
      }
    } catch (error) {
      after = null;
      failure = failureOf(error);
    }
    // A reading that has no time left for its answer would only spoil the one before it.
    if (signal?.aborted || clock.monotonic() + 2 * pollMs > deadline) break;
    await clock.sleep(pollMs, signal).catch(() => undefined);
  }
  if (accepted && after !== null) {
    return { outcome: 'not-done', after, detail: `accepted by the BMC, but power still reads ${after}`, failure };
  }
  const detail = accepted
    ? 'accepted by the BMC, but it could not be read back'
    : 'the reply was lost and no reading proves what happened';
  return { outcome: 'unknown', after, detail, failure };
}

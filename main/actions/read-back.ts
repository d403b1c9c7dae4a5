import type { Failure, Outcome, Power } from '../../preload/contract.ts';
import type { Clock } from '../ports/clock.ts';
import { failureOf } from '../ports/failure.ts';
import type { Plan } from './plan.ts';
import { isApplianceAction } from './plans/appliance.ts';
import type { ActionBmc } from './ports.ts';

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
/** A BMC that has agreed to restart answers for a while as if nothing were: not to be taken for the new one. */
const goingDownMs = 10_000;

/**
 * Reads the state until it settles. The rules, from the cautious side:
 * - the state that the action is for is reached: `done`;
 * - accepted, but the state does not follow in time, or something else is read that will not change: `not-done`;
 * - accepted, and no reading can prove it (reset, cycle, diag …): the BMC's own word counts, if it still answers;
 * - accepted, and the device falls silent where going down was ordered: `done`; what it comes back with is read later;
 * - the command's mark in the BMC's memory has changed: `done`;
 * - reply lost and no proof: `unknown`. A datagram may be seconds late, so absence of change proves nothing.
 */
export async function readBack(
  bmc: ActionBmc,
  plan: Plan,
  accepted: boolean,
  traceBefore: string | null,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Seen> {
  const says = sayings(plan);
  const deadline = clock.monotonic() + (accepted ? plan.settleMs : Math.min(plan.lostMs ?? lostMs, plan.settleMs));
  if (plan.restartsBmc && accepted) await clock.sleep(goingDownMs, signal).catch(() => undefined);
  let after: Power | null = null;
  let failure: Failure | null = null;
  for (;;) {
    const left = Math.max(1, deadline - clock.monotonic());
    try {
      if (plan.restartsBmc) await bmc.logout();
      const status = await bmc.chassisStatus(left);
      after = status.power;
      failure = null;
      const look = await plan.look(bmc, status, left);
      if (look === 'reached') return { outcome: 'done', after, detail: says.reached(after), failure };
      if (look === 'unprovable' && accepted) return { outcome: 'done', after, detail: says.accepted(after), failure };
      const trace = traceBefore === null ? null : ((await plan.trace?.(bmc, left)) ?? null);
      if (trace !== null && trace !== traceBefore) return { outcome: 'done', after, detail: says.traced, failure };
      if (look === 'contradicted') break;
    } catch (error) {
      after = null;
      failure = failureOf(error);
      if (accepted && plan.goesDown) return { outcome: 'done', after, detail: says.wentDown, failure: null };
    }
    // A reading that has no time left for its answer would only spoil the one before it.
    const every = plan.everyMs ?? pollMs;
    if (signal?.aborted || clock.monotonic() + 2 * every > deadline) break;
    await clock.sleep(every, signal).catch(() => undefined);
  }
  if (accepted && after !== null) return { outcome: 'not-done', after, detail: says.notReached(after), failure };
  const unknown = accepted
    ? `accepted by ${whoOf(plan)}, but it could not be read back`
    : 'the reply was lost and no reading proves what happened';
  const detail = plan.caution === undefined ? unknown : `${unknown}. ${plan.caution}`;
  return { outcome: 'unknown', after, detail, failure };
}

/** Who answers for a plan, in words. */
export const whoOf = ({ action }: Plan): string => (isApplianceAction(action) ? 'the device' : 'the BMC');

/** What is said of a plan: of power ones the power that was read, of the others that it was as ordered. */
function sayings(plan: Plan) {
  const isPower = plan.action.startsWith('power.');
  const who = whoOf(plan);
  return {
    reached: (power: Power) => `read back: ${isPower ? `power ${power}` : 'as ordered'}`,
    accepted: (power: Power) =>
      plan.restartsBmc ? `accepted by ${who}, which answers again` : `accepted by ${who}; read back: power ${power}`,
    wentDown: `accepted by ${who}, which has gone down`,
    traced: `${who} remembers that the command was carried out`,
    notReached: (power: Power) =>
      isPower ? `accepted by ${who}, but power still reads ${power}` : `accepted by ${who}, but not what is read back`,
  };
}

import type { ActionResult } from '../../preload/contract.ts';
import type { Clock } from '../ports/clock.ts';
import type { ActionIntent } from '../procedures/events.ts';
import { planOf } from './catalogue.ts';
import type { ActionBmc } from './ports.ts';
import { readBack } from './read-back.ts';
import { blankResult } from './result.ts';

/**
 * What became of an action whose process died between intent and outcome: whether it was sent is not known, so only a
 * reading can tell. Never sends anything. `bmc` null: there is no way to read, which is `unknown` as well.
 */
export async function recover(
  intent: ActionIntent,
  bmc: ActionBmc | null,
  clock: Clock,
  signal?: AbortSignal,
): Promise<ActionResult> {
  const blank = { ...blankResult(intent, clock), outcome: 'unknown' as const };
  if (!bmc) return { ...blank, detail: 'the process that sent it died, and the device cannot be read' };
  const seen = await readBack(bmc, planOf(intent.action, intent.parameters), false, null, clock, signal);
  const detail = `the process that sent it died; ${seen.detail}`;
  return { ...blank, outcome: seen.outcome, after: seen.after, failure: seen.failure, detail };
}

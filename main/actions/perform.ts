import type { ActionResult, Failure } from '../../preload/contract.ts';
import { failureOf } from '../ports/failure.ts';
import { type Context, failedBefore, permit, type Sight } from './permit.ts';
import type { Plan } from './plan.ts';
import type { Target } from './ports.ts';
import { readBack, whoOf } from './read-back.ts';

export type { Context } from './permit.ts';

/**
 * THE choke point: (1) read identity and state, (2) evaluate every interlock and (3) make the intent durable, (4) send
 * once, (5) read back, (6) journal the outcome (design.md, "Actions and interlocks").
 *
 * Never throws for what a BMC does: the result says what happened. The command is put on the wire at most once, and
 * `unknown` is never retried here.
 */
export async function perform(plan: Plan, target: Target, context: Context): Promise<ActionResult> {
  try {
    return await performed(plan, target, context);
  } finally {
    plan.wipe?.();
  }
}

async function performed(plan: Plan, target: Target, context: Context): Promise<ActionResult> {
  const { bmc } = target;
  const sight: Sight = { serial: null, power: null };
  let alreadyReached = false;
  let hindrance: Failure | null = null;
  let traceBefore: string | null = null;
  try {
    sight.serial = (await bmc.identity()).serial;
    const status = await bmc.chassisStatus();
    sight.power = status.power;
    alreadyReached = !plan.looksAfterwardsOnly && (await plan.look(bmc, status)) === 'reached';
    if (!alreadyReached) hindrance = (await plan.hindrance?.(bmc, status)) ?? null;
    traceBefore = (await plan.trace?.(bmc)) ?? null;
  } catch (error) {
    return failedBefore(plan, target, sight, context, { failure: failureOf(error) });
  }
  const permission = permit(plan, target, sight, context);
  if (!permission.allowed) return permission.result;
  const { settle } = permission;
  const after = sight.power;

  if (alreadyReached) return settle('done', 'nothing was sent: the state was reached already', { after });
  if (hindrance) return settle('failed', 'nothing was sent', { after, failure: hindrance });

  const sent = await plan.send(bmc);
  if (sent.kind === 'not-sent') return settle('failed', 'nothing was sent', { failure: failureOf(sent.error) });
  if (sent.kind === 'rejected') {
    return settle('failed', `${whoOf(plan)} refused the command`, { after, failure: failureOf(sent.error) });
  }
  const seen = await readBack(bmc, plan, sent.kind === 'accepted', traceBefore, context.clock, context.signal);
  return settle(seen.outcome, seen.detail, { after: seen.after, failure: seen.failure });
}

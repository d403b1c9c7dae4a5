import { randomUUID } from 'node:crypto';
import type { ActionResult, Outcome } from '../../preload/contract.ts';
import type { Clock } from '../ports/clock.ts';
import { failureOf } from '../ports/failure.ts';
import type { ActionIntent } from '../procedures/events.ts';
import { identityVerdict } from './identity.ts';
import type { Plan } from './plan.ts';
import type { Gate, Target } from './ports.ts';
import { readBack } from './read-back.ts';
import { restartCauseOf } from './restart-cause.ts';
import { blankResult } from './result.ts';

export interface Context {
  author: string;
  /** Step that ordered the action; null from the power panel or the command line. */
  path: string | null;
  gate: Gate;
  clock: Clock;
  /** This process, as the journal knows it. */
  process: ActionIntent['process'];
  /** Cancels the reading back only: what was sent was sent. */
  signal?: AbortSignal;
}

/**
 * THE choke point: (1) read identity and state, (2) evaluate every interlock and (3) make the intent durable, (4) send
 * once, (5) read back, (6) journal the outcome (design.md, "Actions and interlocks").
 *
 * Never throws for what a BMC does: the result says what happened. The command is put on the wire at most once, and
 * `unknown` is never retried here.
 */
export async function perform(plan: Plan, target: Target, context: Context): Promise<ActionResult> {
  const { bmc, device } = target;
  const { gate, clock } = context;
  const intent: ActionIntent = {
    id: randomUUID(),
    action: plan.action,
    path: context.path,
    deviceId: device?.id ?? null,
    deviceName: device?.name ?? target.address,
    serial: null,
    bmc: target.address,
    before: null,
    process: context.process,
  };
  const siteId = device?.siteId ?? null;
  let stream: string | null = null;
  const conclude = (outcome: Outcome, detail: string, more: Partial<ActionResult> = {}): ActionResult => {
    const result = { ...blankResult(intent, clock), outcome, detail, ...more };
    gate.settle(stream, intent, siteId, result, context.author);
    return result;
  };

  let alreadyReached = false;
  let causeBefore: string | null = null;
  try {
    intent.serial = (await bmc.identity()).serial;
    const status = await bmc.chassisStatus();
    intent.before = status.power;
    alreadyReached = plan.reached?.(status) ?? false;
    if (plan.from !== null) causeBefore = await restartCauseOf(bmc);
  } catch (error) {
    return conclude('failed', 'nothing was sent: the state could not be read', { failure: failureOf(error) });
  }
  const stranger = identityVerdict(device?.serial ?? null, intent.serial, target.address);
  if (stranger) return conclude('refused', 'nothing was sent', { verdicts: [stranger] });

  const decision = gate.decide(intent, siteId, context.author);
  stream = decision.stream;
  if (!decision.allowed) return conclude('refused', 'nothing was sent', { verdicts: decision.verdicts });

  if (alreadyReached) {
    return conclude('done', 'nothing was sent: the state was reached already', { after: intent.before });
  }
  if (plan.from !== null && intent.before !== plan.from) {
    const failure = {
      code: 'chassis-off',
      message: `${bmc.name}: the chassis is ${intent.before}; ${plan.action} needs it ${plan.from}.`,
      advice: 'Read the state again; a chassis that is off is started with "on".',
    };
    return conclude('failed', 'nothing was sent', { after: intent.before, failure });
  }

  const sent = await plan.send(bmc);
  if (sent.kind === 'not-sent') return conclude('failed', 'nothing was sent', { failure: failureOf(sent.error) });
  if (sent.kind === 'rejected') {
    return conclude('failed', 'the BMC refused the command', { after: intent.before, failure: failureOf(sent.error) });
  }
  const seen = await readBack(bmc, plan, sent.kind === 'accepted', causeBefore, clock, context.signal);
  return conclude(seen.outcome, seen.detail, { after: seen.after, failure: seen.failure });
}

import { randomUUID } from 'node:crypto';
import type { ActionName, ActionResult, Outcome, Power } from '../../preload/contract.ts';
import type { Clock } from '../ports/clock.ts';
import type { ActionIntent, ActionParameters } from '../procedures/events.ts';
import { identityVerdict } from './identity.ts';
import type { Gate, Place } from './ports.ts';
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

export interface Order {
  action: ActionName;
  parameters: ActionParameters;
}

/** What was read from the BMC before: null serial where it has none, null power where it does not matter. */
export interface Sight {
  serial: string | null;
  power: Power | null;
}

/** Writes the outcome of an intent to the journal. Call it once: until then no other command for this chassis gets through. */
export type Settle = (outcome: Outcome, detail: string, more?: Partial<ActionResult>) => ActionResult;

export type Permit =
  /** The intent is durable: do it now, then settle. */
  | { allowed: true; settle: Settle }
  /** Refused and journalled as such: nothing may be done. */
  | { allowed: false; result: ActionResult };

/**
 * Steps 2 and 3 of every action: identity, interlocks, durable intent (design.md, "Actions and interlocks"). `perform` uses
 * it for everything that is sent to a BMC. What goes another way (keys and breaks over an open console) asks here, does
 * it, and settles at once.
 */
export function permit(order: Order, place: Place, sight: Sight, context: Context): Permit {
  const intent = intentOf(order, place, sight, context);
  const stranger = identityVerdict(place.device?.serial ?? null, sight.serial, place.address);
  if (stranger) {
    const settle = settling(null, intent, place, context);
    return { allowed: false, result: settle('refused', 'nothing was sent', { verdicts: [stranger] }) };
  }
  const decision = context.gate.decide(intent, place.device?.siteId ?? null, context.author);
  const settle = settling(decision.stream, intent, place, context);
  if (decision.allowed) return { allowed: true, settle };
  return { allowed: false, result: settle('refused', 'nothing was sent', { verdicts: decision.verdicts }) };
}

/** The journal's record of an action that could not even be asked about, because the BMC could not be read. */
export function failedBefore(order: Order, place: Place, sight: Sight, context: Context, more: Partial<ActionResult>) {
  const settle = settling(null, intentOf(order, place, sight, context), place, context);
  return settle('failed', 'nothing was sent: the state could not be read', more);
}

function intentOf({ action, parameters }: Order, place: Place, sight: Sight, context: Context): ActionIntent {
  return {
    id: randomUUID(),
    action,
    parameters,
    path: context.path,
    deviceId: place.device?.id ?? null,
    deviceName: place.device?.name ?? place.address,
    serial: sight.serial,
    bmc: place.address,
    before: sight.power,
    process: context.process,
  };
}

const settling =
  (stream: string | null, intent: ActionIntent, place: Place, { gate, clock, author }: Context): Settle =>
  (outcome, detail, more = {}) => {
    const result = { ...blankResult(intent, clock), outcome, detail, ...more };
    gate.settle(stream, intent, place.device?.siteId ?? null, result, author);
    return result;
  };

import type { ActionResult } from '../../preload/contract.ts';
import type { Clock } from '../ports/clock.ts';
import type { ActionIntent } from '../procedures/events.ts';

/** The result of an action of which nothing is known yet. */
export function blankResult(intent: ActionIntent, clock: Clock): ActionResult {
  return {
    id: intent.id,
    action: intent.action,
    outcome: 'failed',
    deviceName: intent.deviceName,
    serial: intent.serial,
    bmc: intent.bmc,
    before: intent.before,
    after: null,
    detail: '',
    verdicts: [],
    failure: null,
    at: new Date(clock.now()).toISOString(),
  };
}

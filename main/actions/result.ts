import type { ActionResult, Failure } from '../../preload/contract.ts';
import { IpmiError } from '../ipmi/errors.ts';
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

/** A driver's error as data. A foreign error is a bug of ours; its message is shown, for it holds no secret. */
export function failureOf(error: unknown): Failure {
  if (error instanceof IpmiError) {
    return {
      code: `ipmi.${error.code}`,
      message: error.message,
      advice: error.advice,
      params: { device: error.device },
    };
  }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

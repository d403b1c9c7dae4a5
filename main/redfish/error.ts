import type { Failure } from '../../preload/contract.ts';
import type { ApplianceErrorCode } from '../appliances/error.ts';
import type { RedfishMessage } from './messages.ts';

/** Why a Redfish service did not give its answer: the transport's reasons and its own. Screens use `redfish.<code>`. */
export type RedfishErrorCode =
  | ApplianceErrorCode
  | 'redirect' // it points elsewhere; nothing follows it
  | 'foreign-link' // a link leaves the host that was asked
  | 'session-limit'
  | 'password-change' // nothing else is allowed before the password is changed
  | 'precondition' // ETag missing or not the present one
  | 'busy' // a job or another user is in the way
  | 'locked' // the device refuses changes until it is unlocked
  | 'licence'
  | 'wrong-package' // the firmware does not fit or cannot be verified
  | 'up-to-date' // the firmware is installed already
  | 'cancelled' // the caller broke it off
  | 'usage'; // the caller's mistake: closed object, value that is not offered

export interface RedfishErrorInit {
  code: RedfishErrorCode;
  /** Name of the device and where it was reached. */
  device: string;
  /** What was found, without the device name and without any secret. */
  finding: string;
  /** The next thing to try. */
  advice: string;
  /** HTTP status, if a reply came. */
  status?: number;
  messages?: RedfishMessage[];
  cause?: unknown;
}

/** The one error type of the Redfish drivers. The message names device and finding, and never holds a secret. */
export class RedfishError extends Error {
  override readonly name = 'RedfishError';
  readonly code: RedfishErrorCode;
  readonly device: string;
  readonly finding: string;
  readonly advice: string;
  readonly status: number | null;
  /** What the service said, in its order. */
  readonly messages: readonly RedfishMessage[];

  constructor(init: RedfishErrorInit) {
    super(`${init.device}: ${init.finding}.`, init.cause === undefined ? {} : { cause: init.cause });
    this.code = init.code;
    this.device = init.device;
    this.finding = init.finding;
    this.advice = init.advice;
    this.status = init.status ?? null;
    this.messages = init.messages ?? [];
  }

  toFailure(): Failure {
    const { code, message, advice, device, finding } = this;
    return { code: `redfish.${code}`, message, advice, params: { device, finding } };
  }
}

/** The answer, or null for what this service does not have; every other failure stays one. */
export async function offered<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof RedfishError && error.code === 'not-supported') return null;
    throw error;
  }
}

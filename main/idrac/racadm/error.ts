import type { Failure } from '../../../preload/contract.ts';

/** Why racadm did not give its answer although it could be reached. Screens translate by `racadm.<code>`. */
export type RacadmErrorCode =
  | 'busy' // an empty answer, or the iDRAC says that it is starting or at something else
  | 'refused' // the iDRAC says no
  | 'login' // sessions, bans and the like, told by racadm itself
  | 'default-password' // nothing goes before the factory password is changed
  | 'in-update' // a firmware update is running
  | 'lockdown' // system lockdown mode is on
  | 'licence'
  | 'unsupported' // this firmware has no such command or setting
  | 'malformed' // an answer that is none
  | 'not-installed' // no racadm on this computer
  | 'timeout' // racadm of this computer did not end
  | 'usage'; // the caller's mistake, or what must not be sent

export interface RacadmErrorInit {
  code: RacadmErrorCode;
  device: string;
  /** What was found, without the device name and without any secret. */
  finding: string;
  advice: string;
  /** `RAC0218`, `SWC0242` …, when the iDRAC gave one. */
  messageId?: string | null;
  /** Whether the command may have reached the iDRAC without an answer; false if not given. */
  sent?: boolean;
  cause?: unknown;
}

/** The one error type of racadm's answers. The message names device, finding and advice, and never holds a secret. */
export class RacadmError extends Error {
  override readonly name = 'RacadmError';
  readonly code: RacadmErrorCode;
  readonly device: string;
  readonly finding: string;
  readonly advice: string;
  readonly messageId: string | null;
  readonly sent: boolean;

  constructor(init: RacadmErrorInit) {
    super(`${init.device}: ${init.finding}. ${init.advice}`, init.cause === undefined ? {} : { cause: init.cause });
    this.code = init.code;
    this.device = init.device;
    this.finding = init.finding;
    this.advice = init.advice;
    this.messageId = init.messageId ?? null;
    this.sent = init.sent ?? false;
  }

  /** For screens and command line, which show finding and advice apart. */
  toFailure(): Failure {
    const { code, device, finding, advice } = this;
    const params = { device, finding, messageId: this.messageId ?? '' };
    return { code: `racadm.${code}`, message: `${device}: ${finding}.`, advice: `${advice}.`, params };
  }
}

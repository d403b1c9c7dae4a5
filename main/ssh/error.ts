import type { Failure } from '../../preload/contract.ts';

/** Why SSH did not give its answer. Screens translate by `ssh.<code>`. */
export type SshErrorCode =
  | 'unreachable' // the network said so: port closed, no route, unknown name
  | 'timeout' // nothing was said in time, at login or by a command
  | 'auth' // the password was refused: it is not tried again
  | 'host-key' // another key than the pinned one
  | 'legacy' // only outdated algorithms in common, and nobody has agreed to them
  | 'session-limit' // turned away before or during login: all sessions taken, or this address is banned
  | 'refused' // logged in, but the device does not open what was asked for
  | 'too-large' // more output than is taken
  | 'closed' // the connection ended in the middle
  | 'protocol' // not SSH, or against it
  | 'usage'; // the caller's mistake: bad option, closed object

export interface SshErrorInit {
  code: SshErrorCode;
  /** "host:port". */
  device: string;
  /** What was found, without the device name and without any secret. */
  finding: string;
  /** The next thing to try. */
  advice: string;
  /** Whether a command may have reached the device; false if not given. */
  sent?: boolean;
  cause?: unknown;
}

/** The one error type of this driver. The message names device, finding and advice, and never holds a secret. */
export class SshError extends Error {
  override readonly name = 'SshError';
  readonly code: SshErrorCode;
  readonly device: string;
  readonly finding: string;
  readonly advice: string;
  /** Whether a command may have reached the device: if so, a change is `lost` and not undone. */
  readonly sent: boolean;

  constructor(init: SshErrorInit) {
    super(`${init.device}: ${init.finding}. ${init.advice}`, init.cause === undefined ? {} : { cause: init.cause });
    this.code = init.code;
    this.device = init.device;
    this.finding = init.finding;
    this.advice = init.advice;
    this.sent = init.sent ?? false;
  }

  /** For screens and command line, which show finding and advice apart. */
  toFailure(): Failure {
    const { code, device, finding, advice } = this;
    return {
      code: `ssh.${code}`,
      message: `${device}: ${finding}.`,
      advice: `${advice}.`,
      params: { device, finding },
    };
  }
}

import type { Failure } from '../../preload/contract.ts';

/** Why an IPMI operation did not give its answer. Screens translate by this code; the message is for journals. */
export type IpmiErrorCode =
  | 'unreachable' // the network said so: port closed, no route, unknown name
  | 'timeout' // nothing said anything
  | 'wrong-user'
  | 'wrong-password'
  | 'wrong-kg'
  | 'privilege'
  | 'cipher'
  | 'cipher-consent' // cipher suite 3 was asked for without the operator's consent
  | 'busy'
  | 'no-slots'
  | 'held' // another session holds the serial console
  | 'unencrypted' // the BMC wants the serial console in the clear and nobody has agreed to it
  | 'completion' // the BMC answered with a completion code other than 00h
  | 'protocol' // the BMC answers, but not what the specification says
  | 'vanished' // the BMC answered before and stopped
  | 'usage'; // the caller's mistake: bad option, closed object

export interface IpmiErrorInit {
  code: IpmiErrorCode;
  /** "host:port". */
  device: string;
  /** What was found, without the device name and without any secret. */
  finding: string;
  /** The next thing to try. */
  advice: string;
  /** The completion code or RMCP+ status that was received, if one was. */
  status?: number;
  cause?: unknown;
}

/** The one error type of this driver. The message names device, finding and advice, and never holds a secret. */
export class IpmiError extends Error {
  override readonly name = 'IpmiError';
  readonly code: IpmiErrorCode;
  readonly device: string;
  readonly finding: string;
  readonly advice: string;
  readonly status: number | null;

  constructor(init: IpmiErrorInit) {
    super(`${init.device}: ${init.finding}. ${init.advice}`, init.cause === undefined ? {} : { cause: init.cause });
    this.code = init.code;
    this.device = init.device;
    this.finding = init.finding;
    this.advice = init.advice;
    this.status = init.status ?? null;
  }

  /** For screens and command line, which show finding and advice apart. */
  toFailure(): Failure {
    const { code, device, finding, advice } = this;
    return { code: `ipmi.${code}`, message: `${device}: ${finding}.`, advice: `${advice}.`, params: { device } };
  }
}

/** Answers that mean the BMC does not have what was asked for. */
const ABSENT: ReadonlySet<number> = new Set([0xc1, 0xc2, 0xcb, 0xcc, 0xd5, 0xd6]);

/** Whether the BMC said that it does not have this command, record or parameter (C1h, C2h, CBh, CCh, D5h, D6h). */
export function isAbsent(error: unknown): boolean {
  return error instanceof IpmiError && error.status !== null && ABSENT.has(error.status);
}

/** The answer, or null for what the BMC does not have; every other failure stays one. */
export async function present<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (e) {
    if (isAbsent(e)) return null;
    throw e;
  }
}

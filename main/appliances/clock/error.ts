import type { Failure } from '../../../preload/contract.ts';

/** Why a clock could not be read. Screens translate by `clock.<code>`. */
export type ClockErrorCode =
  | 'address' // the time server's address cannot be used as it is written
  | 'unknown-name' // the name does not resolve
  | 'silent' // no answer came
  | 'refused' // the machine is there, no time server is
  | 'other-answer' // an answer came, but to no question of ours: an old one, or somebody else's
  | 'malformed' // what came is no answer of a time server
  | 'unsynchronised' // the server says itself that it does not know the time
  | 'kiss-of-death' // the server wants no questions of ours
  | 'no-date' // the web interface sends no time
  | 'cached' // what sent the time is no clock but a cache
  | 'unsteady'; // its times contradict each other: it is being set just now

const ADVICE: Readonly<Record<ClockErrorCode, string>> = {
  address: 'Write it as host or host:port.',
  'unknown-name': 'Enter the IP address of the time server instead of its name.',
  silent: 'Check the address and whether UDP 123 is open; without a time server, compare with this computer.',
  refused: 'Check the port, or name another time server.',
  'other-answer': 'Something on the way answers in its place. Name another time server.',
  malformed: 'Check that the address is that of a time server.',
  unsynchronised: 'Name another time server, or wait until this one has found the time.',
  'kiss-of-death': 'Do not ask it again. Name another time server.',
  'no-date': 'Compare the time on its status page with a clock you trust.',
  cached: 'Use the address of the appliance itself, not that of a proxy.',
  unsteady: 'Its clock is being set, or several machines answer at this address. Measure again in a minute.',
};

/** The one error of the clock check. Names what was asked and the next thing to try. */
export class ClockError extends Error {
  override readonly name = 'ClockError';
  readonly code: ClockErrorCode;
  readonly device: string;
  readonly finding: string;
  readonly advice: string;

  /** @param device who was asked, e.g. `10.0.0.1:123`; `finding` what was found, without that name */
  constructor(code: ClockErrorCode, device: string, finding: string, cause?: unknown) {
    super(`${device}: ${finding}.`, cause === undefined ? {} : { cause });
    this.code = code;
    this.device = device;
    this.finding = finding;
    this.advice = ADVICE[code];
  }

  toFailure(): Failure {
    const { code, message, advice, device, finding } = this;
    return { code: `clock.${code}`, message, advice, params: { device, finding } };
  }
}

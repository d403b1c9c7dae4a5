import type { Failure, Verdict } from '../../preload/contract.ts';

/** Something is refused by rules that are not about a device's power: starting a run, for example. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
  readonly verdicts: readonly Verdict[];

  constructor(verdicts: readonly Verdict[]) {
    super(verdicts.map((verdict) => `${verdict.rule}: ${verdict.reason.en}`).join(' '));
    this.verdicts = verdicts;
  }

  toFailure(): Failure {
    return {
      code: 'locked',
      message: this.message,
      advice: this.verdicts.map((verdict) => verdict.lift.en).join(' '),
      params: { rules: this.verdicts.map((verdict) => verdict.rule).join(', ') },
    };
  }
}

import type { Failure, Text } from '../../../preload/contract.ts';

/** What the engine refuses. Codes are stable; the application turns them into failures of the contract. */
export type RunErrorCode =
  | 'run-closed'
  | 'run-handed-over'
  | 'outcome-open'
  | 'not-current'
  | 'late-reading'
  | 'not-begun'
  | 'nothing-to-answer'
  | 'not-an-act'
  | 'not-ready'
  | 'blocked'
  | 'unknown-rule'
  | 'unknown-scope'
  | 'rule-hard'
  | 'rule-kind'
  | 'override-incomplete'
  | 'not-recordable'
  | 'reason-missing'
  | 'binding';

export class RunError extends Error {
  override readonly name: string = 'RunError';
  readonly code: RunErrorCode | 'answer';
  /** The next thing to try. */
  readonly advice: string;
  readonly params: Readonly<Record<string, string | number>>;
  constructor(
    code: RunErrorCode | 'answer',
    message: string,
    advice: string,
    params: Readonly<Record<string, string | number>> = {},
  ) {
    super(message);
    this.code = code;
    this.advice = advice;
    this.params = params;
  }

  toFailure(): Failure {
    return { code: `run.${this.code}`, message: this.message, advice: this.advice, params: { ...this.params } };
  }
}

/** A value a person entered does not fit its ask. */
export class AnswerError extends RunError {
  override readonly name = 'AnswerError';
  readonly fact: string;
  /** What would have been accepted. */
  readonly expected: string;
  /** Why a well-formed value was refused, in both languages, as the procedure puts it. */
  readonly mismatch: Text | null;
  constructor(fact: string, expected: string, problem: string, mismatch: Text | null = null) {
    super('answer', `${fact}: ${problem}`, `Enter ${expected}.`, { fact, expected });
    this.fact = fact;
    this.expected = expected;
    this.mismatch = mismatch;
  }

  override toFailure(): Failure {
    if (this.mismatch === null) return super.toFailure();
    // The procedure's own sentence says what to do; the condition behind it would only puzzle.
    const { code, message, params } = super.toFailure();
    return { code, message, ...(params ? { params } : {}), text: this.mismatch };
  }
}

/** A journal that no engine can have written: the run must not go on from it. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
  readonly seq: number;
  constructor(seq: number, message: string) {
    super(`entry ${seq}: ${message}`);
    this.seq = seq;
  }
}

import type { Failure } from '../../preload/contract.ts';

/** An error that says what it is about and what to try next. `message` names the thing, and never holds a secret. */
export abstract class AdvisedError<Code extends string> extends Error {
  readonly code: Code;
  readonly advice: string;

  constructor(code: Code, message: string, advice: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.advice = advice;
  }

  toFailure(): Failure {
    return { code: this.code, message: this.message, advice: this.advice };
  }
}

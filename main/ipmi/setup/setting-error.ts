import type { Failure } from '../../../preload/contract.ts';

/** A value of the operator that does not fit its parameter. */
export class SettingError extends Error {
  override readonly name = 'SettingError';

  toFailure(): Failure {
    return { code: 'bad-value', message: this.message };
  }
}

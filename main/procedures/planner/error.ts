import type { Failure } from '../../../preload/contract.ts';
import { AdvisedError } from '../../ports/advised-error.ts';

export type PlanErrorCode =
  | 'component'
  | 'version'
  | 'fact'
  | 'fact-value'
  | 'target'
  | 'not-listed'
  | 'list-size'
  | 'list-format';

/** A request that cannot be planned at all, or a list of releases that is none. Codes are stable. */
export class PlanError extends AdvisedError<PlanErrorCode> {
  override readonly name = 'PlanError';
  readonly params: Readonly<Record<string, string>>;

  constructor(code: PlanErrorCode, message: string, advice: string, params: Readonly<Record<string, string>> = {}) {
    super(code, message, advice);
    this.params = params;
  }

  override toFailure(): Failure {
    const { code, message, advice } = super.toFailure();
    return { code: `planner.${code}`, message, ...(advice ? { advice } : {}), params: { ...this.params } };
  }
}

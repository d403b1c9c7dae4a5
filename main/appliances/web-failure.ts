import type { WebState } from '../../preload/contract.ts';
import { ApplianceError, type ApplianceErrorCode } from './error.ts';

/** States that are found out by failing. Anything else that fails is no state but an error. */
const BY_FAILURE: Partial<Record<ApplianceErrorCode, WebState>> = {
  silent: 'silent',
  refused: 'refused',
  'plain-http': 'plain-http',
  'wrong-pin': 'wrong-pin',
  dropped: 'starting',
  timeout: 'starting',
  malformed: 'starting',
  'too-large': 'starting',
};

/** What a failure says about the state of a web interface (appliances.md §5.2), and why. @throws the error that says nothing */
export function stateOfFailure(error: unknown): { state: WebState; detail: string } {
  const state = error instanceof ApplianceError ? BY_FAILURE[error.code] : undefined;
  if (!(error instanceof ApplianceError) || state === undefined) throw error;
  return { state, detail: error.finding };
}

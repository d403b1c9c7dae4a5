import type { Failure } from '../../preload/contract.ts';

/**
 * An error of ours as data: it says what it is by having `toFailure()`. Null for anything else, of which nothing may be
 * shown, because a message we did not write may hold a path, a key or a password.
 */
export function toFailure(error: unknown): Failure | null {
  if (!(error instanceof Error) || !('toFailure' in error) || typeof error.toFailure !== 'function') return null;
  return error.toFailure() as Failure;
}

/** As `toFailure`, for places where a foreign error can only be a bug of ours: its message is shown. */
export function failureOf(error: unknown): Failure {
  return toFailure(error) ?? { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

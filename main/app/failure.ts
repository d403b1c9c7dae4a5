import type { Failure } from '../../preload/contract.ts';
import { failureOf as actionFailure } from '../actions/result.ts';
import { toFailure } from './router.ts';

/** Any thrown value as data; our own errors say what they are, others are shown by their message. */
export function failureOf(error: unknown): Failure {
  return toFailure(error) ?? actionFailure(error);
}

import type { ConnectionCheck } from '../../preload/contract.ts';
import { failureOf } from '../ports/failure.ts';

/** Runs one check of "test connection" and notes how it went. True when it succeeded. */
export async function attempt(
  checks: ConnectionCheck[],
  id: ConnectionCheck['id'],
  work: () => Promise<string | null>,
): Promise<boolean> {
  try {
    checks.push({ id, ok: true, value: await work(), error: null });
    return true;
  } catch (error) {
    checks.push({ id, ok: false, value: null, error: failureOf(error) });
    return false;
  }
}

import { ApplianceError, type ApplianceErrorCode } from './error.ts';

/** What became of a change that was put on the wire at most once; as in main/ipmi/bmc.ts. */
export type Sent =
  | { kind: 'accepted' }
  | { kind: 'rejected'; error: Error }
  | { kind: 'lost'; reason: string }
  | { kind: 'not-sent'; error: Error };

/** Answers that say that nothing was done. Everything else after the first byte leaves it open. */
const REFUSALS: ReadonlySet<ApplianceErrorCode> = new Set([
  'login-refused',
  'session-expired',
  'forbidden',
  'not-supported',
  'rejected',
  'file',
]);

/**
 * Runs one change and says what is known of it afterwards. `work` calls its argument when the request is about to be written:
 * whatever fails before that was not sent.
 */
export async function sending(work: (onSending: () => void) => Promise<unknown>): Promise<Sent> {
  let sent = false;
  try {
    await work(() => {
      sent = true;
    });
    return { kind: 'accepted' };
  } catch (error) {
    const known = error instanceof Error ? error : new Error(String(error));
    if (!sent) return { kind: 'not-sent', error: known };
    if (known instanceof ApplianceError && REFUSALS.has(known.code)) return { kind: 'rejected', error: known };
    return { kind: 'lost', reason: known.message };
  }
}

/**
 * POST /api/troubleshooting/support-bundle and what follows (appliances.md §1.6): the appliance makes one bundle at a time, and
 * deletes it by itself after 24 hours.
 */
import { z } from 'zod';
import type { Clock } from '../../ports/clock.ts';
import { ApplianceError } from '../error.ts';
import { decode, type SpsCall, text } from './call.ts';

export const SUPPORT_BUNDLE = '/api/troubleshooting/support-bundle';
/** The vendor's own script asks every ten seconds, for ten minutes; hardware takes longer. */
const EVERY_MS = 10_000;
const LONGEST_MS = 60 * 60_000;

const created = z.object({ key: text(200).refine((key) => /^[\w.-]+$/.test(key)) });
const progress = z.object({ body: z.object({ status: text(64) }) });

/** Has one made. @returns its key */
export async function createBundle(call: SpsCall): Promise<string> {
  return decode(call.where, SUPPORT_BUNDLE, await call.post(SUPPORT_BUNDLE, {}), created).key;
}

/** Waits until it can be downloaded. @throws ApplianceError; `timeout` after an hour */
export async function bundleFinished(call: SpsCall, key: string, clock: Clock, signal?: AbortSignal): Promise<void> {
  const path = `${SUPPORT_BUNDLE}/${key}`;
  const since = clock.monotonic();
  for (;;) {
    const { status } = decode(call.where, path, await call.get(path), progress).body;
    if (status === 'finished') return;
    if (/fail|error|abort/i.test(status))
      throw given('rejected', call, `the support bundle ended with status ${status}`);
    if (clock.monotonic() - since >= LONGEST_MS) throw given('timeout', call, 'the support bundle is not finished');
    await clock.sleep(EVERY_MS, signal);
  }
}

const given = (code: 'rejected' | 'timeout', { where }: SpsCall, finding: string): ApplianceError =>
  new ApplianceError({
    ...{ code, device: where.device, finding },
    advice: 'Make one under Basic Settings > Troubleshooting, or with the console menu.',
  });

import { z } from 'zod';
import { decode, reported, type SpsCall, text } from './call.ts';

export const SETUP = '/api/setup';

export const setupReply = z.object({ status: reported(text(64)) });

/**
 * GET /api/setup: known values are `uninitialized`, `booting` and `completed`; null when not reported. Whether a
 * configured node still answers it without login is not documented (appliances.md §1.2). @throws ApplianceError
 */
export async function readSetup(call: SpsCall): Promise<string | null> {
  return decode(call.where, SETUP, await call.get(SETUP), setupReply).status;
}

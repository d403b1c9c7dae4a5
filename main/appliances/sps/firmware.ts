import { z } from 'zod';
import { decode, type SpsCall, text } from './call.ts';

export const FIRMWARE = '/api/firmware';

export const firmwareReply = z.object({ items: z.array(z.object({ key: text(64) })).max(100) });

/** GET /api/firmware: which firmware calls this version has, such as `slots` and `test`. @throws ApplianceError */
export async function readFirmwareCalls(call: SpsCall): Promise<string[]> {
  return decode(call.where, FIRMWARE, await call.get(FIRMWARE), firmwareReply).items.map((item) => item.key);
}

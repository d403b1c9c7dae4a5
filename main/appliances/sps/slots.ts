import { z } from 'zod';
import { decode, reported, type SpsCall, text } from './call.ts';

export const SLOTS = '/api/firmware/slots';

/** One firmware slot; an empty one reports nothing. `key` is what other calls take as `slot_id`. */
export interface SpsSlot {
  key: string;
  version: string | null;
  current: boolean | null;
  afterReboot: boolean | null;
}

const slot = z.object({
  key: text(64),
  body: z
    .object({ version: reported(text(64)), current: reported(z.boolean()), after_reboot: reported(z.boolean()) })
    .catch({ version: null, current: null, after_reboot: null }),
});
export const slotsReply = z.object({ items: z.array(slot).max(100) });

/** GET /api/firmware/slots (appliances.md §1.3). @throws ApplianceError */
export async function readSlots(call: SpsCall): Promise<SpsSlot[]> {
  const { items } = decode(call.where, SLOTS, await call.get(SLOTS), slotsReply);
  return items.map(({ key, body }) => ({
    key,
    version: body.version,
    current: body.current,
    afterReboot: body.after_reboot,
  }));
}

export interface SpsFirmware {
  current: string | null;
  afterReboot: string | null;
  /** The newest version in a slot that is not the current one. */
  uploaded: string | null;
  emptySlots: number;
}

/** What the slots say in sum. Pure. */
export function firmwareIn(slots: SpsSlot[]): SpsFirmware {
  const others = slots.filter((item) => item.current !== true).flatMap((item) => item.version ?? []);
  return {
    current: slots.find((item) => item.current === true)?.version ?? null,
    afterReboot: slots.find((item) => item.afterReboot === true)?.version ?? null,
    uploaded: others.sort(byNumbers).at(-1) ?? null,
    emptySlots: slots.filter(({ version }) => version === null).length,
  };
}

const byNumbers = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

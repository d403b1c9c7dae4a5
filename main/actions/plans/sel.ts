import { clearSel } from '../../ipmi/commands/clear-sel.ts';
import { getSelInfo } from '../../ipmi/commands/get-sel-info.ts';
import { reserveSel } from '../../ipmi/commands/reserve-sel.ts';
import { IpmiError, isAbsent } from '../../ipmi/errors.ts';
import type { Plan } from '../plan.ts';

/** The event log as it was saved before it is erased. */
export interface SavedSel {
  entries: number;
  /** Of the file of evidence. */
  sha256: string;
}

/** Erases the event log (IPMI 2.0 §31.9), but only when it holds exactly the entries that were saved. */
export const selClearPlan = (saved: SavedSel): Plan => ({
  action: 'sel.clear',
  parameters: { savedEntries: saved.entries, savedSha256: saved.sha256 },
  async send(bmc) {
    try {
      const reservation = await bmc.read(reserveSel, undefined).catch((error: unknown) => {
        if (isAbsent(error)) return 0; // A log without reservations takes 0.
        throw error;
      });
      return await bmc.act(clearSel, { reservation, step: 'erase' });
    } catch (error) {
      if (error instanceof IpmiError) return { kind: 'not-sent', error };
      throw error;
    }
  },
  // Fewer than were saved: a log grows by itself and shrinks by erasure only.
  look: async (bmc) => {
    const { entries } = await bmc.read(getSelInfo, undefined);
    return entries === 0 || entries < saved.entries ? 'reached' : 'pending';
  },
  async hindrance(bmc) {
    const { entries } = await bmc.read(getSelInfo, undefined);
    if (entries === saved.entries) return null;
    return {
      code: 'sel-changed',
      message: `${bmc.name}: the event log has ${entries} entries, ${saved.entries} were saved.`,
      advice: 'Save the log again, then clear it.',
    };
  },
  // Many BMCs begin the new log with an entry that says "cleared".
  trace: async (bmc) => `erased at ${(await bmc.read(getSelInfo, undefined)).lastErase}`,
  settleMs: 30_000,
});

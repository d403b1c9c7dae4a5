import { IpmiError } from '../ipmi/errors.ts';
import type { ActionBmc } from './ports.ts';

/**
 * System Restart Cause (IPMI 2.0 §28.11) as one comparable text, or null where the BMC does not implement it (ipmi_sim,
 * older boards). Only a change is evidence: a chassis that was reset before reads the same cause again.
 */
export async function restartCauseOf(bmc: ActionBmc, withinMs?: number): Promise<string | null> {
  try {
    return JSON.stringify(await bmc.restartCause(withinMs));
  } catch (error) {
    if (error instanceof IpmiError && error.code === 'completion') return null;
    throw error;
  }
}

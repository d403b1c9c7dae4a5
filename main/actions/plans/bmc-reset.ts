import { coldReset } from '../../ipmi/commands/cold-reset.ts';
import { warmReset } from '../../ipmi/commands/warm-reset.ts';
import type { Plan } from '../plan.ts';

/** A BMC takes one to three minutes to start. */
const RESTART_MS = 180_000;

/**
 * Restarts the BMC, not the machine (IPMI 2.0 §20.2, §20.3). That it answers again in a new session is all that can be
 * read afterwards, so without its word that it accepted, nobody knows.
 */
export const bmcResetPlan = (kind: 'cold' | 'warm'): Plan => ({
  action: `bmc.reset.${kind}`,
  parameters: {},
  send: (bmc) => bmc.act(kind === 'cold' ? coldReset : warmReset, undefined),
  look: async () => 'unprovable',
  settleMs: RESTART_MS,
  restartsBmc: true,
  caution:
    'Many BMCs restart without an answer: wait three minutes, then test the connection. If it stays silent, only taking the mains away from the chassis restarts it',
});

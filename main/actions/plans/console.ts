import { deactivatePayload } from '../../ipmi/commands/deactivate-payload.ts';
import { getPayloadActivationStatus } from '../../ipmi/commands/get-payload-activation-status.ts';
import { present } from '../../ipmi/errors.ts';
import type { Plan } from '../plan.ts';
import { sentElsewhere } from './elsewhere.ts';

const SOL = 1;
const INSTANCE = 1;

/** Ends the Serial over LAN session of whoever holds it (IPMI 2.0 §24.2). The machine at its other end notices nothing. */
export const takeoverPlan = (): Plan => ({
  action: 'console.takeover',
  parameters: {},
  send: (bmc) => bmc.act(deactivatePayload, { payloadType: SOL, instance: INSTANCE }),
  async look(bmc) {
    const status = await present(bmc.read(getPayloadActivationStatus, SOL));
    if (status === null) return 'unprovable';
    return status.active.includes(INSTANCE) ? 'pending' : 'reached';
  },
  settleMs: 5_000,
});

/**
 * Keys and breaks go over the console's own session, by the console service, after `permit` has let them through. As
 * plans they exist for the reading back after a crash only, where no reading can tell.
 */
export const typedPlan = (action: 'console.input' | 'console.break'): Plan => ({
  action,
  parameters: {},
  send: sentElsewhere('keys go over the console itself', 'Open the console'),
  look: async () => 'unprovable',
  settleMs: 0,
});

import { IpmiError } from '../../ipmi/errors.ts';
import type { Plan } from '../plan.ts';

/** How a plan is "sent" that cannot be sent from here: not at all. */
export const sentElsewhere =
  (finding: string, advice: string): Plan['send'] =>
  (bmc) =>
    Promise.resolve({
      kind: 'not-sent',
      error: new IpmiError({ code: 'usage', device: bmc.name, finding, advice }),
    });

import type { LanParameter } from '../../../preload/contract.ts';
import { getLanConfiguration } from '../../ipmi/commands/get-lan-configuration.ts';
import { setLanConfiguration } from '../../ipmi/commands/set-lan-configuration.ts';
import { encodeLanParameter } from '../../ipmi/setup/lan.ts';
import { parameter } from '../../ipmi/setup/parameter.ts';
import type { Plan } from '../plan.ts';

export interface LanOrder {
  /** As `readChannel` found it. */
  channel: number;
  parameter: LanParameter;
  /** An address, `static` or `dhcp`, a VLAN id or `off`. */
  value: string;
}

/** One parameter of the LAN channel (IPMI 2.0 §23.1). SettingError when the value does not fit. */
export function lanPlan({ channel, parameter: name, value }: LanOrder): Plan {
  const { parameter: selector, data } = encodeLanParameter(name, value);
  return {
    action: 'lan.set',
    parameters: { channel, parameter: name, value },
    send: (bmc) => bmc.act(setLanConfiguration, { channel, parameter: selector, data }),
    async look(bmc) {
      const read = bmc.read(getLanConfiguration, { channel, parameter: selector, set: 0, block: 0 });
      const seen = await parameter(read, `LAN parameter ${name}`, (r) => Buffer.from(r.take(data.length)));
      if (seen === null) return 'unprovable';
      return seen.equals(data) ? 'reached' : 'pending';
    },
    settleMs: 10_000,
    caution: `With ${name} set to ${value} the BMC may be reachable elsewhere or not at all: look for it there, or at the machine's own screen`,
  };
}

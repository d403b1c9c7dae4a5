import type { LanParameter } from '../../../preload/contract.ts';

export const lanParameters: LanParameter[] = ['source', 'address', 'mask', 'gateway', 'vlan'];
/** Address sources of IPMI 2.0 Table 23-4 that a person may choose. */
export const lanSources = ['static', 'dhcp'] as const;

const dotted = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;

/** Whether a value may be sent at all; the main process checks it again. */
export function lanValueFits(parameter: LanParameter, value: string): boolean {
  switch (parameter) {
    case 'source':
      return lanSources.some((s) => s === value);
    case 'vlan':
      return value === 'off' || (/^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= 4094);
    case 'mask':
      return dotted.test(value) && /^1*0*$/.test(bitsOf(value));
    case 'address':
    case 'gateway':
      return dotted.test(value);
  }
}
const bitsOf = (value: string) =>
  value
    .split('.')
    .map((n) => Number(n).toString(2).padStart(8, '0'))
    .join('');

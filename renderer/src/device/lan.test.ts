import { expect, test } from 'vitest';
import { lanValueFits } from './lan.ts';

test.each([
  ['address', '192.0.2.10', true],
  ['address', '192.0.2.256', false],
  ['address', '192.0.2', false],
  ['gateway', '', false],
  ['mask', '255.255.254.0', true],
  ['mask', '255.0.255.0', false],
  ['source', 'dhcp', true],
  ['source', 'guess', false],
  ['vlan', '4094', true],
  ['vlan', '4095', false],
  ['vlan', '0', false],
  ['vlan', 'off', true],
] as const)('%s %s: %s', (parameter, value, fits) => {
  expect(lanValueFits(parameter, value)).toBe(fits);
});

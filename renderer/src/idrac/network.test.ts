import { expect, test } from 'vitest';
import type { IdracNetwork } from '../../../preload/contract.ts';
import { afterwardsOf, draftOf, type NetworkDraft, orderOf, problemsOf } from './network.ts';

const now: IdracNetwork = {
  ...{ enabled: true, dhcp: false, mac: 'aa:bb:cc:dd:ee:ff' },
  ...{ address: '192.0.2.10', mask: '255.255.255.0', gateway: '192.0.2.1' },
};
const draft = (change: Partial<NetworkDraft> = {}): NetworkDraft => ({ ...draftOf(now), ...change });

test.each([
  [{}, {}],
  [{ address: '192.0.2.256' }, { address: 'address' }],
  [{ address: '0.0.0.0' }, { address: 'address' }],
  [{ address: '' }, { address: 'address' }],
  [{ mask: '255.0.255.0' }, { mask: 'mask' }],
  [{ mask: '0.0.0.0' }, { mask: 'mask' }],
  [{ mask: '255.255.255.255' }, { mask: 'mask' }],
  [{ gateway: 'router' }, { gateway: 'gateway' }],
  [{ gateway: '192.0.3.1' }, { gateway: 'outside' }],
  [{ gateway: '0.0.0.0' }, {}],
  [{ address: '250.1.2.3', mask: '128.0.0.0', gateway: '129.0.0.1' }, {}],
  [{ dhcp: true, address: 'x' }, {}],
] as const)('%o → %o', (change, problems) => {
  expect(problemsOf(draft(change))).toEqual(problems);
});

test('what changes nothing or is wrong is no order', () => {
  expect(orderOf(draft(), now)).toBeNull();
  expect(orderOf(draft({ dhcp: true }), { ...now, dhcp: true })).toBeNull();
  expect(orderOf(draft({ mask: 'x' }), now)).toBeNull();
  expect(orderOf(draft({ address: ' 192.0.2.11 ' }), now)).toEqual({
    ...{ action: 'idrac.nic.static', address: '192.0.2.11', mask: '255.255.255.0', gateway: '192.0.2.1' },
  });
});

test('the same address as a fixed one is an order as long as DHCP is on or not read', () => {
  for (const dhcp of [true, null])
    expect(orderOf(draft({ dhcp: false }), { ...now, dhcp })?.action).toBe('idrac.nic.static');
});

test('how it is found afterwards', () => {
  expect(afterwardsOf(null, now)).toBe('same');
  expect(afterwardsOf({ action: 'idrac.nic.dhcp' }, now)).toBe('search');
  expect(afterwardsOf(orderOf(draft({ address: '192.0.2.11' }), now), now)).toBe('moved');
  expect(afterwardsOf(orderOf(draft({ gateway: '192.0.2.2' }), now), now)).toBe('perhaps');
});

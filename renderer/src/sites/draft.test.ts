import { describe, expect, test } from 'vitest';
import type { Device } from '../../../preload/contract.ts';
import { deviceOf, draftOf, problemsOf, slug } from './draft.ts';

const device: Device = {
  id: 'sps-a',
  name: 'sps-a',
  product: 'sps',
  model: 'SPS 4000',
  serial: 'SN1',
  rackUnit: 10,
  heightUnits: 2,
  bmc: {
    address: '127.0.0.1:9623',
    user: 'admin',
    cipherSuite: 3,
    suite3Consent: { by: 'Ann', at: '2026-01-01T00:00:00Z' },
  },
  web: { url: 'https://127.0.0.1:9443', user: 'admin', pin: 'AA:BB' },
  idrac: null,
};

test('an untouched form saves the device it was opened with', () => {
  expect(problemsOf(draftOf(device), '')).toEqual({ consent: 'operator' });
  expect(problemsOf(draftOf(device), 'Bob')).toEqual({});
  expect(deviceOf(draftOf(device), device, [], 'Bob', 'later')).toEqual(device);
});

test('a new web address drops the pin of the old one', () => {
  const moved = deviceOf({ ...draftOf(device), webUrl: 'https://127.0.0.2' }, device, [], 'Bob', 'now');
  expect(moved.web?.pin).toBeNull();
});

test('going back to suite 17 withdraws the consent, choosing 3 records who agreed', () => {
  expect(deviceOf({ ...draftOf(device), suite: '17' }, device, [], 'Bob', 'now').bmc?.suite3Consent).toBeNull();
  const strong = { ...device, bmc: device.bmc && { ...device.bmc, cipherSuite: 17 as const, suite3Consent: null } };
  const agreed = deviceOf({ ...draftOf(strong), suite: '3', consent: true }, strong, [], 'Bob', 'now');
  expect(agreed.bmc?.suite3Consent).toEqual({ by: 'Bob', at: 'now' });
});

describe('problems', () => {
  test.each([
    [{ name: ' ' }, { name: 'required' }],
    [{ rackUnit: '0' }, { rackUnit: 'unit' }],
    [{ rackUnit: '1e1' }, { rackUnit: 'unit' }],
    [{ heightUnits: '' }, { heightUnits: 'height' }],
    [{ bmcAddress: 'http://x' }, { bmcAddress: 'address' }],
    [{ bmcUser: '' }, { bmcUser: 'required' }],
    [{ bmcAddress: '', bmcUser: '', consent: false }, {}],
    [{ consent: false }, { consent: 'consent' }],
    [{ webUrl: 'http://127.0.0.1' }, { webUrl: 'url' }],
    [{ bmcAddress: '[fd00::1]:623' }, {}],
  ] as const)('%o → %o', (change, problems) => {
    expect(problemsOf({ ...draftOf(device), ...change }, 'Bob')).toEqual(problems);
  });
});

test('a slug is readable and unique', () => {
  expect(slug('Köln Rack 2 – SPS', [])).toBe('koln-rack-2-sps');
  expect(slug('sps', ['sps', 'sps-2'])).toBe('sps-3');
  expect(slug('…', [])).toBe('device');
});

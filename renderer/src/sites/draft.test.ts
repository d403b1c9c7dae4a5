import { describe, expect, test } from 'vitest';
import type { Device } from '../../../preload/contract.ts';
import { type Draft, deviceOf, draftOf, problemsOf, slug } from './draft.ts';

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
  idrac: {
    ...{ address: '127.0.0.1:9444', sshPort: 9022, user: 'root', tlsPin: 'CC:DD', sshPin: 'SHA256:x' },
    legacySsh: { by: 'Ann', at: '2026-01-01T00:00:00Z' },
  },
};

test('an untouched form saves the device it was opened with', () => {
  expect(problemsOf(draftOf(device), '')).toEqual({ consent: 'operator', legacySsh: 'operator' });
  expect(problemsOf(draftOf(device), 'Bob')).toEqual({});
  expect(deviceOf(draftOf(device), device, [], 'Bob', 'later')).toEqual(device);
});

test('SSH is kept by the form, its host key with its address only', () => {
  const ssh = { address: '10.0.0.7:2222', user: 'root', pin: 'SHA256:y' };
  const host = { ...device, ssh };
  expect(deviceOf(draftOf(host), host, [], 'Bob', 'now')).toEqual(host);
  expect(deviceOf({ ...draftOf(host), sshAddress: '10.0.0.8' }, host, [], 'Bob', 'now').ssh?.pin).toBeNull();
  expect(deviceOf({ ...draftOf(host), sshAddress: '' }, host, [], 'Bob', 'now').ssh).toBeNull();
  expect(problemsOf({ ...draftOf(host), sshAddress: 'a b', sshUser: '' }, 'Bob')).toEqual({
    ...{ sshAddress: 'address', sshUser: 'required' },
  });
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

test('pins stay with the place they were read from, and can be forgotten', () => {
  const idrac = (change: Partial<Draft>) => deviceOf({ ...draftOf(device), ...change }, device, [], 'Bob', 'now').idrac;
  expect(idrac({ idracAddress: '127.0.0.2' })).toMatchObject({ tlsPin: null, sshPin: null });
  expect(idrac({ idracSshPort: '22' })).toMatchObject({ tlsPin: 'CC:DD', sshPin: null });
  expect(idrac({ idracTlsPin: null })).toMatchObject({ tlsPin: null, sshPin: 'SHA256:x' });
  expect(idrac({ idracAddress: ' ' })).toBeNull();
});

test('consent to outdated SSH records who gave it and is withdrawn with the tick', () => {
  const idrac = (legacySsh: boolean, before: Device) =>
    deviceOf({ ...draftOf(before), legacySsh }, before, [], 'Bob', 'now').idrac;
  expect(idrac(false, device)?.legacySsh).toBeNull();
  const strict = { ...device, idrac: device.idrac && { ...device.idrac, legacySsh: null } };
  expect(idrac(true, strict)?.legacySsh).toEqual({ by: 'Bob', at: 'now' });
  expect(idrac(true, device)?.legacySsh?.by).toBe('Ann');
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
    [{ idracAddress: 'https://x' }, { idracAddress: 'address' }],
    [{ idracSshPort: '0' }, { idracSshPort: 'port' }],
    [{ idracUser: ' ' }, { idracUser: 'required' }],
    [{ idracAddress: '', idracSshPort: '', idracUser: '' }, {}],
  ] as const)('%o → %o', (change, problems) => {
    expect(problemsOf({ ...draftOf(device), ...change }, 'Bob')).toEqual(problems);
  });
});

test('a slug is readable and unique', () => {
  expect(slug('Köln Rack 2 – SPS', [])).toBe('koln-rack-2-sps');
  expect(slug('sps', ['sps', 'sps-2'])).toBe('sps-3');
  expect(slug('…', [])).toBe('device');
});

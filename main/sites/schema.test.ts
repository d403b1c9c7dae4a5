import { expect, test } from 'vitest';
import { SLUG, siteSchema, slugOf } from './schema.ts';
import { aDevice, anotherDevice, aSite } from './testing.ts';

const accepts = (device: unknown) => siteSchema.safeParse({ ...aSite(), devices: [device] }).success;
const bmc = aDevice().bmc;
const web = aDevice().web;

test('values are brought into one form', () => {
  const device = aDevice({ name: '  SPS A ', serial: ' ABC123 ' });
  device.bmc = {
    address: ' 192.0.2.10 ',
    user: 'ADMIN',
    cipherSuite: 3,
    suite3Consent: { by: 'Ada', at: '2026-11-21T08:00:00Z' },
  };
  device.web = { url: 'https://SPS-A.example:443/', user: 'admin', pin: Array(32).fill('ab').join(':') };
  expect(siteSchema.parse(aSite({ devices: [device] })).devices[0]).toEqual({
    ...device,
    name: 'SPS A',
    serial: 'ABC123',
    bmc: { ...device.bmc, address: '192.0.2.10' },
    web: { url: 'https://sps-a.example', user: 'admin', pin: Array(32).fill('AB').join(':') },
  });
});

test.each([
  ['id', [{ id: '' }, { id: 'Sps-A' }, { id: 'a/b' }, { id: '-a' }, { id: '..' }, { id: 'a'.repeat(65) }]],
  ['name', [{ name: '' }, { name: ' ' }, { name: 'a\nb' }, { name: 'a\u202eb' }, { name: '\ud83d' }, { name: 1 }]],
  ['serial', [{ serial: '' }, { serial: 'a\0' }, { serial: 'x'.repeat(101) }, { serial: 12 }]],
  ['place', [{ rackUnit: 0 }, { rackUnit: 1.5 }, { rackUnit: 101 }, { heightUnits: 0 }, { rackUnit: Number.NaN }]],
  ['product', [{ product: 'toaster' }, { product: null }]],
  [
    'bmc',
    [{ bmc: { ...bmc, address: '127.1' } }, { bmc: { ...bmc, cipherSuite: 0 } }, { bmc: { ...bmc, password: 'x' } }],
  ],
  ['pin', [{ web: { ...web, pin: 'AB:CD' } }, { web: { ...web, pin: '' } }]],
  ['surplus', [{ password: 'x' }]],
])('a device with an unusable %s is refused', (_, changes) => {
  expect(accepts(aDevice())).toBe(true);
  for (const change of changes) expect(accepts({ ...aDevice(), ...change }), JSON.stringify(change)).toBe(false);
});

test.each([
  'http://sps-a.example',
  'https://',
  'https://a/path',
  'https://admin:secret@a',
  'https://a?x=1',
  'https://a#x',
  'file:///etc/passwd',
  'sps-a.example',
])('%s is no address of a web interface', (url) => {
  expect(accepts(aDevice({ web: { url, user: 'admin', pin: null } }))).toBe(false);
});

test.each([
  ['id', { id: 'sps-a' }, ['devices', 1, 'id']],
  ['name', { name: 'sps a' }, ['devices', 1, 'name']],
  ['serial number', { serial: 'abc123' }, ['devices', 1, 'serial']],
  [
    'BMC address',
    { bmc: aDevice({}).bmc && { ...aDevice().bmc, address: '192.0.2.10:623' } },
    ['devices', 1, 'bmc', 'address'],
  ],
])('two devices of a site cannot share their %s', (word, change, path) => {
  const devices = [aDevice(), { ...anotherDevice(), ...change }];
  const issues = siteSchema.safeParse({ ...aSite(), devices }).error?.issues;
  expect(issues).toMatchObject([{ path, message: `is the ${word} of SPS A already` }]);
});

test('any number of devices may lack a serial number and a BMC', () => {
  const devices = ['a', 'b', 'c'].map((id) => aDevice({ id, name: id, serial: null, bmc: null }));
  expect(siteSchema.safeParse(aSite({ devices })).success).toBe(true);
});

test('slugs are made of any name', () => {
  expect(slugOf('Müller & Söhne, Rack 4')).toBe('mueller-soehne-rack-4');
  expect(slugOf('  Été – Gdańsk (7) ')).toBe('ete-gdansk-7');
  expect(slugOf('東京')).toBe('site');
  expect(slugOf('SPS', ['sps', 'sps-2'])).toBe('sps-3');
  expect(slugOf(`${'x'.repeat(55)} yz`)).toBe('x'.repeat(55));
  for (const name of ['', '-', 'a'.repeat(500), '../../etc', 'ß']) expect(slugOf(name)).toMatch(SLUG);
});

import path from 'node:path';
import { expect, test } from 'vitest';
import { scratchDatabase } from '../store/testing/scratch.ts';
import { findDevice, Sites } from './sites.ts';
import { aDevice, anotherDevice, aSite } from './testing.ts';

const fresh = () => new Sites(scratchDatabase());
const code = (wanted: string) => expect.objectContaining({ code: wanted });

test('a site comes back as it was stored, with its devices in order', () => {
  const db = scratchDatabase();
  const site = aSite({ notes: 'second\nfloor', devices: [anotherDevice(), aDevice()] });
  const practice = aSite({ id: 'practice', name: 'Practice', practice: { scale: 60, control: 'http://127.0.0.1:1' } });
  new Sites(db).put(site);
  new Sites(db).put(practice);
  const elsewhere = new Sites(scratchDatabase(path.dirname(db.file)));
  expect(elsewhere.get('vienna')).toEqual(site);
  expect(elsewhere.list()).toEqual([practice, site]);
  expect(elsewhere.get('graz')).toBe(null);
});

test('sites are made, renamed and removed', () => {
  const sites = fresh();
  const first = sites.save({ id: null, name: 'Wien Süd', notes: '' });
  expect(first).toEqual({ id: 'wien-sued', name: 'Wien Süd', notes: '', devices: [], practice: null });
  expect(sites.save({ id: null, name: 'Wien Süd', notes: '' }).id).toBe('wien-sued-2');
  sites.saveDevice('wien-sued', aDevice());
  expect(sites.save({ id: 'wien-sued', name: 'Vienna South', notes: 'n' })).toEqual({
    id: 'wien-sued',
    name: 'Vienna South',
    notes: 'n',
    devices: [aDevice()],
    practice: null,
  });
  sites.remove('wien-sued');
  expect(sites.list().map(({ id }) => id)).toEqual(['wien-sued-2']);
  expect(sites.findBySerial('ABC123')).toEqual([]);
  for (const act of [
    () => sites.remove('wien-sued'),
    () => sites.save({ id: 'wien-sued', name: 'x', notes: '' }),
    () => sites.saveDevice('wien-sued', aDevice()),
  ]) {
    expect(act).toThrow(code('site.unknown'));
  }
});

test('devices are added, replaced where they stand, and removed', () => {
  const sites = fresh();
  sites.put(aSite());
  const changed = aDevice({ name: 'SPS Alpha', serial: 'XYZ790' });
  expect(sites.saveDevice('vienna', changed).devices).toEqual([changed, anotherDevice()]);
  const made = sites.saveDevice('vienna', aDevice({ id: '', name: 'SPS A', serial: null, bmc: null })).devices[2];
  expect(made?.id).toBe('sps-a-2');
  expect(sites.removeDevice('vienna', 'sps-a').devices.map(({ id }) => id)).toEqual(['sps-b', 'sps-a-2']);
  expect(() => sites.removeDevice('vienna', 'sps-a')).toThrow(code('site.no-device'));
});

test('what is wrong is named, and nothing of it is stored', () => {
  const sites = fresh();
  sites.put(aSite());
  const clash = () => sites.saveDevice('vienna', aDevice({ id: 'new', name: 'New' }));
  expect(clash).toThrow(code('site.invalid'));
  expect(clash).toThrow('New, serial: is the serial number of SPS A already.');
  expect(() => sites.saveDevice('vienna', aDevice({ rackUnit: 0 }))).toThrow('SPS A, rackUnit: must be at least 1.');
  expect(() => sites.save({ id: null, name: ' ', notes: '' })).toThrow('name: must not be empty.');
  expect(sites.list()).toEqual([aSite()]);
});

test('two serial numbers may change places in one step', () => {
  const sites = fresh();
  sites.put(aSite());
  const swapped = aSite({ devices: [aDevice({ serial: 'XYZ789' }), anotherDevice({ serial: 'ABC123' })] });
  expect(sites.put(swapped)).toEqual(swapped);
});

test('devices are found by BMC and serial number, however they are written', () => {
  const sites = fresh();
  sites.put(aSite());
  sites.put(aSite({ id: 'graz', name: 'Graz', devices: [aDevice({ id: 'x', serial: null })] }));
  const found = (list: ReturnType<Sites['findByBmc']>) => list.map(({ site, device }) => `${site.id}/${device.id}`);
  expect(found(sites.findByBmc('::ffff:192.0.2.10'))).toEqual(['graz/x', 'vienna/sps-a']);
  expect(found(sites.findByBmc('192.0.2.10:624'))).toEqual([]);
  expect(found(sites.findBySerial(' xyz789'))).toEqual(['vienna/sps-b']);
  expect(() => sites.findByBmc('127.1')).toThrow(code('site.bmc'));
});

test('a device is meant by its id before its name', () => {
  const site = aSite({ devices: [aDevice({ id: 'one', name: 'two' }), anotherDevice({ id: 'two', name: 'Three' })] });
  expect(findDevice(site, 'two')?.id).toBe('two');
  expect(findDevice(site, ' THREE ')?.id).toBe('two');
  expect(findDevice(site, 'ONE')?.id).toBe('one');
  expect(findDevice(site, 'four')).toBe(null);
});

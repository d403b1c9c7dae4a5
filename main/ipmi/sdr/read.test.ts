import { expect, test } from 'vitest';
import { direct } from '../sensors/testing/direct.ts';
import { memorySdrCache } from './cache.ts';
import { readSdrs } from './read.ts';

const count = (asked: readonly string[], key: string) => asked.filter((k) => k === key).length;

test('whole records at once: one exchange each', async () => {
  const bmc = direct();
  const repository = await readSdrs(bmc);
  expect(repository).toMatchObject({ from: 'repository', complete: true });
  expect(repository.records).toHaveLength(bmc.core.machine.board.records.length);
  expect(count(bmc.asked, 'sdr-read')).toBe(repository.records.length);
  expect(bmc.asked).not.toContain('sdr-reserve');
});

test.each([64, 33, 32, 20, 16, 8])('a BMC that gives %i bytes at most', async (longestSdrRead) => {
  const whole = await readSdrs(direct());
  const bmc = direct({ quirks: { longestSdrRead } });
  expect(await readSdrs(bmc)).toEqual(whole);
  // The length that works is found once, not for every record anew.
  expect(count(bmc.asked, 'sdr-read')).toBeLessThan(whole.records.length * 9);
});

test('a BMC that gives less than it needs to give a header is told so, and not asked for ever', async () => {
  const bmc = direct({ quirks: { longestSdrRead: 4 } });
  expect(await readSdrs(bmc)).toEqual({ records: [], from: 'repository', complete: false });
  expect(bmc.asked.length).toBeLessThan(20);
});

test('without a repository the controller’s own records are read', async () => {
  const whole = await readSdrs(direct());
  const own = await readSdrs(direct({ quirks: { deviceSdrs: true } }));
  expect(own).toEqual({ ...whole, from: 'device' });
});

test('a BMC without any records', async () => {
  const bmc = direct();
  bmc.meddle = (key) => (key === 'sdr-info' || key === 'device-sdr-info' ? 0xc1 : null);
  expect(await readSdrs(bmc)).toEqual({ records: [], from: 'none', complete: true });
});

test('a reservation that is lost starts that record again', async () => {
  const whole = await readSdrs(direct());
  const bmc = direct({ quirks: { longestSdrRead: 16 } });
  let part = 0;
  bmc.meddle = (key, data) => (key === 'sdr-read' && data[4] !== 0 && ++part % 9 === 0 ? 0xc5 : null);
  // 20 losses are borne; this list has fewer parts than would lose more.
  bmc.core.machine.quirks = { longestSdrRead: 32 };
  expect(await readSdrs(bmc)).toEqual(whole);
  expect(count(bmc.asked, 'sdr-reserve')).toBeGreaterThan(1);
});

test('a BMC that wants a reservation even for whole records', async () => {
  const bmc = direct();
  bmc.meddle = (key, data) => (key === 'sdr-read' && data.readUInt16LE(0) === 0 ? 0xc5 : null);
  expect(await readSdrs(bmc)).toEqual(await readSdrs(direct()));
  expect(count(bmc.asked, 'sdr-reserve')).toBe(1);
});

test('a reservation that never holds ends the list, honestly', async () => {
  const bmc = direct({ quirks: { longestSdrRead: 16 } });
  bmc.meddle = (key, data) => (key === 'sdr-read' && data[4] !== 0 ? 0xc5 : null);
  expect(await readSdrs(bmc)).toMatchObject({ records: [], complete: false });
  expect(bmc.asked.length).toBeLessThan(100);
});

test('a list that bites its tail ends', async () => {
  const bmc = direct();
  bmc.meddle = (key, data) => {
    if (key !== 'sdr-read' || data.readUInt16LE(2) !== 3) return null;
    return Buffer.concat([Buffer.from([1, 0]), bmc.core.machine.board.records[2] ?? Buffer.alloc(0)]);
  };
  const { records, complete } = await readSdrs(bmc);
  expect(records.map((r) => r.recordId)).toEqual([1, 2, 3]);
  expect(complete).toBe(false);
});

test('a record that nobody can read ends the list; what came before stays', async () => {
  const bmc = direct();
  bmc.meddle = (key, data) => (key === 'sdr-read' && data.readUInt16LE(2) === 5 ? 0xcb : null);
  const { records, complete } = await readSdrs(bmc);
  expect(records.map((r) => r.recordId)).toEqual([1, 2, 3, 4]);
  expect(complete).toBe(false);
});

test('an answer that is too short for its own length is one damaged record', async () => {
  const bmc = direct();
  bmc.meddle = (key, data) => {
    if (key !== 'sdr-read' || data.readUInt16LE(2) !== 3) return null;
    if (data[4] !== 0) return Buffer.from([4, 0]);
    return Buffer.concat([Buffer.from([4, 0]), (bmc.core.machine.board.records[2] ?? Buffer.alloc(0)).subarray(0, 20)]);
  };
  const { records, complete } = await readSdrs(bmc);
  expect(complete).toBe(true);
  expect(records.filter((r) => r.kind === 'other').map((r) => r.recordId)).toEqual([3]);
});

test('the privilege that is missing is not taken for a missing record', async () => {
  const bmc = direct();
  bmc.meddle = (key) => (key === 'sdr-read' ? 0xd4 : null);
  await expect(readSdrs(bmc)).rejects.toMatchObject({ code: 'privilege' });
});

test('the cache: read once per state of the repository', async () => {
  const bmc = direct();
  const cache = memorySdrCache();
  const first = await readSdrs(bmc, { cache });
  bmc.asked.length = 0;
  expect(await readSdrs(bmc, { cache })).toEqual({ ...first, from: 'cache' });
  expect(bmc.asked).toEqual(['sdr-info', 'system-guid', 'device-id']);
  // Another time stamp, another firmware: read again.
  const info = Buffer.from('51 2400 ffff 00000001 00000002 02'.replaceAll(' ', ''), 'hex');
  bmc.meddle = (key) => (key === 'sdr-info' ? info : null);
  expect(await readSdrs(bmc, { cache })).toMatchObject({ from: 'repository', complete: true });
  bmc.meddle = () => null;
  bmc.core.machine.device.firmware = '3.78';
  expect(await readSdrs(bmc, { cache })).toMatchObject({ from: 'repository' });
});

test('a repository that changes meanwhile is read again, and never cached as it was', async () => {
  const bmc = direct();
  const cache = memorySdrCache();
  let stamp = 0;
  bmc.meddle = (key) => {
    if (key !== 'sdr-info') return null;
    const info = Buffer.from('51 2400 ffff 00000001 00000002 02'.replaceAll(' ', ''), 'hex');
    info.writeUInt32LE(Math.min(++stamp, 4), 5);
    return info;
  };
  expect(await readSdrs(bmc, { cache })).toMatchObject({ from: 'repository', complete: true });
  expect(count(bmc.asked, 'sdr-read')).toBe(3 * bmc.core.machine.board.records.length);
  bmc.asked.length = 0;
  expect(await readSdrs(bmc, { cache })).toMatchObject({ from: 'cache' });
});

test('progress and abort', async () => {
  const bmc = direct();
  const stop = new AbortController();
  const told: string[] = [];
  const progress = (done: number, of: number) => {
    told.push(`${done}/${of}`);
    if (done === 3) stop.abort(new Error('enough'));
  };
  await expect(readSdrs(bmc, { progress, signal: stop.signal })).rejects.toThrow('enough');
  expect(told).toEqual(['1/36', '2/36', '3/36']);
});

test('the memory cache forgets its oldest', async () => {
  const cache = memorySdrCache(2);
  for (const key of ['a', 'b', 'a', 'c']) await cache.put(key, [Buffer.from(key)]);
  expect(await cache.get('b')).toBeNull();
  expect(await cache.get('a')).toEqual([Buffer.from('a')]);
});

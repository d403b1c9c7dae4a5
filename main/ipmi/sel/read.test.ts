import { expect, test } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import type { PracticeSel } from '../../practice/bmc/sel.ts';
import { clearSel, getSelErasure } from '../commands/clear-sel.ts';
import { reserveSel } from '../commands/reserve-sel.ts';
import { type Direct, direct } from '../sensors/testing/direct.ts';
import { type SelEntry, systemEvent } from './entry.ts';
import { readSel, selClockSkew } from './read.ts';

const event = (n: number): SelEntry =>
  systemEvent({ sensorType: 4, sensorNumber: n & 0xff, eventType: 0x6f, data: [n >> 8, 0xff, 0xff] });

function filled(entries: number): Direct & { sel: PracticeSel } {
  const bmc = direct();
  const { sel } = bmc.core.machine.board;
  sel.clear();
  for (let n = 0; n < entries; n++) sel.add(event(n));
  return Object.assign(bmc, { sel });
}

const idsOf = (entries: readonly SelEntry[]) => entries.map((e) => e.recordId);

test('every entry once, in order, one exchange each', async () => {
  const bmc = filled(60);
  const log = await readSel(bmc);
  expect(log).toMatchObject({ complete: true, damaged: 0, restarted: false, info: { entries: 60, overflow: false } });
  expect(log?.entries).toEqual(bmc.sel.entries);
  expect(bmc.asked.filter((k) => k === 'sel-read')).toHaveLength(60);
  expect(bmc.asked).not.toContain('sel-reserve');
});

test('an empty log, and a BMC without one', async () => {
  const empty = filled(0);
  expect(await readSel(empty)).toMatchObject({ entries: [], complete: true, mark: null });
  expect(empty.asked).not.toContain('sel-read');
  const none = filled(3);
  none.meddle = (key) => (key === 'sel-info' ? 0xc1 : null);
  expect(await readSel(none)).toBeNull();
});

test.each([1, 7, 20])('entries added while entry %i is read are read too', async (when) => {
  const bmc = filled(20);
  let reads = 0;
  bmc.meddle = (key) => {
    if (key === 'sel-read' && ++reads === when) for (let n = 0; n < 3; n++) bmc.sel.add(event(100 + n));
    return null;
  };
  await bmc.clock.advance(5_000);
  const log = await readSel(bmc);
  expect(log).toMatchObject({ complete: true, info: { entries: 23 } });
  expect(log?.entries).toEqual(bmc.sel.entries);
});

test('entries added behind the last one that was read, in the same second', async () => {
  const bmc = filled(5);
  let infos = 0;
  bmc.meddle = (key) => {
    if (key === 'sel-info' && ++infos === 2) bmc.sel.add(event(50));
    return null;
  };
  expect((await readSel(bmc))?.entries).toEqual(bmc.sel.entries);
});

test('cleared while it is read: the new log and nothing of the old one', async () => {
  const bmc = filled(20);
  let reads = 0;
  bmc.meddle = (key) => {
    if (key === 'sel-read' && ++reads === 8) {
      bmc.sel.clear();
      for (let n = 0; n < 4; n++) bmc.sel.add(event(200 + n));
    }
    return null;
  };
  await bmc.clock.advance(5_000);
  const log = await readSel(bmc);
  expect(log).toMatchObject({ complete: true, info: { entries: 4 } });
  expect(log?.entries).toEqual(bmc.sel.entries);
});

test('a log that grows faster than it can be read ends, and says so', async () => {
  const bmc = filled(5);
  bmc.meddle = (key) => {
    if (key === 'sel-info') bmc.sel.add(event(1));
    return null;
  };
  const log = await readSel(bmc);
  expect(log?.complete).toBe(false);
  expect(new Set(idsOf(log?.entries ?? [])).size).toBe(log?.entries.length);
  expect(bmc.asked.length).toBeLessThan(60);
});

test('a list that bites its tail ends', async () => {
  const bmc = filled(5);
  const third = bmc.sel.read(0)?.bytes;
  if (!third) throw new Error('no entry');
  const id = third.readUInt16LE(0) + 2;
  bmc.meddle = (key, data) =>
    key === 'sel-read' && data.readUInt16LE(2) === id
      ? Buffer.concat([third.subarray(0, 2), bmc.sel.read(id)?.bytes ?? third])
      : null;
  const log = await readSel(bmc);
  expect(log?.complete).toBe(false);
  expect(log?.entries).toHaveLength(3);
});

test('a record that is no entry is counted, and the rest is read', async () => {
  const bmc = filled(5);
  const second = (bmc.sel.read(0)?.next ?? 0) & 0xffff;
  bmc.meddle = (key, data) => {
    if (key !== 'sel-read' || data.readUInt16LE(2) !== second) return null;
    const part = bmc.sel.read(second);
    const next = Buffer.alloc(2);
    next.writeUInt16LE(part?.next ?? 0);
    return Buffer.concat([next, (part?.bytes ?? next).subarray(0, 9)]);
  };
  const log = await readSel(bmc);
  expect(log).toMatchObject({ damaged: 1, complete: true });
  expect(log?.entries).toHaveLength(4);
});

test('a BMC that wants a reservation for every entry, and one where it never holds', async () => {
  const bmc = filled(5);
  bmc.meddle = (key, data) => (key === 'sel-read' && !bmc.sel.holds(data.readUInt16LE(0)) ? 0xc5 : null);
  expect((await readSel(bmc))?.entries).toEqual(bmc.sel.entries);
  expect(bmc.asked.filter((k) => k === 'sel-reserve')).toHaveLength(1);
  bmc.meddle = (key) => (key === 'sel-read' ? 0xc5 : null);
  await expect(readSel(bmc)).rejects.toMatchObject({ status: 0xc5 });
});

test('from a mark on: only what came later', async () => {
  const bmc = filled(30);
  const first = await readSel(bmc);
  for (let n = 0; n < 2; n++) bmc.sel.add(event(90 + n));
  bmc.asked.length = 0;
  const later = await readSel(bmc, { after: first?.mark ?? null });
  expect(later?.entries).toEqual(bmc.sel.entries.slice(30));
  expect(later?.restarted).toBe(false);
  expect(bmc.asked.length).toBeLessThan(10);
  // Nothing new: nothing comes, and the mark stays.
  const nothing = await readSel(bmc, { after: later?.mark ?? null });
  expect(nothing).toMatchObject({ entries: [], complete: true, mark: later?.mark });
});

test('a mark of a log that was cleared since: everything, and it says so', async () => {
  const bmc = filled(10);
  const first = await readSel(bmc);
  await bmc.clock.advance(60_000);
  bmc.sel.clear();
  bmc.sel.add(event(7));
  const later = await readSel(bmc, { after: first?.mark ?? null });
  expect(later).toMatchObject({ restarted: true, complete: true });
  expect(later?.entries).toEqual(bmc.sel.entries);
});

test('50 logs that are added to and cleared at any moment: no entry twice, none lost', async () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = seeded(seed);
    const bmc = filled(Math.floor(random() * 30));
    let left = 6;
    bmc.meddle = () => {
      if (left > 0 && random() < 0.15) {
        left--;
        void bmc.clock.advance(1_500);
        if (random() < 0.25) bmc.sel.clear();
        else bmc.sel.add(event(left));
      }
      return null;
    };
    const log = await readSel(bmc);
    const ids = idsOf(log?.entries ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    if (log?.complete) expect(log.entries).toEqual(bmc.sel.entries);
  }
});

test('progress, abort, and other failures stay failures', async () => {
  const bmc = filled(4);
  const told: string[] = [];
  await readSel(bmc, { progress: (done, of) => told.push(`${done}/${of}`) });
  expect(told).toEqual(['1/4', '2/4', '3/4', '4/4']);
  const stop = AbortSignal.abort(new Error('enough'));
  await expect(readSel(bmc, { signal: stop })).rejects.toThrow('enough');
  bmc.meddle = (key) => (key === 'sel-read' ? 0xd4 : null);
  await expect(readSel(bmc)).rejects.toMatchObject({ code: 'privilege' });
});

test('the clock: ahead, behind, never set, not there', async () => {
  const bmc = filled(0);
  expect(await selClockSkew(bmc, bmc.clock)).toBe(0);
  const at = (seconds: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(seconds);
    return bytes;
  };
  const now = Math.floor(bmc.clock.now() / 1_000);
  for (const skew of [7_200, -90]) {
    bmc.meddle = () => at(now + skew);
    expect(await selClockSkew(bmc, bmc.clock)).toBe(skew);
  }
  for (const answer of [at(42), at(0xffffffff), 0xc1]) {
    bmc.meddle = () => answer;
    expect(await selClockSkew(bmc, bmc.clock)).toBeNull();
  }
});

test('clearing needs the reservation; the status may be asked for', async () => {
  const bmc = filled(3);
  const { changes, ...command } = clearSel;
  expect(changes).toBe(true);
  const clear = (reservation: number) => bmc.read(command, { reservation, step: 'erase' });
  await expect(clear(0x1234)).rejects.toMatchObject({ status: 0xc5 });
  const reservation = await bmc.read(reserveSel, undefined);
  expect(await bmc.read(getSelErasure, reservation)).toBe('completed');
  expect(bmc.sel.entries).toHaveLength(3);
  expect(await clear(reservation)).toBe('completed');
  expect(bmc.sel.entries).toEqual([]);
  expect(bmc.core.machine.executed).toEqual(['clear SEL']);
});

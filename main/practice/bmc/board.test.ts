import { expect, test } from 'vitest';
import { decodeSdrs } from '../../ipmi/sdr/record.ts';
import { systemEvent } from '../../ipmi/sel/entry.ts';
import { describe, sensorIndex } from '../../ipmi/sel/event.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { BOARD_FAULTS, Board, SimpleChassis } from './index.ts';
import { PracticeSel } from './sel.ts';

function rig(power = true): { board: Board; chassis: SimpleChassis; clock: SimulatedClock; log: () => string[] } {
  const clock = new SimulatedClock();
  const chassis = new SimpleChassis({ clock, power });
  const board = new Board(chassis, clock);
  const index = sensorIndex(decodeSdrs(board.records));
  const log = () =>
    board.sel.entries.map((entry) => {
      const { sensor, state, asserted } = describe(entry, index);
      return `${sensor} ${state?.id} ${asserted ? 'on' : 'off'}`;
    });
  return { board, chassis, clock, log };
}

test('a board at work has nothing to report', async () => {
  const { board, clock, log } = rig();
  await clock.advance(3_600_000);
  board.watch();
  expect(log()).toEqual([]);
  expect(board.read(0x41)).toMatchObject({ raw: 84, states: 0, scanning: true, unavailable: false });
});

test('a value over its thresholds: one event each, and their ends with hysteresis', async () => {
  const { board, clock, log } = rig();
  board.set('CPU1 Temp', 91);
  expect(log()).toEqual(['CPU1 Temp threshold.7 on', 'CPU1 Temp threshold.9 on']);
  board.set('CPU1 Temp', 89); // one step back does not end it
  expect(log()).toHaveLength(2);
  board.set('CPU1 Temp', 88);
  expect(log().slice(2)).toEqual(['CPU1 Temp threshold.9 off']);
  board.release('CPU1 Temp');
  expect(log()).toHaveLength(3);
  await clock.advance(60_000);
  expect(board.read(1)?.states).toBe(0);
  expect(log().slice(3)).toEqual(['CPU1 Temp threshold.7 off']);
});

test('the event tells reading and threshold', () => {
  const { board } = rig();
  board.set('12V', 13.2);
  expect(board.sel.entries[0]).toMatchObject({ sensorNumber: 0x23, eventType: 1, data: [0x57, 210, 206] });
});

test('states of a discrete sensor come and go', () => {
  const { board, log } = rig();
  board.set('PS2 Status', [0, 1]);
  board.set('PS2 Status', []);
  expect(log()).toEqual([
    'PS2 Status power-supply.1 on',
    'PS2 Status power-supply.0 off',
    'PS2 Status power-supply.1 off',
  ]);
});

test('power off: fans stand still and rails have no reading, without alarm; temperatures fall slowly', async () => {
  const { board, chassis, clock, log } = rig();
  chassis.off();
  expect(log()).toEqual(['Power Unit power-unit.0 on']);
  expect(board.read(0x41)).toMatchObject({ raw: 0, states: 0 });
  expect(board.read(0x23)).toMatchObject({ unavailable: true });
  expect(board.read(0x26)).toMatchObject({ unavailable: false, raw: 194 });
  expect(board.read(0x01)?.raw).toBe(46);
  await clock.advance(45_000);
  expect(board.read(0x01)?.raw).toBe(32); // a third of the way left
  await clock.advance(600_000);
  expect(board.read(0x01)?.raw).toBe(24);
  chassis.on();
  expect(board.read(0x01)?.raw).toBe(24);
  await clock.advance(600_000);
  expect(board.read(0x01)?.raw).toBe(46);
  chassis.reset();
  expect(log()).toEqual([
    'Power Unit power-unit.0 on',
    'Power Unit power-unit.0 off',
    'Boot system-boot.0 on',
    'Boot system-boot.1 on',
  ]);
});

test('off and on again in between: temperatures do not jump', async () => {
  const { board, chassis, clock } = rig();
  chassis.off();
  await clock.advance(20_000);
  const before = board.read(0x01)?.raw;
  chassis.on();
  expect(board.read(0x01)?.raw).toBe(before);
});

test.each(BOARD_FAULTS)('%s: seen in sensors, log and chassis, and gone after the repair', async (fault) => {
  const { board, chassis, clock, log } = rig();
  board.fault(fault);
  expect(log().length).toBeGreaterThan(0);
  expect(chassis.faults).toHaveLength(1);
  expect(board.faults).toEqual([fault]);
  board.repair(fault);
  await clock.advance(900_000);
  board.watch();
  expect(chassis.faults).toEqual([]);
  const open = new Set<string>();
  for (const line of log()) {
    const [, what = '', state] = /^(.*) (on|off)$/.exec(line) ?? [];
    if (state === 'on') open.add(what);
    else open.delete(what);
  }
  expect([...open]).toEqual([]);
});

test('two faults with one lamp: it goes out with the last of them', () => {
  const { board, chassis } = rig();
  board.fault('fan-failed');
  board.fault('overheating');
  board.repair('fan-failed');
  expect(chassis.faults).toEqual(['cooling']);
  board.repair();
  expect(chassis.faults).toEqual([]);
});

test('a wrong name or kind of value is refused and names what there is', () => {
  const { board } = rig();
  expect(() => board.set('FAN9', 1)).toThrow(/no sensor "FAN9".*FAN1/);
  expect(() => board.set('FAN1', [1])).toThrow('takes a value');
  expect(() => board.set('PS1 Status', 1)).toThrow('takes states');
  expect(board.read(0x99)).toBeNull();
  expect(board.read(0xca)).toBeNull(); // event-only
  expect(board.thresholds(0xc8)).toBeNull();
});

test('an entry by hand, at its own time or now', () => {
  const { board, clock } = rig();
  const about = {
    sensorType: 0x23,
    sensorNumber: 0xca,
    eventType: 0x6f,
    data: [1, 0xff, 0xff] as [number, number, number],
  };
  board.log(systemEvent(about));
  board.log(systemEvent({ ...about, timestamp: 42 }));
  expect(board.sel.entries.map((e) => e.timestamp)).toEqual([Math.floor(clock.now() / 1_000), 42]);
});

test('a full log drops what comes and says so; clearing makes room', () => {
  const sel = new PracticeSel(() => 1_000, 3);
  const entry = systemEvent({ sensorType: 4, sensorNumber: 1, eventType: 1, data: [0, 0, 0] });
  for (let n = 0; n < 5; n++) sel.add(entry);
  expect(sel.info).toMatchObject({ entries: 3, free: 0, overflow: true, lastAddition: 1_000, lastErase: 0xffffffff });
  expect(sel.read(0xffff)).toMatchObject({ next: 0xffff, bytes: sel.read(3)?.bytes });
  expect(sel.read(9)).toBeNull();
  sel.clear();
  expect(sel.info).toMatchObject({ entries: 0, free: 48, overflow: false, lastErase: 1_000 });
  expect(sel.read(0)).toBeNull();
});

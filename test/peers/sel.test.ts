import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSdrs } from '../../main/ipmi/sdr/read.ts';
import { describe as describeEntry, type SelEvent, sensorIndex } from '../../main/ipmi/sel/event.ts';
import { readSel, type SelLog, type SelMark } from '../../main/ipmi/sel/read.ts';
import { type PracticeBmc, SimpleChassis, startBmc } from '../../main/practice/bmc/index.ts';
import { eventLog, writeLog } from './support/event-log.ts';
import { freeipmi } from './support/freeipmi.ts';
import { type IpmiSim, startIpmiSim } from './support/ipmi-sim.ts';
import { ipmitool } from './support/ipmitool.ts';
import type { PeerTarget } from './support/lab.ts';
import { bmcFor } from './support/rackhand.ts';
import { sensorBoard } from './support/sensor-board.ts';
import { expectPrinted } from './support/witness.ts';
import { FREEIPMI_EVENTS, FREEIPMI_TYPES, IPMITOOL_EVENTS } from './support/witness-words.ts';

// The event log as we read it is the log as ipmitool and FreeIPMI print it: number, date and time, sensor, event, direction,
// reading and threshold. Time of day is the log's own in all three; the witnesses are told that it is UTC.
process.env.TZ = 'UTC';

async function ours(target: PeerTarget): Promise<SelEvent[]> {
  await using bmc = bmcFor(target);
  const { records } = await readSdrs(bmc);
  const log = await readSel(bmc);
  expect(log).toMatchObject({ complete: true, damaged: 0 });
  const sensors = sensorIndex(records);
  return (log?.entries ?? []).map((entry) => describeEntry(entry, sensors));
}

async function fillSimulator(sim: IpmiSim): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rackhand-sel-'));
  writeFileSync(join(folder, 'log'), writeLog());
  const { exitCode, stderr } = await ipmitool(sim, ['exec', join(folder, 'log')]);
  rmSync(folder, { recursive: true });
  expect(exitCode, stderr).toBe(0);
}

describe.each(['ipmi_sim', 'practice BMC'] as const)('%s', (server) => {
  let sim: IpmiSim | null = null;
  let practice: PracticeBmc | null = null;
  let events: SelEvent[];
  let tool: string[][];
  let free: string[][];
  beforeAll(async () => {
    let target: PeerTarget;
    if (server === 'ipmi_sim') {
      target = sim = await startIpmiSim({ board: sensorBoard() });
      await fillSimulator(sim);
    } else {
      practice = await startBmc({ slots: 8, chassis: new SimpleChassis({ power: true }) });
      const { board, chassis } = practice;
      for (const fault of ['fan-failed', 'psu-lost', 'overheating', 'intrusion'] as const) board.fault(fault);
      board.repair();
      chassis.off();
      chassis.on();
      chassis.reset();
      target = { host: practice.host, port: practice.port, cipherSuite: 17 };
    }
    events = await ours(target);
    const rows = (text: string, separator: string | RegExp) =>
      text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => line.split(separator).map((cell) => cell.trim()));
    tool = rows((await ipmitool(target, ['sel', 'elist'])).stdout, '|');
    free = rows(await freeipmi('ipmi-sel', target, ['-v', '--comma-separated-output', '--no-header-output']), ',');
  });
  afterAll(async () => {
    await sim?.stop();
    await practice?.close();
  });

  const systemEvents = (rows: string[][]) =>
    events.flatMap((event, i) => (event.entry.kind === 'event' ? [{ event, row: rows[i] ?? [] }] : []));

  test('as many entries, under the same numbers, none twice and none missing', () => {
    if (server === 'ipmi_sim') expect(events).toHaveLength(eventLog().length);
    expect(events.length).toBeGreaterThan(server === 'ipmi_sim' ? 60 : 20);
    const numbers = events.map((event) => event.recordId);
    expect(tool.map(([id = '']) => Number.parseInt(id, 16))).toEqual(numbers);
    expect(free.map(([id]) => Number(id))).toEqual(numbers);
  });

  test('date and time', () => {
    events.forEach(({ time }, i) => {
      if (time?.kind !== 'wall') return;
      const [date = '', clock = ''] = new Date(time.seconds * 1_000).toISOString().replace('Z', '').split('T');
      const [year = '', month, day] = date.split('-');
      expect(tool[i]?.slice(1, 3)).toEqual([`${month}/${day}/${year.slice(2)}`, `${clock.slice(0, 8)} UTC`]);
      const name = new Intl.DateTimeFormat('en', { month: 'short', timeZone: 'UTC' }).format(time.seconds * 1_000);
      expect(free[i]?.slice(1, 3)).toEqual([`${name}-${day}-${year}`, clock.slice(0, 8)]);
    });
  });

  test('entries from before the clock was set', () => {
    const early = events.flatMap(({ time }, i) => (time?.kind === 'since-start' ? [{ time, i }] : []));
    expect(early).toHaveLength(server === 'ipmi_sim' ? 2 : 0);
    for (const { time, i } of early) {
      expect(tool[i]?.slice(1, 3)).toEqual(['Pre-Init', String(time.seconds).padStart(10, '0')]);
      expect(free[i]?.slice(1, 3)).toEqual(['PostInit', 'PostInit']);
    }
  });

  test('sensor', () => {
    for (const { event, row } of systemEvents(tool)) {
      if (event.sensor === 'DIMM ECC') continue; // 6-bit text, which ipmitool does not decode
      if (event.sensor !== null) expect(row[3]?.endsWith(` ${event.sensor}`), row.join(' | ')).toBe(true);
    }
    for (const { event, row } of systemEvents(free)) {
      if (event.sensor === 'DIMM ECC') continue;
      expect(row[3]).toBe(event.sensor ?? `Sensor #${event.sensorNumber}`);
    }
  });

  test('sensor type', () => {
    const said = systemEvents(free).map(({ event, row }) => {
      const type = event.type ?? { id: '', text: '' };
      return { theirs: row[4]?.toLowerCase(), ours: (FREEIPMI_TYPES[type.id] ?? type.text).toLowerCase() };
    });
    expect(said.map((s) => s.ours)).toEqual(said.map((s) => s.theirs));
  });

  test.each([
    ['ipmitool', IPMITOOL_EVENTS],
    ['FreeIPMI', FREEIPMI_EVENTS],
  ] as const)('event and direction as %s says it', (witness, words) => {
    const said = systemEvents(witness === 'ipmitool' ? tool : free).map(({ event, row }) => {
      const { id, text } = event.state ?? { id: '', text: '' };
      const theirs =
        witness === 'ipmitool' ? row[4]?.replace(/ \(\)$/, '') : row[6]?.split(' ; ')[0]?.replace(' - ', ' ');
      const asserted = (witness === 'ipmitool' ? ['Asserted'] : ['Assertion Event']).includes(row[5] ?? '');
      return {
        ours: `${id} ${words[id] ?? text} ${event.asserted}`.toLowerCase(),
        theirs: `${id} ${theirs} ${asserted}`.toLowerCase(),
      };
    });
    expect(said.map((s) => s.ours)).toEqual(said.map((s) => s.theirs));
  });

  test('reading and threshold of threshold events', () => {
    let compared = 0;
    for (const { event, row } of systemEvents(tool)) {
      const [, reading, threshold] = /Reading (\S+) [<>] Threshold (\S+)/.exec(row[6] ?? '') ?? [];
      if (!event.trigger || reading === undefined || threshold === undefined) continue;
      expectPrinted(reading, event.trigger.reading, `entry ${event.recordId}`);
      expectPrinted(threshold, event.trigger.threshold, `entry ${event.recordId}`);
      compared++;
    }
    for (const { event, row } of systemEvents(free)) {
      const [, reading, , threshold] = /Reading = (\S+) (\S+) ; Threshold = (\S+)/.exec(row[6] ?? '') ?? [];
      if (reading === undefined || threshold === undefined) {
        expect(event.trigger, row.join(' | ')).toBeNull();
        continue;
      }
      expectPrinted(reading, event.trigger?.reading, `entry ${event.recordId}`);
      expectPrinted(threshold, event.trigger?.threshold, `entry ${event.recordId}`);
      compared++;
    }
    expect(compared).toBeGreaterThan(15);
  });

  test('OEM records, byte for byte', () => {
    const oem = events.flatMap(({ entry }, i) => (entry.kind === 'oem' ? [{ entry, i }] : []));
    expect(oem).toHaveLength(server === 'ipmi_sim' ? 3 : 0);
    for (const { entry, i } of oem) {
      const cells = tool[i] ?? [];
      expect(cells.at(-1)).toBe(entry.data.toString('hex'));
      expect(cells.find((cell) => cell.startsWith('OEM'))).toBe(`OEM record ${entry.recordType.toString(16)}`);
      if (entry.manufacturer !== null) expect(Number.parseInt(cells.at(-2) ?? '', 16)).toBe(entry.manufacturer);
    }
  });
});

test('ipmitool clears the practice log; our reading from a mark notices it', async () => {
  await using practice = await startBmc({ slots: 8, chassis: new SimpleChassis({ power: true }) });
  const target = { host: practice.host, port: practice.port, cipherSuite: 17 } as const;
  practice.board.fault('fan-failed');
  await using bmc = bmcFor(target);
  const before = await readSel(bmc);
  expect(before?.entries).toHaveLength(3);
  expect(await ipmitool(target, ['sel', 'clear'])).toMatchObject({ exitCode: 0 });
  expect(practice.executed).toEqual(['clear SEL']);
  expect((await ipmitool(target, ['sel', 'elist'])).stdout.trim()).toBe('');
  practice.board.repair('fan-failed');
  const after = await readSel(bmc, { after: before?.mark ?? null });
  expect(after).toMatchObject({ restarted: true, complete: true });
  expect(after?.entries).toHaveLength(3);
});

test('a log that ipmitool writes while we read it: no entry twice, none lost', async () => {
  const sim = await startIpmiSim({ board: sensorBoard() });
  try {
    await using bmc = bmcFor(sim);
    const numbers: number[] = [];
    let mark: SelMark | null = null;
    const visit = async () => {
      const log: SelLog | null = await readSel(bmc, { after: mark });
      expect(log?.restarted).toBe(false);
      numbers.push(...(log?.entries ?? []).map((entry) => entry.recordId));
      mark = log?.mark ?? null;
    };
    let writing = true;
    const written = fillSimulator(sim).finally(() => {
      writing = false;
    });
    while (writing) await visit();
    await written;
    await visit();
    expect(numbers).toEqual(Array.from({ length: eventLog().length }, (_, i) => i + 1));
  } finally {
    await sim.stop();
  }
});

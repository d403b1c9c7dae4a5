import { expect, test } from 'vitest';
import type { SensorReading } from '../commands/get-sensor-reading.ts';
import { readSdrs } from '../sdr/read.ts';
import type { SensorSdr } from '../sdr/sensor-record.ts';
import { type Sensor, sensorsOf } from '../sdr/sensors.ts';
import { readSensors } from './read.ts';
import { type SensorState, sensorState } from './state.ts';
import { sensorTypeName, stateWord, stateWords, worst } from './states.ts';
import { type Direct, direct } from './testing/direct.ts';

async function statesOf(bmc: Direct): Promise<SensorState[]> {
  return readSensors(bmc, (await readSdrs(bmc)).records);
}

const named = (states: readonly SensorState[], name: string): SensorState => {
  const found = states.find((s) => s.name === name);
  if (!found) throw new Error(`no sensor ${name}`);
  return found;
};

async function sensor(name: string, change: Partial<SensorSdr> = {}): Promise<Sensor> {
  const { records } = await readSdrs(direct());
  const found = sensorsOf(records).find((s) => s.name === name);
  if (!found) throw new Error(`no sensor ${name}`);
  return { ...found, sdr: { ...found.sdr, ...change } };
}

const reading = (some: Partial<SensorReading> = {}): SensorReading => ({
  raw: 46,
  eventsEnabled: true,
  scanning: true,
  unavailable: false,
  states: 0,
  ...some,
});

test('a healthy board: values, units, thresholds, states', async () => {
  const states = await statesOf(direct());
  expect(named(states, 'CPU1 Temp')).toMatchObject({
    reading: 'present',
    condition: 'ok',
    value: 46,
    unit: '°C',
    thresholds: { lnr: -9, lc: -7, lnc: -5, unc: 85, uc: 90, unr: 95 },
    hysteresis: { positive: 1, negative: 1 },
    range: { min: -128, max: 127, normalMin: null, normalMax: null, nominal: 46 },
    accuracy: null,
    type: { code: 1, id: 'temperature', text: 'Temperature' },
    entity: { text: 'processor 1' },
  });
  expect(named(states, '12V')).toMatchObject({ value: 11.97, unit: 'V' });
  expect(named(states, 'PS1 Status')).toMatchObject({
    kind: 'discrete',
    raw: null,
    value: null,
    unit: null,
    states: [{ id: 'power-supply.0', text: 'Presence detected', condition: 'ok' }],
  });
  expect(named(states, 'Watchdog')).toMatchObject({ reading: 'event-only', condition: 'unknown' });
  expect(states.map((s) => s.name)).toEqual(expect.arrayContaining(['CPU1', 'CPU2', 'DiskA', 'DiskD']));
  for (const s of states) if (s.reading === 'present') expect(s.condition, s.name).toBe('ok');
});

test('two exchanges a sensor with thresholds, one without; thresholds are taken from an earlier reading', async () => {
  const bmc = direct();
  const { records } = await readSdrs(bmc);
  bmc.asked.length = 0;
  const first = await readSensors(bmc, records);
  const asked = bmc.asked.splice(0);
  expect(asked.filter((k) => k === 'sensor-thresholds').length).toBe(
    first.filter((s) => s.thresholds.uc !== undefined).length,
  );
  const again = await readSensors(bmc, records, { earlier: first });
  expect(again).toEqual(first);
  expect(new Set(bmc.asked)).toEqual(new Set(['sensor-reading']));
});

test('only some, with progress, until aborted', async () => {
  const bmc = direct();
  const { records } = await readSdrs(bmc);
  const stop = new AbortController();
  const told: string[] = [];
  const some = { only: (s: Sensor) => s.name.startsWith('FAN'), signal: stop.signal };
  expect(
    await readSensors(bmc, records, { ...some, each: (s, n, of) => told.push(`${s.name} ${n}/${of}`) }),
  ).toHaveLength(5);
  expect(told.at(-1)).toBe('FAN5 5/5');
  stop.abort(new Error('enough'));
  await expect(readSensors(bmc, records, some)).rejects.toThrow('enough');
});

test('what cannot be read says why and does not end the list', async () => {
  const bmc = direct();
  const answers: Record<number, number | Buffer> = {
    1: 0xcb,
    2: 0xd5,
    10: 0xce, // response could not be provided
    11: Buffer.from([20, 0x20 | 0xc0]), // unavailable
    12: Buffer.from([20, 0x80]), // scanning disabled
    13: Buffer.alloc(1), // against the specification
  };
  bmc.meddle = (key, data) => (key === 'sensor-reading' ? (answers[data[0] ?? 0] ?? null) : null);
  const states = await statesOf(bmc);
  expect(states.slice(0, 7).map((s) => s.reading)).toEqual([
    'absent',
    'absent',
    'refused',
    'unavailable',
    'scanning-disabled',
    'refused',
    'present',
  ]);
  for (const s of states.slice(0, 6))
    expect(s).toMatchObject({ value: null, raw: null, condition: 'unknown', states: [] });
  expect(states).toHaveLength((await statesOf(direct())).length);
  bmc.meddle = (key) => (key === 'sensor-reading' ? 0xd4 : null);
  await expect(statesOf(bmc)).rejects.toMatchObject({ code: 'privilege' });
});

test('thresholds that cannot be read leave the value', async () => {
  const bmc = direct();
  bmc.meddle = (key) => (key === 'sensor-thresholds' ? 0xcd : null);
  expect(named(await statesOf(bmc), 'CPU1 Temp')).toMatchObject({ value: 46, thresholds: {}, condition: 'ok' });
});

test('a sensor of another LUN or controller is not read on ours', async () => {
  const bmc = direct();
  const { records } = await readSdrs(bmc);
  const [, first] = records;
  if (first?.kind !== 'sensor') throw new Error('no sensor');
  const elsewhere = [
    { ...first, lun: 1 },
    { ...first, owner: 0x2c },
    { ...first, owner: 0x41 },
  ];
  bmc.asked.length = 0;
  expect((await readSensors(bmc, elsewhere)).map((s) => s.reading)).toEqual(['elsewhere', 'elsewhere', 'elsewhere']);
  expect(bmc.asked).toEqual([]);
});

test('the BMC’s comparison counts; without it the thresholds are compared here', async () => {
  const cpu = await sensor('CPU1 Temp');
  const limits = cpu.sdr.thresholds;
  const condition = (raw: number, states: number | null) =>
    sensorState(cpu, reading({ raw, states }), limits).condition;
  expect(condition(46, 0b111000)).toBe('non-recoverable');
  expect(condition(46, 0b000001)).toBe('non-critical');
  expect(condition(46, 0b000011)).toBe('critical');
  expect(condition(99, 0)).toBe('ok');
  expect(condition(99, null)).toBe('non-recoverable');
  expect(condition(0xfa, null)).toBe('non-critical'); // −6
  expect(sensorState(cpu, reading({ raw: 91, states: null }), limits).crossed).toEqual(['unc', 'uc']);
});

test('fixed thresholds come from the record', async () => {
  const bmc = direct();
  const { records } = await readSdrs(bmc);
  const fixed = records.map((r) => (r.kind === 'sensor' ? { ...r, capabilities: r.capabilities | 0x0c } : r));
  bmc.asked.length = 0;
  expect(named(await readSensors(bmc, fixed), 'CPU1 Temp').thresholds.uc).toBe(90);
  expect(bmc.asked).not.toContain('sensor-thresholds');
});

test('a non-linear sensor shows its raw value and says so', async () => {
  const plain = await sensor('CPU1 Temp');
  if (!plain.sdr.factors) throw new Error('no factors');
  const odd = { ...plain, sdr: { ...plain.sdr, factors: { ...plain.sdr.factors, linearization: 0x70 } } };
  expect(sensorState(odd, reading(), plain.sdr.thresholds)).toMatchObject({
    nonLinear: true,
    raw: 46,
    value: null,
    thresholds: {},
    reading: 'present',
  });
});

test('a discrete sensor with an analog value shows both; one without states is ok', async () => {
  const both = await sensor('CPU1 Temp', { eventType: 0x05 });
  expect(sensorState(both, reading({ states: 2 }), {})).toMatchObject({
    value: 46,
    condition: 'non-critical',
    states: [{ id: 'limit.1', text: 'Limit exceeded' }],
  });
  expect(sensorState(both, reading({ states: null }), {})).toMatchObject({ condition: 'ok', states: [] });
});

test('words: specific, generic, threshold, reserved, OEM', () => {
  expect(stateWord(0x6f, 0x08, 3)).toEqual({
    id: 'power-supply.3',
    text: 'Power supply input lost (AC/DC)',
    condition: 'critical',
  });
  expect(stateWord(0x0b, 0x08, 0)).toMatchObject({ id: 'redundancy.0', condition: 'ok' });
  expect(stateWord(0x01, 0x01, 9)).toMatchObject({ id: 'threshold.9', text: 'Upper critical going high' });
  expect(stateWord(0x6f, 0x22, 13)).toEqual({ id: 'acpi-power-state.13', text: 'State 13', condition: 'unknown' });
  expect(stateWord(0x71, 0xc0, 2)).toEqual({ id: 'event-type-71.2', text: 'State 2', condition: 'unknown' });
  expect(stateWord(0x6f, 0xc0, 2)).toMatchObject({ id: 'oem-c0.2', condition: 'unknown' });
  expect(stateWords(0x6f, 0x07, 0x482).map((w) => w.text)).toEqual(['Thermal trip', 'Presence detected', 'Throttled']);
  expect(sensorTypeName(0x2c)).toEqual({ id: 'fru-state', text: 'FRU state' });
  expect(sensorTypeName(0x2d)).toEqual({ id: 'type-2d', text: 'Type 2Dh' });
});

test('ids are unique and every type and offset has a word', () => {
  const ids = new Set<string>();
  for (let type = 0; type < 256; type++)
    for (let offset = 0; offset < 15; offset++) {
      const { id, text } = stateWord(0x6f, type, offset);
      expect(text).not.toBe('');
      ids.add(id);
    }
  for (let eventType = 1; eventType < 0x6f; eventType++)
    for (let offset = 0; offset < 15; offset++) ids.add(stateWord(eventType, 1, offset).id);
  expect(ids.size).toBe(256 * 15 + 0x6e * 15);
});

test('known trouble is worse than not knowing, and that is worse than ok', () => {
  expect(worst([])).toBe('ok');
  expect(worst(['ok', 'unknown'])).toBe('unknown');
  expect(worst(['unknown', 'non-critical', 'ok'])).toBe('non-critical');
  expect(worst(['critical', 'non-recoverable', 'unknown'])).toBe('non-recoverable');
});

import { expect } from 'vitest';
import { THRESHOLDS, type ThresholdName } from '../../../main/ipmi/commands/get-sensor-thresholds.ts';
import type { SensorState } from '../../../main/ipmi/sensors/state.ts';
import { blocks, freeipmi } from './freeipmi.ts';
import { ipmitool } from './ipmitool.ts';
import type { PeerTarget } from './lab.ts';

/** One sensor as another tool printed it. Numbers stay text, so that they are compared to the precision printed. */
export interface Witnessed {
  number: number;
  name: string;
  /** "entity id.instance". */
  entity: string;
  reading: string | null;
  unit: string | null;
  thresholds: Partial<Record<ThresholdName, string>>;
  /** Only FreeIPMI prints it. */
  range: Partial<Record<keyof SensorState['range'], string>>;
  /** What it says about the state, in its own words. */
  words: string[];
}

const COLUMNS: readonly ThresholdName[] = ['lnr', 'lc', 'lnc', 'unc', 'uc', 'unr'];

/** `sdr elist` (numbers, entities, states) and `sensor` (readings, thresholds), which list the same sensors in one order. */
export async function ipmitoolSensors(target: PeerTarget): Promise<Witnessed[]> {
  const rows = async (...command: string[]) =>
    (await ipmitool(target, command)).stdout
      .split('\n')
      .filter((line) => line.includes('|'))
      .map((line) => line.split('|').map((cell) => cell.trim()));
  const listed = await rows('sdr', 'elist');
  const sensors = await rows('sensor');
  expect(sensors).toHaveLength(listed.length);
  return listed.map(([name = '', number = '', status = '', entity = '', text = ''], i) => {
    const [, reading = '', unit = '', state = '', ...limits] = sensors[i] ?? [];
    const discrete = unit === 'discrete';
    const thresholds: Witnessed['thresholds'] = {};
    COLUMNS.forEach((column, at) => {
      const limit = limits[at];
      if (limit !== undefined && limit !== 'na') thresholds[column] = limit;
    });
    return {
      number: Number.parseInt(number, 16),
      name,
      entity,
      reading: discrete || reading === 'na' ? null : reading,
      unit: discrete || unit === '' ? null : unit,
      thresholds,
      range: {},
      words: discrete ? (status === 'ns' || text === '' ? [] : text.split(', ')) : [state],
    };
  });
}

const FREEIPMI_LIMITS: Readonly<Record<ThresholdName, string>> = {
  lnc: 'Lower Non-Critical Threshold',
  lc: 'Lower Critical Threshold',
  lnr: 'Lower Non-Recoverable Threshold',
  unc: 'Upper Non-Critical Threshold',
  uc: 'Upper Critical Threshold',
  unr: 'Upper Non-Recoverable Threshold',
};

const FREEIPMI_RANGE: Readonly<Record<keyof SensorState['range'], string>> = {
  min: 'Sensor Min. Reading',
  max: 'Sensor Max. Reading',
  normalMin: 'Normal Min.',
  normalMax: 'Normal Max.',
  nominal: 'Nominal Reading',
};

/**
 * `ipmi-sensors -vv`, or `-v`, one block a sensor. With `-vv` it also asks for hysteresis and event masks, and ends its
 * list at the first sensor that does not exist.
 */
export async function freeipmiSensors(target: PeerTarget, verbosity: '-v' | '-vv'): Promise<Witnessed[]> {
  const text = await freeipmi('ipmi-sensors', target, [verbosity, '--shared-sensors']);
  return blocks(text, 'Record ID: ')
    .filter((block) => block.has('Sensor Number'))
    .map((block) => {
      const one = (name: string) => block.get(name)?.[0];
      const [reading, unit] = splitReading(one('Sensor Reading'));
      const thresholds: Witnessed['thresholds'] = {};
      for (const name of THRESHOLDS) {
        const [limit] = splitReading(one(FREEIPMI_LIMITS[name]));
        if (limit !== null) thresholds[name] = limit;
      }
      const range: Witnessed['range'] = {};
      for (const [name, label] of Object.entries(FREEIPMI_RANGE)) {
        const [limit] = splitReading(one(label));
        if (limit !== null) range[name as keyof Witnessed['range']] = limit;
      }
      return {
        number: Number(one('Sensor Number')),
        name: one('ID String') ?? '',
        entity: `${/\((\d+)\)/.exec(one('Entity ID') ?? '')?.[1]}.${one('Entity Instance')}`,
        reading,
        unit,
        thresholds,
        range,
        words: (block.get('Sensor Event') ?? []).map((word) => word.replaceAll("'", '').replace(/ \([^)]{20,}\)/, '')),
      };
    });
}

/** "45.000000 C" → number and unit; "N/A" and nothing → null. */
function splitReading(text: string | undefined): [string | null, string | null] {
  if (text === undefined || text === 'N/A') return [null, null];
  const [number = '', ...unit] = text.split(' ');
  return [number, unit.join(' ') || null];
}

/** Equal to the precision printed. */
export function expectPrinted(printed: string, ours: number | null | undefined, what: string): void {
  if (/^-?(inf|nan)$/.test(printed)) {
    expect(ours, `${what}: ${printed}`).toBeNull(); // a value that the formula does not have
    return;
  }
  expect(ours, `${what}: ${printed}`).toEqual(expect.any(Number));
  const digits = printed.split('.')[1]?.length ?? 0;
  const slack = 10 ** -digits / 2 + Math.abs(Number(printed)) * 1e-9;
  expect(
    Math.abs(Number(printed) - (ours ?? Number.NaN)),
    `${what}: printed ${printed}, ours ${ours}`,
  ).toBeLessThanOrEqual(slack);
}

/** Value, thresholds and range of one sensor. */
export function expectSameNumbers(theirs: Witnessed, ours: SensorState, skip: ReadonlySet<string>): void {
  const what = `${theirs.name} (${theirs.number})`;
  if (skip.has(ours.name)) return;
  if (theirs.reading === null) expect(ours.value, what).toBeNull();
  else expectPrinted(theirs.reading, ours.value, what);
  expect(Object.keys(ours.thresholds).sort(), what).toEqual(Object.keys(theirs.thresholds).sort());
  for (const [name, limit] of Object.entries(theirs.thresholds))
    expectPrinted(limit, ours.thresholds[name as ThresholdName], `${what} ${name}`);
  for (const [name, limit] of Object.entries(theirs.range))
    expectPrinted(limit, ours.range[name as keyof SensorState['range']], `${what} ${name}`);
}

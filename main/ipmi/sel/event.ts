import { convert } from '../sdr/convert.ts';
import type { SdrRecord } from '../sdr/record.ts';
import { type Sensor, sensorsOf } from '../sdr/sensors.ts';
import { unitText } from '../sdr/units.ts';
import { type StateWord, sensorTypeName, stateWord } from '../sensors/states.ts';
import { eventDetail } from './detail.ts';
import { type SelEntry, type SystemEvent, timeOf } from './entry.ts';
import type { SelTime } from './time.ts';

/** An entry of the event log in words. What the entry does not say is null. */
export interface SelEvent {
  recordId: number;
  /** Null for OEM records without time. */
  time: SelTime | null;
  /** From the sensor's record; null when there is none, as for events of BIOS and operating system. */
  sensor: string | null;
  sensorNumber: number | null;
  /** Table 42-3; null for OEM records. */
  type: { code: number; id: string; text: string } | null;
  /** Who logged it: "BMC", "BIOS", "software 41h", "controller 24h"; null for OEM records. */
  by: string | null;
  /** What happened, and how bad that is while it is asserted. Null for OEM records. */
  state: StateWord | null;
  asserted: boolean | null;
  /** Reading and threshold of a threshold event, in `unit`. */
  trigger: { reading: number | null; threshold: number | null; unit: string } | null;
  /** Discrete events: the state before, and a severity (Table 42-2, type 07h), when the entry tells them. */
  previous: StateWord | null;
  severity: StateWord | null;
  /** What event data 2 and 3 mean for this sensor type, in English; null where they say nothing more. */
  detail: string | null;
  /** The stored bytes' meaning, for everything that is not above. */
  entry: SelEntry;
}

/** Finds the sensor that an event names. */
export type SensorIndex = (generator: number, lun: number, number: number) => Sensor | null;

export function sensorIndex(records: readonly SdrRecord[]): SensorIndex {
  const key = (owner: number, lun: number, number: number) => (owner << 16) | (lun << 8) | number;
  const found = new Map<number, Sensor>();
  for (const sensor of sensorsOf(records)) {
    const at = key(sensor.sdr.owner, sensor.sdr.lun, sensor.number);
    if (!found.has(at)) found.set(at, sensor);
  }
  return (generator, lun, number) => found.get(key(generator, lun, number)) ?? null;
}

/** Pure: one entry in words. */
export function describe(entry: SelEntry, sensors: SensorIndex): SelEvent {
  const nothing = { sensor: null, trigger: null, previous: null, severity: null, detail: null };
  if (entry.kind === 'oem') {
    const none = { sensorNumber: null, type: null, by: null, state: null, asserted: null };
    return { recordId: entry.recordId, time: timeOf(entry), ...nothing, ...none, entry };
  }
  const sensor = sensors(entry.generator, entry.lun, entry.sensorNumber);
  const offset = entry.data[0] & 0x0f;
  const state = stateWord(entry.eventType, entry.sensorType, offset);
  const about =
    entry.eventType === 0x01
      ? { trigger: triggerOf(entry, sensor) }
      : { ...discrete(entry), detail: eventDetail(entry) };
  return {
    ...nothing,
    recordId: entry.recordId,
    time: timeOf(entry),
    sensor: sensor?.name ?? null,
    sensorNumber: entry.sensorNumber,
    type: { code: entry.sensorType, ...sensorTypeName(entry.sensorType) },
    by: generatorText(entry.generator),
    state,
    asserted: entry.asserted,
    ...about,
    entry,
  };
}

/** Event data 1 of a threshold event, bits 7:6 and 5:4 = 01b: data 2 is the reading, data 3 the threshold (Table 29-6). */
function triggerOf(e: SystemEvent, sensor: Sensor | null): SelEvent['trigger'] {
  const { factors, units } = sensor?.sdr ?? {};
  if (!factors || !units) return null;
  const given = (shift: number, raw: number) =>
    ((e.data[0] >> shift) & 3) === 1 ? convert(factors, units.format, raw) : null;
  const reading = given(6, e.data[1]);
  const threshold = given(4, e.data[2]);
  return reading === null && threshold === null ? null : { reading, threshold, unit: unitText(units) };
}

/** Event data 1 of a discrete event, bits 7:6 = 01b: data 2 is severity (high nibble) and previous state; Fh is "not told". */
function discrete(e: SystemEvent): Pick<SelEvent, 'previous' | 'severity'> {
  if (e.data[0] >> 6 !== 1) return { previous: null, severity: null };
  const previous = e.data[1] & 0x0f;
  const severity = e.data[1] >> 4;
  return {
    previous: previous === 0x0f ? null : stateWord(e.eventType, e.sensorType, previous),
    severity: severity === 0x0f ? null : stateWord(0x07, 0, severity),
  };
}

/** Table 5-4 for software ids; slave addresses are even. */
function generatorText(generator: number): string {
  const number = `${generator.toString(16).toUpperCase().padStart(2, '0')}h`;
  if (generator === 0x20) return 'BMC';
  if ((generator & 1) === 0) return `controller ${number}`;
  const id = generator >> 1;
  if (id <= 0x0f) return 'BIOS';
  if (id <= 0x1f) return 'SMI handler';
  if (id <= 0x2f) return 'system management software';
  if (id <= 0x3f) return 'OEM software';
  return id <= 0x46 ? 'remote console' : `software ${number}`;
}

import type { SensorReading } from '../commands/get-sensor-reading.ts';
import { type RawThresholds, THRESHOLDS, type ThresholdName } from '../commands/get-sensor-thresholds.ts';
import { accuracyPercent, convert, convertDistance, isLinearizable } from '../sdr/convert.ts';
import { type Entity, entityText } from '../sdr/entities.ts';
import type { Limits } from '../sdr/sensor-record.ts';
import type { Sensor } from '../sdr/sensors.ts';
import { unitText } from '../sdr/units.ts';
import { type Condition, type StateWord, sensorTypeName, stateWords, worst } from './states.ts';

/** Why a sensor has no reading. */
export type Unread =
  | 'absent' // the BMC says that there is no such sensor, or not in this state of the machine
  | 'refused' // the BMC answered with another error
  | 'unavailable' // the sensor has no value at this moment
  | 'scanning-disabled'
  | 'event-only' // it only sends events
  | 'elsewhere'; // another controller or LUN owns it, which this program does not reach

/** One sensor as read: nothing in it is guessed. */
export interface SensorState {
  name: string;
  number: number;
  owner: number;
  lun: number;
  recordId: number;
  entity: Entity & { text: string };
  /** Table 42-3: id such as "temperature", English name. */
  type: { code: number; id: string; text: string };
  /** Event/reading type code (Table 42-1). */
  eventType: number;
  /** `threshold`: compares a value; `discrete`: has states, and perhaps a value as well. */
  kind: 'threshold' | 'discrete';
  reading: 'present' | Unread;
  condition: Condition;
  /** The byte as read; null when there is no reading, and for discrete sensors without analog value. */
  raw: number | null;
  /** In `unit`; null when there is none. */
  value: number | null;
  /** "°C", "RPM"; null when the sensor has no analog value. */
  unit: string | null;
  /** The factors change over the range, so that `value` is null and only `raw` is known. */
  nonLinear: boolean;
  /** In `unit`, those that can be read. */
  thresholds: Partial<Record<ThresholdName, number>>;
  rawThresholds: RawThresholds;
  hysteresis: { positive: number | null; negative: number | null };
  /** In `unit`: what the record says about the range; null where it says nothing. For scales of a picture. */
  range: Record<'min' | 'max' | 'normalMin' | 'normalMax' | 'nominal', number | null>;
  /** ± percent of the value; null when the record does not say. */
  accuracy: number | null;
  /** Asserted states of a discrete sensor, in the order of their offsets. */
  states: StateWord[];
  /** Threshold sensors: which thresholds the BMC reports as crossed. */
  crossed: ThresholdName[];
  /** State bits as read; null when the BMC left them out. */
  stateBits: number | null;
}

const BY_THRESHOLD: Readonly<Record<ThresholdName, Condition>> = {
  lnc: 'non-critical',
  lc: 'critical',
  lnr: 'non-recoverable',
  unc: 'non-critical',
  uc: 'critical',
  unr: 'non-recoverable',
};

/** Pure: what a sensor's record and its answer, or the reason for none, amount to. */
export function sensorState(sensor: Sensor, answer: SensorReading | Unread, rawThresholds: RawThresholds): SensorState {
  const { sdr } = sensor;
  const reading = typeof answer === 'string' ? answer : whyUnread(answer);
  const given = reading === 'present' && typeof answer !== 'string' ? answer : null;
  const threshold = sdr.eventType === 0x01;
  const format = sdr.units?.format ?? 'none';
  const inUnits = (raw: number) => (sdr.factors ? convert(sdr.factors, format, raw) : null);
  const raw = given && format !== 'none' ? given.raw : null;
  const value = raw === null ? null : inUnits(raw);
  const thresholds = mapThresholds(rawThresholds, inUnits);
  const crossed = given && threshold ? crossings(given.states, value, thresholds) : [];
  const states = given && !threshold ? stateWords(sdr.eventType, sdr.sensorType, given.states ?? 0) : [];
  const distance = (counts: number) => (sdr.factors && counts > 0 ? convertDistance(sdr.factors, counts) : null);
  return {
    name: sensor.name,
    number: sensor.number,
    owner: sdr.owner,
    lun: sdr.lun,
    recordId: sdr.recordId,
    entity: { ...sdr.entity, text: entityText(sdr.entity) },
    type: { code: sdr.sensorType, ...sensorTypeName(sdr.sensorType) },
    eventType: sdr.eventType,
    kind: threshold ? 'threshold' : 'discrete',
    reading,
    condition: given
      ? worst([...crossed.map((name) => BY_THRESHOLD[name]), ...states.map((s) => s.condition)])
      : 'unknown',
    raw,
    value,
    unit: sdr.units && format !== 'none' ? unitText(sdr.units) : null,
    nonLinear: sdr.factors !== null && format !== 'none' && !isLinearizable(sdr.factors),
    thresholds,
    rawThresholds,
    hysteresis: { positive: distance(sdr.hysteresis.positive), negative: distance(sdr.hysteresis.negative) },
    range: rangeOf(sdr.limits, inUnits),
    accuracy: sdr.factors ? accuracyPercent(sdr.factors) : null,
    states,
    crossed,
    stateBits: given?.states ?? null,
  };
}

function whyUnread(r: SensorReading): 'present' | Unread {
  if (!r.scanning) return 'scanning-disabled';
  return r.unavailable ? 'unavailable' : 'present';
}

function mapThresholds(raw: RawThresholds, inUnits: (raw: number) => number | null): SensorState['thresholds'] {
  const found: SensorState['thresholds'] = {};
  for (const name of THRESHOLDS) {
    const value = raw[name];
    const converted = value === undefined ? null : inUnits(value);
    if (converted !== null) found[name] = converted;
  }
  return found;
}

function rangeOf(limits: Limits | null, inUnits: (raw: number) => number | null): SensorState['range'] {
  const at = (raw: number | null | undefined) => (raw === null || raw === undefined ? null : inUnits(raw));
  return {
    min: at(limits?.min),
    max: at(limits?.max),
    normalMin: at(limits?.normalMin),
    normalMax: at(limits?.normalMax),
    nominal: at(limits?.nominal),
  };
}

/** What the BMC compared; when it left that out, the comparison is made here. */
function crossings(bits: number | null, value: number | null, limits: SensorState['thresholds']): ThresholdName[] {
  if (bits !== null) return THRESHOLDS.filter((_, bit) => (bits & (1 << bit)) !== 0);
  if (value === null) return [];
  return THRESHOLDS.filter((name) => {
    const limit = limits[name];
    return limit !== undefined && (name.startsWith('l') ? value <= limit : value >= limit);
  });
}

import type { Reads } from '../bmc.ts';
import { getSensorReading, type SensorReading } from '../commands/get-sensor-reading.ts';
import { getSensorThresholds, type RawThresholds } from '../commands/get-sensor-thresholds.ts';
import { IpmiError } from '../errors.ts';
import type { SdrRecord } from '../sdr/record.ts';
import { thresholdAccess } from '../sdr/sensor-record.ts';
import { BMC_OWNER, type Sensor, sensorsOf } from '../sdr/sensors.ts';
import { type SensorState, sensorState, type Unread } from './state.ts';

export interface ReadSensorsOptions {
  /** Only these; all that are not event-only otherwise too. */
  only?: (sensor: Sensor) => boolean;
  /** An earlier reading of the same records: thresholds hardly ever change and are then taken from there. */
  earlier?: readonly SensorState[];
  /** Told after each sensor. */
  each?: (state: SensorState, done: number, of: number) => void;
  signal?: AbortSignal;
}

/**
 * The present state of every sensor in the records, in their order. One that cannot be read says why and does not end the
 * list. One or two round trips a sensor. Throws IpmiError when the BMC stops answering or wants a higher level, and the
 * signal's reason when it is aborted.
 */
export async function readSensors(
  bmc: Reads,
  records: readonly SdrRecord[],
  options: ReadSensorsOptions = {},
): Promise<SensorState[]> {
  const sensors = sensorsOf(records).filter(options.only ?? (() => true));
  const earlier = new Map((options.earlier ?? []).map((state) => [keyOf(state), state]));
  const states: SensorState[] = [];
  for (const sensor of sensors) {
    options.signal?.throwIfAborted();
    const known = earlier.get(keyOf({ name: sensor.name, number: sensor.number, owner: sensor.sdr.owner }));
    const state = await readSensor(bmc, sensor, known?.rawThresholds ?? null);
    states.push(state);
    options.each?.(state, states.length, sensors.length);
  }
  return states;
}

const keyOf = (s: { name: string; number: number; owner: number }) => `${s.owner} ${s.number} ${s.name}`;

/** One sensor; thresholds are asked for unless they are given. Throws like `readSensors`. */
export async function readSensor(bmc: Reads, sensor: Sensor, thresholds: RawThresholds | null): Promise<SensorState> {
  const { sdr } = sensor;
  if (sdr.form === 'event-only') return sensorState(sensor, 'event-only', {});
  // Another LUN or controller has its own sensor under this number: reading it here would show a wrong value.
  if (sdr.owner !== BMC_OWNER || sdr.lun !== 0) return sensorState(sensor, 'elsewhere', {});
  const reading = await answer(bmc.read(getSensorReading, sensor.number));
  if (typeof reading === 'string') return sensorState(sensor, reading, {});
  return sensorState(sensor, reading, thresholds ?? (await thresholdsOf(bmc, sensor)));
}

async function thresholdsOf(bmc: Reads, sensor: Sensor): Promise<RawThresholds> {
  const access = thresholdAccess(sensor.sdr);
  if (access === 'none') return {};
  if (access === 'fixed') return sensor.sdr.thresholds;
  const read = await answer(bmc.read(getSensorThresholds, sensor.number));
  return typeof read === 'string' ? {} : read;
}

/** Codes for "there is no such sensor, or not now": C1h, C9h, CBh, CCh, CDh, D3h, D5h, D6h. */
const NOT_THERE: ReadonlySet<number> = new Set([0xc1, 0xc9, 0xcb, 0xcc, 0xcd, 0xd3, 0xd5, 0xd6]);

async function answer<T extends SensorReading | RawThresholds>(read: Promise<T>): Promise<T | Unread> {
  try {
    return await read;
  } catch (e) {
    if (!(e instanceof IpmiError)) throw e;
    if (e.status !== null && NOT_THERE.has(e.status)) return 'absent';
    if (e.code === 'completion' || e.code === 'protocol') return 'refused';
    throw e;
  }
}

import { clearSel } from './clear-sel.ts';
import { getDeviceSdr } from './get-device-sdr.ts';
import { getDeviceSdrInfo } from './get-device-sdr-info.ts';
import { getSdr } from './get-sdr.ts';
import { getSdrRepositoryInfo } from './get-sdr-repository-info.ts';
import { getSelEntry } from './get-sel-entry.ts';
import { getSelInfo } from './get-sel-info.ts';
import { getSelTime } from './get-sel-time.ts';
import { getSensorEventEnable } from './get-sensor-event-enable.ts';
import { getSensorHysteresis } from './get-sensor-hysteresis.ts';
import { getSensorReading } from './get-sensor-reading.ts';
import { getSensorThresholds } from './get-sensor-thresholds.ts';
import { reserveDeviceSdrRepository } from './reserve-device-sdr-repository.ts';
import { reserveSdrRepository } from './reserve-sdr-repository.ts';
import { reserveSel } from './reserve-sel.ts';

/** Sensors, their records (SDR), the event log (SEL). */
export const SENSOR_COMMANDS = {
  'sdr-info': getSdrRepositoryInfo,
  'sdr-reserve': reserveSdrRepository,
  'sdr-read': getSdr,
  'device-sdr-info': getDeviceSdrInfo,
  'device-sdr-reserve': reserveDeviceSdrRepository,
  'device-sdr-read': getDeviceSdr,
  'sensor-reading': getSensorReading,
  'sensor-thresholds': getSensorThresholds,
  'sensor-hysteresis': getSensorHysteresis,
  'sensor-events': getSensorEventEnable,
  'sel-info': getSelInfo,
  'sel-reserve': reserveSel,
  'sel-read': getSelEntry,
  'sel-time': getSelTime,
  'sel-clear': clearSel,
} as const;

/** What the BMC knows of its machine: sensors, event log, inventory. */

/** `absent`: the BMC has the record but no reading; `unknown`: it answers, and nothing follows from it. */
export type SensorState = 'ok' | 'non-critical' | 'critical' | 'non-recoverable' | 'absent' | 'unknown';

export interface SensorView {
  name: string;
  /** Sensor type by IPMI 2.0 Table 42-3, lower case with dashes: `temperature`, `fan`, `power-supply` … */
  type: string;
  /** Entity by Table 43-13 with its instance: `power-supply 1`. */
  entity: string;
  number: number;
  /** In `unit`; null for discrete sensors and where there is no reading. */
  value: number | null;
  /** `°C`, `rpm`, `V`, `W`, `A`, `%` …; empty where the sensor has none. */
  unit: string;
  state: SensorState;
  /** What the sensor says in words of the specification: asserted states of a discrete sensor, crossed thresholds. */
  words: { id: string; text: string }[];
  /** Thresholds that the BMC lets us read, in `unit`. */
  thresholds: Partial<
    Record<
      | 'lower-non-recoverable'
      | 'lower-critical'
      | 'lower-non-critical'
      | 'upper-non-critical'
      | 'upper-critical'
      | 'upper-non-recoverable',
      number
    >
  >;
}

/** What fits on the face of a machine. Null where the BMC has no such sensor, or gives no reading. */
export interface HealthSummary {
  /** Worst state over all sensors that were read. */
  worst: 'ok' | 'non-critical' | 'critical' | 'non-recoverable';
  /** Sensors that are not ok, worst first. */
  troubles: { name: string; state: SensorState; text: string }[];
  temperatures: { name: string; celsius: number; state: SensorState }[];
  fans: { total: number; failed: number; slowest: number | null } | null;
  powerSupplies: { total: number; failed: number } | null;
  intrusion: boolean | null;
}

/** One entry of the System Event Log. */
export interface SelEntryView {
  id: number;
  /** Null where the BMC had no time; `sinceStart` then has seconds since the BMC started, if it said so. */
  at: string | null;
  sinceStart: number | null;
  sensor: string;
  sensorType: string;
  event: string;
  direction: 'asserted' | 'deasserted' | null;
  severity: 'ok' | 'non-critical' | 'critical' | 'unknown';
  /** Trigger reading and threshold, previous state, OEM bytes: what the event data say beyond the event. */
  detail: string | null;
}
export interface SelView {
  entries: SelEntryView[];
  freeBytes: number | null;
  overflow: boolean;
  /** Seconds by which the clock of the BMC is ahead of this machine's. */
  clockSkew: number | null;
}

/** One FRU inventory: areas as named lines, damaged ones named. */
export interface FruView {
  id: number;
  name: string;
  fields: { area: string; label: string; value: string }[];
  damaged: string[];
}

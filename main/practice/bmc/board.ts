import type { SensorEventEnable } from '../../ipmi/commands/get-sensor-event-enable.ts';
import type { SensorReading } from '../../ipmi/commands/get-sensor-reading.ts';
import { type RawThresholds, THRESHOLDS, type ThresholdName } from '../../ipmi/commands/get-sensor-thresholds.ts';
import { nearestRaw, rawNumber } from '../../ipmi/sdr/convert.ts';
import { encodeSdr } from '../../ipmi/sdr/record.ts';
import { sensorsOf } from '../../ipmi/sdr/sensors.ts';
import { type SelEntry, systemEvent } from '../../ipmi/sel/entry.ts';
import type { Clock } from '../../ports/clock.ts';
import { type BoardSensor, boardRecords, boardSensors } from './board-sensors.ts';
import type { Chassis } from './chassis.ts';
import { PracticeSel } from './sel.ts';

/** What can break on the practice board, one call each. */
export type BoardFault = 'fan-failed' | 'psu-lost' | 'overheating' | 'intrusion';
export const BOARD_FAULTS: readonly BoardFault[] = ['fan-failed', 'psu-lost', 'overheating', 'intrusion'];

const FAULTS: Readonly<Record<BoardFault, Readonly<Record<string, number | number[]>>>> = {
  'fan-failed': { FAN3: 0 },
  'psu-lost': { 'PS2 Status': [0, 3], 'PS2 Power': 0, 'PS1 Power': 188 },
  overheating: { 'CPU1 Temp': 97, 'CPU2 Temp': 93, 'System Temp': 81 },
  intrusion: { 'Chassis Intru': [0] },
};
/** What Get Chassis Status reports. */
const LAMPS = {
  'fan-failed': 'cooling',
  'psu-lost': 'power',
  overheating: 'cooling',
  intrusion: 'intrusion',
} as const;

/** How fast temperatures follow, milliseconds to 1/e. */
const THERMAL_MS = 45_000;
const BOOT = { type: 0x1d, number: 0xe1, powerUp: 0, hardReset: 1 } as const;

/** One sensor at work. Shared records stand for several. */
interface Live {
  name: string;
  number: number;
  sensor: BoardSensor;
  /** Pinned by a fault or by hand. */
  pinned: number | number[] | null;
  /** Where a slow value came from, and when it started to move. */
  from: number;
  since: number;
  /** Assertions as far as the log knows: comparison bits or states. */
  asserted: number;
}

/** Sensors, their records, their events: the board behind a practice BMC. */
export class Board {
  readonly sel: PracticeSel;
  /** Encoded records in their order. */
  readonly records: readonly Buffer[];
  readonly #sensors = new Map<number, Live>();
  readonly #faults = new Set<BoardFault>();
  readonly #chassis: Chassis;
  readonly #clock: Clock;

  constructor(chassis: Chassis, clock: Clock) {
    this.#chassis = chassis;
    this.#clock = clock;
    this.sel = new PracticeSel(() => Math.floor(clock.now() / 1_000));
    const sensors = boardSensors();
    this.records = boardRecords(sensors).map(encodeSdr);
    for (const sensor of sensors) {
      for (const { name, number } of sensorsOf([sensor.sdr])) {
        const live: Live = { name, number, sensor, pinned: null, from: 0, since: 0, asserted: 0 };
        live.from = this.#target(live) ?? 0;
        live.asserted = this.#condition(live);
        this.#sensors.set(number, live);
      }
    }
    // A chassis tells after the change; slow values go on from where they were under the former power.
    chassis.onChange((change) => {
      if (change.kind === 'reset') this.#boot(BOOT.hardReset);
      if (change.kind !== 'power') return;
      this.#moved();
      this.watch();
      if (change.on) this.#boot(BOOT.powerUp);
    });
  }

  /** Names of all sensors, in the order of their records. */
  get names(): string[] {
    return [...this.#sensors.values()].map((live) => live.name);
  }

  /** Pins a sensor to a value (in its unit) or to states (offsets). Throws RangeError for a name that is not there. */
  set(name: string, to: number | number[]): void {
    const live = this.#named(name);
    if (Array.isArray(to) === (live.sensor.analog !== null))
      throw new RangeError(`${name} takes ${live.sensor.analog ? 'a value' : 'states'}`);
    live.pinned = to;
    this.watch();
  }

  /** Lets a sensor, or all, go back to what the machine does by itself. */
  release(name?: string): void {
    for (const live of name === undefined ? this.#sensors.values() : [this.#named(name)]) {
      if (live.pinned === null) continue;
      if (typeof live.pinned === 'number') [live.from, live.since] = [live.pinned, this.#clock.monotonic()];
      live.pinned = null;
    }
    this.watch();
  }

  /** Writes an entry into the event log; at the present time when its time stamp is 0. */
  log(entry: SelEntry): void {
    this.sel.add(entry);
  }

  /** What is broken at this moment. */
  get faults(): BoardFault[] {
    return [...this.#faults];
  }

  /** Breaks something: sensors, event log and the chassis' lamp show it. */
  fault(fault: BoardFault): void {
    this.#faults.add(fault);
    for (const [name, to] of Object.entries(FAULTS[fault])) this.set(name, to);
    this.#lamp(fault);
  }

  /** Ends one fault, or all. */
  repair(fault?: BoardFault): void {
    for (const one of fault === undefined ? BOARD_FAULTS : [fault]) {
      if (!this.#faults.delete(one)) continue;
      for (const name of Object.keys(FAULTS[one])) this.release(name);
      this.#lamp(one);
    }
  }

  /** Several faults may share a lamp. */
  #lamp(fault: BoardFault): void {
    const lamp = LAMPS[fault];
    const lit = [...this.#faults].some((active) => LAMPS[active] === lamp);
    const others = this.#chassis.faults.filter((other) => other !== lamp);
    this.#chassis.faults = lit ? [...others, lamp] : others;
  }

  /** Answer to Get Sensor Reading; null when there is no such sensor, or it only sends events. */
  read(number: number): SensorReading | null {
    const live = this.#sensors.get(number);
    if (!live || live.sensor.sdr.form === 'event-only') return null;
    this.watch();
    const value = live.sensor.analog ? this.#value(live) : 0;
    return {
      raw: value === null || !live.sensor.analog ? 0 : this.#raw(live, value),
      eventsEnabled: true,
      scanning: true,
      unavailable: value === null,
      states: live.asserted,
    };
  }

  /** Null when there is no such sensor, or it has none. */
  thresholds(number: number): RawThresholds | null {
    const sdr = this.#sensors.get(number)?.sensor.sdr;
    return sdr && Object.keys(sdr.thresholds).length > 0 ? sdr.thresholds : null;
  }

  hysteresis(number: number): { positive: number; negative: number } | null {
    return this.thresholds(number) ? { positive: 1, negative: 1 } : null;
  }

  /** Answer to Get Sensor Event Enable: what the sensor's record says, without the bits that are no events. */
  events(number: number): SensorEventEnable | null {
    const sdr = this.#sensors.get(number)?.sensor.sdr;
    if (!sdr) return null;
    const mask = sdr.eventType === 0x01 ? 0x0fff : 0x7fff;
    const { assertions, deassertions } = sdr;
    return { eventsEnabled: true, scanning: true, assertions: assertions & mask, deassertions: deassertions & mask };
  }

  /** Compares every sensor with its thresholds and logs what began or ended since the last time. */
  watch(): void {
    for (const live of this.#sensors.values()) {
      const now = this.#condition(live);
      const changed = now ^ live.asserted;
      live.asserted = now;
      for (let bit = 0; bit < 15; bit++)
        if ((changed & (1 << bit)) !== 0) this.#event(live, bit, (now & (1 << bit)) !== 0);
    }
  }

  #event(live: Live, bit: number, asserted: boolean): void {
    const { sensorType, eventType } = live.sensor.sdr;
    const about = { sensorType, sensorNumber: live.number, eventType, asserted };
    const threshold = THRESHOLDS[bit];
    if (!live.sensor.analog || threshold === undefined) {
      this.log(systemEvent({ ...about, data: [bit, 0xff, 0xff] }));
      return;
    }
    // Lower thresholds going low, upper ones going high; data 2 is the reading, data 3 the threshold (Table 29-6).
    const offset = threshold.startsWith('l') ? bit * 2 : bit * 2 + 1;
    const reading = this.#raw(live, this.#value(live) ?? 0);
    this.log(systemEvent({ ...about, data: [0x50 | offset, reading, live.sensor.sdr.thresholds[threshold] ?? 0] }));
  }

  /** Comparison bits of an analog sensor, states of a discrete one. */
  #condition(live: Live): number {
    const { analog, sdr, states } = live.sensor;
    if (!analog) {
      const present = Array.isArray(live.pinned) ? live.pinned : this.#chassis.power ? states.on : states.off;
      return present.reduce((bits, offset) => bits | (1 << offset), 0);
    }
    const value = this.#value(live);
    if (value === null || (analog.gated && !this.#chassis.power)) return 0;
    const format = sdr.units?.format ?? 'none';
    const raw = rawNumber(this.#raw(live, value), format);
    return THRESHOLDS.reduce((bits, name, bit) => {
      const limit = sdr.thresholds[name];
      if (limit === undefined) return bits;
      const slack = (live.asserted & (1 << bit)) !== 0 ? 1 : 0; // hysteresis: one step back does not end it
      return beyond(name, raw, rawNumber(limit, format), slack) ? bits | (1 << bit) : bits;
    }, 0);
  }

  /** The value at this moment; null when it cannot be read. */
  #value(live: Live): number | null {
    if (typeof live.pinned === 'number') return live.pinned;
    const target = this.#target(live);
    if (target === null || !live.sensor.analog?.slow) return target;
    const past = this.#clock.monotonic() - live.since;
    return target + (live.from - target) * Math.exp(-past / THERMAL_MS);
  }

  #target(live: Live): number | null {
    const { analog } = live.sensor;
    if (!analog) return null;
    return this.#chassis.power ? analog.on : analog.off;
  }

  #raw(live: Live, value: number): number {
    const { factors, units } = live.sensor.sdr;
    return factors && units ? nearestRaw(factors, units.format, value) : 0;
  }

  /** The power has just changed: slow values start from where they were under the former power. */
  #moved(): void {
    const now = this.#clock.monotonic();
    for (const live of this.#sensors.values()) {
      const { analog } = live.sensor;
      if (!analog?.slow) continue;
      const before = (this.#chassis.power ? analog.off : analog.on) ?? 0;
      live.from = before + (live.from - before) * Math.exp(-(now - live.since) / THERMAL_MS);
      live.since = now;
    }
  }

  #boot(cause: number): void {
    this.log(
      systemEvent({ sensorType: BOOT.type, sensorNumber: BOOT.number, eventType: 0x6f, data: [cause, 0xff, 0xff] }),
    );
  }

  #named(name: string): Live {
    for (const live of this.#sensors.values()) if (live.name === name) return live;
    throw new RangeError(`the board has no sensor "${name}": it has ${this.names.join(', ')}`);
  }
}

function beyond(name: ThresholdName, raw: number, limit: number, slack: number): boolean {
  return name.startsWith('l') ? raw <= limit + slack : raw >= limit - slack;
}

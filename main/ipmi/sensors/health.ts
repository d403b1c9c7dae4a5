import { ENTITY } from '../sdr/entities.ts';
import type { SensorState } from './state.ts';
import { type Condition, worst } from './states.ts';

export interface Temperature {
  name: string;
  celsius: number;
  condition: Condition;
}

export interface FanState {
  name: string;
  rpm: number;
  failed: boolean;
}

export interface SupplyState {
  name: string;
  /** `absent`: the sensor was read and reports no supply in the bay. */
  state: 'ok' | 'failed' | 'input-lost' | 'warning' | 'absent';
}

/** The machine at a glance, made only of what was really read. */
export interface Health {
  /** Worst of all sensors that were read; `unknown` when none was. */
  worst: Condition;
  hottest: Temperature | null;
  ambient: Temperature | null;
  /** The hottest processor. */
  processor: Temperature | null;
  fans: FanState[];
  supplies: SupplyState[];
  /** Null: no sensor for it. */
  intrusion: boolean | null;
  /** Sensors that are not ok, worst first. */
  troubles: { name: string; condition: Condition; text: string }[];
  read: number;
  /** Sensors that have no reading, event-only ones not counted. */
  unread: number;
}

const TYPE = { temperature: 0x01, fan: 0x04, physicalSecurity: 0x05, supply: 0x08 } as const;
const SENSOR_SPECIFIC = 0x6f;
const AMBIENT: ReadonlySet<number> = new Set([ENTITY.environment, ENTITY.airInlet, ENTITY.inlet]);
const PROCESSOR: ReadonlySet<number> = new Set([ENTITY.processor, ENTITY.cpu]);
const AMBIENT_NAME = /\b(ambient|inlet|intake|room)\b/i;
const PROCESSOR_NAME = /\bcpu/i;
const ORDER: readonly Condition[] = ['non-recoverable', 'critical', 'non-critical', 'unknown', 'ok'];

/** Pure summary of sensor states for the rack picture. */
export function healthOf(states: readonly SensorState[]): Health {
  const read = states.filter((s) => s.reading === 'present');
  const temperatures = read.filter(isTemperature).map((s) => ({ s, t: temperature(s) }));
  const of = (entities: ReadonlySet<number>, name: RegExp) => {
    const byEntity = temperatures.filter(({ s }) => entities.has(s.entity.id));
    return hottest(
      (byEntity.length > 0 ? byEntity : temperatures.filter(({ s }) => name.test(s.name))).map(({ t }) => t),
    );
  };
  const intrusion = read.filter((s) => s.type.code === TYPE.physicalSecurity && s.kind === 'discrete');
  return {
    worst: read.length === 0 ? 'unknown' : worst(read.map((s) => s.condition)),
    hottest: hottest(temperatures.map(({ t }) => t)),
    ambient: of(AMBIENT, AMBIENT_NAME),
    processor: of(PROCESSOR, PROCESSOR_NAME),
    fans: read.filter((s) => s.type.code === TYPE.fan && s.unit === 'RPM').map(fan),
    supplies: read.filter(isSupply).map(supply),
    intrusion: intrusion.length === 0 ? null : intrusion.some(isOpen),
    troubles: read
      .filter((s) => s.condition !== 'ok')
      .map(trouble)
      .sort(bySeverity),
    read: read.length,
    unread: states.filter((s) => s.reading !== 'present' && s.reading !== 'event-only').length,
  };
}

/** Margins ("CPU margin −45 °C below the limit") are temperatures too, and say nothing about how hot it is. */
function isTemperature(s: SensorState): boolean {
  return s.type.code === TYPE.temperature && s.unit === '°C' && s.value !== null && !/margin|tjmax/i.test(s.name);
}

function temperature(s: SensorState): Temperature {
  return { name: s.name, celsius: s.value ?? 0, condition: s.condition };
}

function hottest(all: readonly Temperature[]): Temperature | null {
  return all.reduce<Temperature | null>((top, t) => (top === null || t.celsius > top.celsius ? t : top), null);
}

function fan(s: SensorState): FanState {
  const low = s.crossed.some((name) => name === 'lc' || name === 'lnr');
  return { name: s.name, rpm: s.value ?? 0, failed: low };
}

function isSupply(s: SensorState): boolean {
  return s.type.code === TYPE.supply && s.eventType === SENSOR_SPECIFIC;
}

/** Offsets of sensor type 08h (Table 42-3): 0 present, 1 failed, 2 predicted, 3 and 4 input lost, 5 out of range. */
function supply(s: SensorState): SupplyState {
  const bits = s.stateBits ?? 0;
  const has = (...offsets: number[]) => offsets.some((offset) => (bits & (1 << offset)) !== 0);
  const { name } = s;
  if (has(1)) return { name, state: 'failed' };
  if (has(3, 4)) return { name, state: 'input-lost' };
  if (has(2, 5, 6)) return { name, state: 'warning' };
  return { name, state: has(0, 7) ? 'ok' : 'absent' };
}

function isOpen(s: SensorState): boolean {
  // Offset 4 is a pulled network cable, not an open lid.
  return s.states.some((state) => /^physical-security\.[01235]$|^physical-security\.6$|^state\.1$/.test(state.id));
}

function trouble(s: SensorState): Health['troubles'][number] {
  const bad = s.states.filter((state) => state.condition !== 'ok').map((state) => state.text);
  const value = s.value === null ? '' : `${Number(s.value.toPrecision(5))} ${s.unit ?? ''}`.trim();
  return { name: s.name, condition: s.condition, text: bad.length > 0 ? bad.join(', ') : value };
}

function bySeverity(a: { condition: Condition }, b: { condition: Condition }): number {
  return ORDER.indexOf(a.condition) - ORDER.indexOf(b.condition);
}

import { type RawThresholds, THRESHOLDS, type ThresholdName } from '../../ipmi/commands/get-sensor-thresholds.ts';
import { type Factors, nearestRaw } from '../../ipmi/sdr/convert.ts';
import { ENTITY } from '../../ipmi/sdr/entities.ts';
import type { FruLocator, McLocator } from '../../ipmi/sdr/locators.ts';
import type { SdrRecord } from '../../ipmi/sdr/record.ts';
import type { SensorSdr, Sharing } from '../../ipmi/sdr/sensor-record.ts';
import { UNIT, type UnitFields } from '../../ipmi/sdr/units.ts';

/** How an analog sensor of the practice board behaves. Values in the sensor's unit. */
export interface Analog {
  on: number;
  /** Null: no reading while the machine is off. */
  off: number | null;
  /** Thresholds count only while the machine runs, as a board masks its fans and rails. */
  gated: boolean;
  /** It takes its time to get from one value to the next (temperatures). */
  slow: boolean;
}

/** One sensor of the practice board: its record and what it does. */
export interface BoardSensor {
  sdr: SensorSdr;
  analog: Analog | null;
  /** States of a discrete sensor while the machine runs, and while it is off. */
  states: { on: number[]; off: number[] };
}

type Limits = Partial<Record<ThresholdName, number>>;

const TYPE = { temperature: 1, voltage: 2, fan: 4, intrusion: 5, processor: 7, supply: 8, unit: 9, other: 11 } as const;
const MORE_TYPES = { memory: 12, drive: 13, eventLog: 16, boot: 29, watchdog: 35 } as const;
const SENSOR_SPECIFIC = 0x6f;

/** Settable thresholds, readable hysteresis, auto re-arm (Table 43-1, byte 12). */
const ANALOG_CAPABILITIES = 0x58;
const DISCRETE_CAPABILITIES = 0x40;
const SCANNING_AND_EVENTS = 0x7f;

function factors(m: number, k2: number, b = 0): Factors {
  return { linearization: 0, m, b, k1: 0, k2, tolerance: 0, accuracy: 0, accuracyExp: 0, direction: 1 };
}

const unit = (base: number, format: UnitFields['format'] = 'unsigned'): UnitFields => ({
  format,
  rate: 0,
  modifierUse: 0,
  percentage: false,
  base,
  modifier: 0,
});

function analog(
  number: number,
  name: string,
  sensorType: number,
  entity: [id: number, instance: number],
  units: UnitFields,
  f: Factors,
  limits: Limits,
  behaviour: Analog,
): BoardSensor {
  const thresholds: RawThresholds = {};
  let mask = 0;
  THRESHOLDS.forEach((threshold, bit) => {
    const value = limits[threshold];
    if (value === undefined) return;
    thresholds[threshold] = nearestRaw(f, units.format, value);
    mask |= 1 << bit;
  });
  // Lower thresholds are watched going low, upper ones going high: two event bits a threshold (Table 43-1, bytes 15 to 18).
  const events = [0, 2, 4, 7, 9, 11].reduce(
    (bits, event, bit) => ((mask & (1 << bit)) !== 0 ? bits | (1 << event) : bits),
    0,
  );
  const negative = units.format === 'twos';
  return {
    sdr: {
      kind: 'sensor',
      form: 'full',
      recordId: 0,
      owner: 0x20,
      lun: 0,
      channel: 0,
      number,
      entity: { id: entity[0], instance: entity[1], logical: false },
      sensorType,
      eventType: 0x01,
      initialization: SCANNING_AND_EVENTS,
      capabilities: mask === 0 ? ANALOG_CAPABILITIES & ~0x0c : ANALOG_CAPABILITIES,
      // Bits 12 to 14: which comparisons Get Sensor Reading returns (Table 43-1).
      assertions: events | ((mask & 7) << 12),
      deassertions: events | ((mask >> 3) << 12),
      readings: mask | (mask << 8),
      units,
      factors: f,
      limits: {
        nominal: nearestRaw(f, units.format, behaviour.on),
        normalMax: null,
        normalMin: null,
        max: negative ? 0x7f : 0xff,
        min: negative ? 0x80 : 0,
      },
      thresholds,
      hysteresis: { positive: 1, negative: 1 },
      sharing: null,
      name,
    },
    analog: behaviour,
    states: { on: [], off: [] },
  };
}

function discrete(
  number: number,
  name: string | null,
  sensorType: number,
  entity: [id: number, instance: number],
  states: BoardSensor['states'],
  form: 'compact' | 'event-only' = 'compact',
  sharing: Sharing | null = null,
): BoardSensor {
  const states15 = form === 'compact' ? 0x1fff : 0;
  return {
    sdr: {
      kind: 'sensor',
      form,
      recordId: 0,
      owner: 0x20,
      lun: 0,
      channel: 0,
      number,
      entity: { id: entity[0], instance: entity[1], logical: false },
      sensorType,
      eventType: SENSOR_SPECIFIC,
      initialization: form === 'compact' ? SCANNING_AND_EVENTS : 0,
      capabilities: form === 'compact' ? DISCRETE_CAPABILITIES : 0,
      assertions: states15,
      deassertions: states15,
      readings: states15,
      units: form === 'compact' ? unit(0, 'none') : null,
      factors: null,
      limits: null,
      thresholds: {},
      hysteresis: { positive: 0, negative: 0 },
      sharing,
      name,
    },
    analog: null,
    states,
  };
}

const DEGREES = factors(1, 0);
const temperature = (number: number, name: string, entity: [number, number], on: number, high: number): BoardSensor =>
  analog(
    number,
    name,
    TYPE.temperature,
    entity,
    // Two's complement: a machine in a cold hall starts below zero.
    unit(UNIT.celsius, 'twos'),
    DEGREES,
    { lnr: -9, lc: -7, lnc: -5, unc: high - 10, uc: high - 5, unr: high },
    { on, off: 24, gated: false, slow: true },
  );

const fan = (number: number, on: number): BoardSensor =>
  analog(
    number,
    `FAN${number - 0x40}`,
    TYPE.fan,
    [ENTITY.fan, number - 0x40],
    unit(UNIT.rpm),
    factors(75, 0),
    { lnr: 300, lc: 450, lnc: 600, unc: 18_750, uc: 18_900, unr: 18_975 },
    { on, off: 0, gated: true, slow: false },
  );

const rail = (number: number, name: string, volts: number, milliPerStep: number, standby = false): BoardSensor =>
  analog(
    number,
    name,
    TYPE.voltage,
    name === 'VBAT' ? [ENTITY.battery, 1] : [ENTITY.systemBoard, 1],
    unit(UNIT.volts),
    factors(milliPerStep, -3),
    { lnr: volts * 0.84, lc: volts * 0.88, lnc: volts * 0.92, unc: volts * 1.08, uc: volts * 1.12, unr: volts * 1.16 },
    { on: volts, off: standby ? volts : null, gated: !standby, slow: false },
  );

const watts = (number: number, name: string, instance: number, on: number): BoardSensor =>
  analog(
    number,
    name,
    TYPE.other,
    [ENTITY.powerSupply, instance],
    unit(UNIT.watts),
    factors(4, 0),
    {},
    { on, off: 8, gated: true, slow: false },
  );

const always = (...states: number[]): BoardSensor['states'] => ({ on: states, off: states });

/** The sensors of a 1U server of Supermicro's X9 age: names, numbers and limits as such boards have them. */
export function boardSensors(): BoardSensor[] {
  return [
    temperature(0x01, 'CPU1 Temp', [ENTITY.processor, 1], 46, 95),
    temperature(0x02, 'CPU2 Temp', [ENTITY.processor, 2], 44, 95),
    temperature(0x0a, 'PCH Temp', [ENTITY.systemBoard, 1], 51, 95),
    temperature(0x0b, 'System Temp', [ENTITY.systemBoard, 2], 31, 85),
    temperature(0x0c, 'Peripheral Temp', [ENTITY.systemBoard, 3], 38, 85),
    temperature(0x0d, 'Inlet Temp', [ENTITY.environment, 1], 23, 50),
    temperature(0xb0, 'P1-DIMMA1 Temp', [ENTITY.memoryDevice, 1], 34, 90),
    temperature(0xb4, 'P2-DIMME1 Temp', [ENTITY.memoryDevice, 5], 33, 90),
    fan(0x41, 6_300),
    fan(0x42, 6_225),
    fan(0x43, 6_300),
    fan(0x44, 6_150),
    fan(0x45, 6_300),
    rail(0x20, 'Vcpu1', 0.92, 8),
    rail(0x21, 'Vcpu2', 0.92, 8),
    rail(0x22, 'VDIMM AB', 1.5, 9),
    rail(0x23, '12V', 12, 63),
    rail(0x24, '5VCC', 5, 26),
    rail(0x25, '3.3VCC', 3.3, 17),
    rail(0x26, '3.3VSB', 3.3, 17, true),
    rail(0x27, 'VBAT', 3.0, 16, true),
    watts(0x70, 'PS1 Power', 1, 96),
    watts(0x71, 'PS2 Power', 2, 92),
    discrete(0xc8, 'PS1 Status', TYPE.supply, [ENTITY.powerSupply, 1], always(0)),
    discrete(0xc9, 'PS2 Status', TYPE.supply, [ENTITY.powerSupply, 2], always(0)),
    discrete(0xaa, 'Chassis Intru', TYPE.intrusion, [ENTITY.chassis, 1], always()),
    discrete(0x90, 'Power Unit', TYPE.unit, [ENTITY.powerUnit, 1], { on: [], off: [0] }),
    discrete(0x60, 'CPU', TYPE.processor, [ENTITY.processor, 1], always(7), 'compact', {
      count: 2,
      modifier: 'numeric',
      offset: 1,
      entityIncrements: true,
    }),
    discrete(0xd0, 'Disk', MORE_TYPES.drive, [ENTITY.disk, 1], always(0), 'compact', {
      count: 4,
      modifier: 'alpha',
      offset: 0,
      entityIncrements: true,
    }),
    discrete(0x80, 'Memory', MORE_TYPES.memory, [ENTITY.memoryModule, 1], always()),
    discrete(0xe0, 'Event Log', MORE_TYPES.eventLog, [ENTITY.systemBoard, 1], always(), 'event-only'),
    discrete(0xe1, 'Boot', MORE_TYPES.boot, [ENTITY.systemBoard, 1], always(), 'event-only'),
    discrete(0xca, 'Watchdog', MORE_TYPES.watchdog, [ENTITY.systemBoard, 1], always(), 'event-only'),
  ];
}

const controller: McLocator = {
  kind: 'mc-locator',
  recordId: 0,
  address: 0x20,
  channel: 0,
  initialization: 0,
  support: 0x3f,
  entity: { id: ENTITY.systemBoard, instance: 1, logical: false },
  name: 'BMC',
};

const supplyFru = (instance: number): FruLocator => ({
  kind: 'fru-locator',
  recordId: 0,
  access: 0x20,
  device: instance,
  logical: true,
  lun: 0,
  bus: 0,
  channel: 0,
  deviceType: 0x10,
  deviceModifier: 0,
  entity: { id: ENTITY.powerSupply, instance, logical: false },
  name: `PS${instance}`,
});

/** The whole repository: controller, sensors, inventories of the power supplies; record ids from 1 on. */
export function boardRecords(sensors: readonly BoardSensor[]): SdrRecord[] {
  const records: SdrRecord[] = [controller, ...sensors.map((s) => s.sdr), supplyFru(1), supplyFru(2)];
  return records.map((record, i) => ({ ...record, recordId: i + 1 }));
}

import { boardFru, supplyFru } from './fru-image.ts';

/**
 * A rich board for ipmi_sim: every way a sensor may count, name itself and be missing, and two inventories. The
 * records are written as text and compiled by OpenIPMI's `sdrcomp`, so that our encoder is not its own witness; only what
 * `sdrcomp` cannot express is given as bytes.
 */
export interface SensorBoard {
  /** Source for `sdrcomp`. */
  sdrs: string;
  /** Commands for the simulator's emulator. */
  emu: string[];
}

const MC = '0x20';

interface AnalogSensor {
  number: number;
  name: string;
  type: string;
  typeCode: number;
  entity: string;
  instance: number;
  unit: string;
  raw: number;
  m?: number;
  b?: number;
  rExp?: number;
  bExp?: number;
  format?: 'unsigned' | '1s_complement' | '2s_complement';
  linearization?: string;
  percentage?: boolean;
  rate?: string;
  modifier?: [use: string, unit: string];
  /** lnr, lc, lnc, unc, uc, unr, raw; null: not readable. */
  thresholds?: (number | null)[];
  scanning?: boolean;
  /** It is described and does not exist. */
  missing?: boolean;
}

const temperature = { type: 'Temperature', typeCode: 1, unit: 'degrees_C' };
const fan = { type: 'Fan', typeCode: 4, unit: 'RPM', entity: 'fan_cooling_device', m: 75 };
const volts = { type: 'Voltage', typeCode: 2, unit: 'Volts', entity: 'system_board', instance: 1, rExp: -3 };
const other = { type: 'Other_Units_Based_Sensor', typeCode: 11, entity: 'system_board', instance: 1 };
const fanLimits = [4, 6, 8, 253, 254, 255];

/**
 * Name and word of `sdrcomp` 2.0.33, whose table lacks code 8 (square), so that the words behind it stand for the next
 * function each, and the last one for the reserved code 12. The square is among the records given as bytes.
 */
const LINEARIZATIONS = [
  ['ln', 'ln'],
  ['log10', 'log10'],
  ['log2', 'log2'],
  ['e', 'e'],
  ['exp10', 'exp10'],
  ['exp2', 'exp2'],
  ['1/x', '1/x'],
  ['cube', 'sqr(x)'],
  ['sqrt', 'cube(x)'],
  ['cube root', 'sqrt(x)'],
  ['reserved', 'cube-1(x)'],
] as const;

const ANALOG: readonly AnalogSensor[] = [
  {
    ...temperature,
    number: 1,
    name: 'CPU1 Temp',
    entity: 'processor',
    instance: 1,
    raw: 45,
    thresholds: [0, 0, 5, 85, 95, 100],
  },
  {
    ...temperature,
    number: 2,
    name: 'CPU2 Temp',
    entity: 'processor',
    instance: 2,
    raw: 96,
    thresholds: [0, 0, 5, 85, 95, 100],
  },
  {
    ...temperature,
    number: 3,
    name: 'Inlet Temp',
    entity: 'external_environment',
    instance: 1,
    raw: 0xfb,
    format: '2s_complement',
    thresholds: [0xf6, 0xf8, 0xfa, 38, 42, 47],
  },
  {
    ...temperature,
    number: 4,
    name: 'PCH Margin',
    entity: 'system_board',
    instance: 1,
    raw: 0xd3,
    format: '2s_complement',
  },
  {
    ...temperature,
    number: 5,
    name: 'Ones Temp',
    entity: 'system_board',
    instance: 2,
    raw: 0xe0,
    format: '1s_complement',
    thresholds: [0xc0, 0xd0, 0xd8, 60, 70, 80],
  },
  {
    ...temperature,
    number: 6,
    name: 'Offset Temp',
    entity: 'system_board',
    instance: 3,
    raw: 100,
    m: 5,
    b: -40,
    bExp: 1,
    rExp: -1,
  },
  {
    ...temperature,
    number: 7,
    name: 'Falling Temp',
    entity: 'system_board',
    instance: 4,
    raw: 80,
    m: -2,
    b: 400,
    rExp: -1,
  },
  {
    ...temperature,
    number: 8,
    name: 'NVMe Temp',
    entity: 'disk_or_disk_bay',
    instance: 1,
    raw: 0,
    thresholds: [0, 0, 0, 70, 75, 80],
    scanning: false,
  },
  { ...temperature, number: 9, name: 'Ghost Temp', entity: 'disk_or_disk_bay', instance: 2, raw: 0, missing: true },
  { ...fan, number: 10, name: 'Fan1', instance: 1, raw: 80, thresholds: fanLimits },
  { ...fan, number: 11, name: 'Fan2', instance: 2, raw: 7, thresholds: fanLimits },
  { ...fan, number: 12, name: 'Fan3', instance: 3, raw: 5, thresholds: fanLimits },
  { ...fan, number: 13, name: 'Fan4', instance: 4, raw: 2, thresholds: fanLimits },
  { ...volts, number: 20, name: '12V rail', m: 63, raw: 191, thresholds: [160, 166, 172, 209, 215, 220] },
  { ...volts, number: 21, name: '5V rail', m: 30, raw: 181, thresholds: [null, 147, null, 180, 183, null] },
  { ...volts, number: 22, name: 'Vbat', m: 16, raw: 190, thresholds: [150, 157, 165, 220, 226, 230] },
  { ...volts, number: 23, name: 'Wide M', m: 500, raw: 255 },
  { ...other, number: 30, name: 'PSU1 Power', unit: 'Watts', m: 4, raw: 60, thresholds: [0, 0, 0, 200, 225, 240] },
  { ...other, number: 31, name: 'PSU1 Load', unit: 'unspecified', percentage: true, raw: 37 },
  { ...other, number: 32, name: 'Airflow', unit: 'CFM', raw: 44 },
  { ...other, number: 33, name: 'Energy', unit: 'Joules', rate: 'per_s', raw: 12 },
  { ...other, number: 34, name: 'Torque', unit: 'Newton', modifier: ['multiply', 'minute'], raw: 9 },
  ...LINEARIZATIONS.map(([name, linearization], i) => ({
    ...other,
    number: 40 + i,
    name: `L ${name}`,
    unit: 'unspecified',
    linearization,
    raw: 12 + i,
    rExp: -1,
    m: 5,
    thresholds: [null, null, null, 20, 30, 40],
  })),
];

interface DiscreteSensor {
  number: number;
  name: string;
  type: number;
  typeName: string;
  eventType: number;
  entity: string;
  instance: number;
  bits: number[];
}

const SPECIFIC = 0x6f;
const of = (type: number, typeName: string, name: string, entity: string, bits: number[], eventType = SPECIFIC) => ({
  type,
  typeName,
  name,
  entity,
  bits,
  eventType,
  instance: 1,
});

const DISCRETE: readonly DiscreteSensor[] = [
  of(5, 'Physical_Security', 'Chassis Intru', 'system_chassis', [0]),
  of(7, 'Processor', 'CPU1 Status', 'processor', [7]),
  of(7, 'Processor', 'CPU2 Status', 'processor', [1, 7, 10]),
  of(8, 'Power_Supply', 'PSU1 Status', 'power_supply', [0]),
  of(8, 'Power_Supply', 'PSU2 Status', 'power_supply', [0, 3]),
  of(8, 'Power_Supply', 'PSU3 Status', 'power_supply', [0, 1, 2]),
  of(8, 'Power_Supply', 'PSU Redundancy', 'power_supply', [1], 0x0b),
  of(9, 'Power_Unit', 'Power Unit', 'power_unit', [4]),
  of(12, 'Memory', 'DIMM ECC', 'memory_module', [5, 6]),
  of(13, 'Drive_Slot', 'Disk 1', 'disk_or_disk_bay', [0]),
  of(13, 'Drive_Slot', 'Disk 2', 'disk_or_disk_bay', [0, 1]),
  of(16, 'Event_Logging_Disabled', 'Log State', 'system_board', [5]),
  of(25, 'Chip_Set', 'Chip Set', 'system_board', []),
  of(27, 'Cable_Interconnect', 'Cable', 'cable_interconnect', [0]),
  of(33, 'Slot_Connector', 'Slot 3', 'system_board', [2]),
  of(34, 'System_ACPI_Power_State', 'ACPI State', 'system_board', [0]),
  of(35, 'Watchdog_2', 'Watchdog', 'system_board', [1]),
  of(37, 'Entity_Presence', 'Riser', 'power_unit', [0]),
  of(40, 'Management_Subsystem_Health', 'BMC Health', 'system_board', [4]),
  of(41, 'Battery', 'RAID Battery', 'battery', [0, 2]),
  of(1, 'Temperature', 'Therm Limit', 'system_board', [1], 0x05),
  of(4, 'Fan', 'Fan Perf', 'fan_cooling_device', [0], 0x06),
  of(2, 'Voltage', 'Volt State', 'system_board', [1], 0x03),
  of(13, 'Drive_Slot', 'Disk Predict', 'disk_or_disk_bay', [1], 0x04),
  of(7, 'Processor', 'CPU Severity', 'processor', [2], 0x07),
  of(21, 'Module_Board', 'Module There', 'system_board', [1], 0x08),
  of(21, 'Module_Board', 'Module On', 'system_board', [1], 0x09),
  of(9, 'Power_Unit', 'Unit Avail', 'power_unit', [6], 0x0a),
].map((sensor, i) => ({ ...sensor, number: 0x60 + i }));

export function sensorBoard(): SensorBoard {
  const sdrs = [CONTROLLER, ...ANALOG.map(analogSdr), ...DISCRETE.map(discreteSdr), SHARED, EVENT_ONLY, PSU_FRU].join(
    '\n',
  );
  const emu = [
    ...ANALOG.filter((s) => !s.missing).flatMap(analogEmu),
    ...DISCRETE.flatMap(discreteEmu),
    ...[0, 1, 2].flatMap((i) => discreteEmu({ ...of(13, '', '', '', i === 2 ? [0, 1] : [0]), number: 0x90 + i })),
    `sensor_add ${MC} 0 0xa0 35 0x6f event-only`,
    ...NAME_RECORDS.map((bytes) => `main_sdr_add ${MC} ${hexList(bytes)}`),
    ...NAME_RECORDS.flatMap((bytes) => {
      const number = bytes[7] ?? 0;
      return discreteEmu({ ...of(5, '', '', '', [0]), number });
    }),
    ...FULL_RECORDS.flatMap(({ bytes, raw }) => [
      `main_sdr_add ${MC} ${hexList(bytes)}`,
      `sensor_add ${MC} 0 ${bytes[7]} 1 0x01`,
      `sensor_set_event_support ${MC} 0 ${bytes[7]} enable scanning per-state${` ${NO_EVENTS}`.repeat(4)}`,
      `sensor_set_value ${MC} 0 ${bytes[7]} ${raw} 0`,
    ]),
    ...[boardFru(), supplyFru()].map((fru, id) => `mc_add_fru_data ${MC} ${id} ${fru.length} data ${hexList(fru)}`),
  ];
  return { sdrs: `${sdrs}\n`, emu };
}

const yes = (names: readonly string[]) => names.map((name) => `\t${name}\ttrue`);

function key(s: { number: number; entity: string; instance: number }): string[] {
  return [
    '\tsensor_owner_id\t0x20',
    '\tsensor_owner_lun\t0',
    '\tchannel_number\t0',
    `\tsensor_number\t${s.number}`,
    `\tentity_id\t${s.entity}`,
    `\tentity_instance\t${s.instance}`,
  ];
}

const INIT = yes([
  'init_scanning',
  'init_events',
  'default_event_gen_on',
  'default_sensor_scan_on',
  'sensor_auto_rearm',
]);
const LIMITS = ['lnr', 'lc', 'lnc', 'unc', 'uc', 'unr'] as const;

function analogSdr(s: AnalogSensor): string {
  const limits = s.thresholds?.flatMap((value, i) =>
    value === null
      ? []
      : [`\t${LIMITS[i]}_thresh\t${value}`, ...yes([`${LIMITS[i]}_thrsh_settable`, `${LIMITS[i]}_thrsh_readable`])],
  );
  const signed = s.format !== undefined && s.format !== 'unsigned';
  return [
    'sdr type 1',
    ...key(s),
    `\tsensor_type\t${s.type}`,
    ...INIT,
    '\tsensor_hysteresis\tsettable',
    `\tsensor_threshold_access\t${s.thresholds ? 'settable' : 'no'}`,
    '\tevent_reading_type_code\t1',
    `\tanalog_data_format\t${s.format ?? 'unsigned'}`,
    `\trate_unit\t${s.rate ?? 'none'}`,
    `\tmodifier_unit\t${s.modifier?.[0] ?? 'none'}`,
    `\tpercentage\t${s.percentage ?? false}`,
    `\tbase_unit\t${s.unit}`,
    `\tmodifier_unit_code\t${s.modifier?.[1] ?? 'unspecified'}`,
    `\tlinearization\t${s.linearization ?? 'linear'}`,
    `\tm\t${s.m ?? 1}`,
    '\ttolerance\t0',
    `\tb\t${s.b ?? 0}`,
    '\taccuracy\t1',
    '\taccuracy_exp\t0',
    '\tsensor_direction\tinput',
    `\tr_exp\t${s.rExp ?? 0}`,
    `\tb_exp\t${s.bExp ?? 0}`,
    `\tsensor_maximum\t${signed ? 127 : 255}`,
    `\tsensor_minimum\t${signed ? 128 : 0}`,
    '\tpositive_hysteresis\t1',
    '\tnegative_hysteresis\t1',
    ...(limits ?? []),
    `\tid_string\t"${s.name}"`,
    'endsdr',
  ].join('\n');
}

function analogEmu(s: AnalogSensor): string[] {
  const at = `${MC} 0 ${s.number}`;
  // The emulator's order: unr, uc, unc, lnr, lc, lnc.
  const [lnr = null, lc = null, lnc = null, unc = null, uc = null, unr = null] = s.thresholds ?? [];
  const limits = [unr, uc, unc, lnr, lc, lnc];
  const mask = limits.map((value) => (value === null ? 0 : 1)).join('');
  const values = limits.map((value) => value ?? 0).join(' ');
  const events = '000111111111111';
  return [
    `sensor_add ${at} ${s.typeCode} 0x01`,
    `sensor_set_hysteresis ${at} settable 1 1`,
    ...(s.thresholds ? [`sensor_set_threshold ${at} settable ${mask} ${values}`] : []),
    `sensor_set_event_support ${at} enable ${s.scanning === false ? 'no-scanning' : 'scanning'} per-state ${events} ${events} ${events} ${events}`,
    `sensor_set_value ${at} ${s.raw} 0`,
  ];
}

function discreteSdr(s: DiscreteSensor): string {
  const events = Array.from({ length: 15 }, (_, i) =>
    yes([`assert_event${i}`, `deassert_event${i}`, `event${i}_state_ret`]),
  );
  return [
    'sdr type 2',
    ...key(s),
    ...INIT,
    `\tsensor_type\t${s.typeName}`,
    `\tevent_reading_type_code\t${s.eventType}`,
    ...events.flat(),
    `\tid_string\t"${s.name}"`,
    'endsdr',
  ].join('\n');
}

function discreteEmu(s: Pick<DiscreteSensor, 'number' | 'type' | 'eventType' | 'bits'>): string[] {
  const at = `${MC} 0 ${s.number}`;
  const all = '111111111111111';
  return [
    `sensor_add ${at} ${s.type} 0x${s.eventType.toString(16)}`,
    `sensor_set_event_support ${at} enable scanning per-state ${all} ${all} ${all} ${all}`,
    ...s.bits.map((bit) => `sensor_set_bit ${at} ${bit} 1 0`),
  ];
}

const CONTROLLER = `sdr type 18
	device_slave_address	0x20
	device_channel_number	0
	chassis	true
	fru_inventory	true
	sel	true
	sdr	true
	sensor	true
	entity_id	system_board
	entity_instance	1
	id_string	"LabBMC"
endsdr`;

/** Three disks in one record: numbers 90h to 92h, names with a number behind. */
const SHARED = `sdr type 2
	sensor_owner_id	0x20
	sensor_owner_lun	0
	channel_number	0
	sensor_number	0x90
	entity_id	disk_or_disk_bay
	entity_instance	10
	sensor_type	Drive_Slot
	event_reading_type_code	0x6f
	event0_state_ret	true
	event1_state_ret	true
	share_count	3
	id_string_modifier	numeric
	instance_modifier_off	4
	entity_instance_incr	true
	id_string	"Bay"
endsdr`;

const EVENT_ONLY = `sdr type 3
	sensor_owner_id	0x20
	sensor_owner_lun	0
	channel_number	0
	sensor_number	0xa0
	entity_id	system_board
	entity_instance	1
	sensor_type	Watchdog_2
	event_reading_type_code	0x6f
	id_string	"Event Watchdog"
endsdr`;

const PSU_FRU = `sdr type 0x11
	device_access_address	0x20
	fru_device_address	1
	logical_fru	true
	lun	0
	device_type	0x10
	device_type_modifier	0
	fru_entity_id	power_supply
	fru_entity_instance	1
	id_string	"Psu1 fru"
endsdr`;

/** Compact records with names as `sdrcomp` does not write them: none, BCD plus, 6-bit ASCII. Sensor numbers B0h to B2h. */
const NAME_RECORDS: readonly number[][] = [
  compactRecord(0xb0, 0xc0, []),
  compactRecord(0xb1, 0x43, [0x12, 0x34, 0xb5]), // "1234-5"
  compactRecord(0xb2, 0x83, [0x29, 0xdc, 0xa6]), // "IPMI", the storage definition's own example
];

/** Full records as `sdrcomp` does not write them: the square (code 8), and a non-linear sensor (70h). Numbers C0h and C1h. */
const FULL_RECORDS = [
  { bytes: fullRecord(0xc0, 0x08, 'L square'), raw: 19 },
  { bytes: fullRecord(0xc1, 0x70, 'L nonlinear'), raw: 20 },
];
const NO_EVENTS = '0'.repeat(15);

function fullRecord(number: number, linearization: number, name: string): number[] {
  const front = [0x20, 0, number, 7, 1, 0x7f, 0x40, 1, 1, 0, 0, 0, 0, 0, 0];
  // Unsigned degrees C, M = 5, result exponent -1.
  const reading = [0x00, 0x01, 0x00, linearization, 5, 0, 0, 0, 0, 0xf0];
  const body = [...front, ...reading, ...Array<number>(17).fill(0), 0xc0 | name.length, ...Buffer.from(name)];
  return [0, 0, 0x51, 1, body.length, ...body];
}

function compactRecord(number: number, typeLength: number, name: number[]): number[] {
  const body = [
    0x20,
    0,
    number,
    23,
    1,
    0x7f,
    0x40,
    5,
    0x6f,
    0x7f,
    0,
    0x7f,
    0,
    0x7f,
    0,
    0xc0,
    0,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    typeLength,
    ...name,
  ];
  return [0, 0, 0x51, 2, body.length, ...body];
}

const hexList = (bytes: Iterable<number>) => [...bytes].map((b) => `0x${b.toString(16).padStart(2, '0')}`).join(' ');

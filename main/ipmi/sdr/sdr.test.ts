import { expect, test } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { boardRecords, boardSensors } from '../../practice/bmc/board-sensors.ts';
import { DecodeError } from '../bytes.ts';
import { entityText } from './entities.ts';
import { decodeSdr, decodeSdrs, encodeSdr, type SdrRecord } from './record.ts';
import { thresholdAccess } from './sensor-record.ts';
import { sensorsOf } from './sensors.ts';
import { decodeIdString, encodeIdString } from './text.ts';
import { decodeUnits, encodeUnits, unitText } from './units.ts';

const records = boardRecords(boardSensors());
const bytesOf = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/** Written by hand from Table 43-1. */
const FULL = bytesOf(
  '0400 51 01 2e' + // record 4, version 1.5, full, 46 bytes
    '20 30 30' + // BMC, channel 3, LUN 0, sensor 30h
    '0a e1' + // power supply, logical, instance 61h
    '7f 68' + // initialization; auto re-arm, settable thresholds and hysteresis
    '02 01' + // voltage, threshold
    '0a8a 0b8b 153f' + // masks: readable are lnc, lnr and uc
    '80 04 00' + // two's complement, volts
    '00 9f c5 e7 d1 14 d1' + // linear, M 39Fh, tolerance 5, B 3E7h, accuracy 51h, exponent 1, K2 -3, K1 1
    '03 10 20 30 7f 80' + // nominal and normal max are given
    '46 45 44 41 42 43' + // unr, uc, unc, lnr, lc, lnc
    '02 01 00 00 00' + // hysteresis, reserved, OEM
    'c3 313256',
);

test('a full record, field by field', () => {
  const record = decodeSdr(FULL);
  expect(record).toEqual({
    kind: 'sensor',
    form: 'full',
    recordId: 4,
    owner: 0x20,
    lun: 0,
    channel: 3,
    number: 0x30,
    entity: { id: 10, instance: 0x61, logical: true },
    sensorType: 2,
    eventType: 1,
    initialization: 0x7f,
    capabilities: 0x68,
    assertions: 0x8a0a,
    deassertions: 0x8b0b,
    readings: 0x3f15,
    units: { format: 'twos', rate: 0, modifierUse: 0, percentage: false, base: 4, modifier: 0 },
    factors: {
      linearization: 0,
      m: -97,
      b: -25,
      k1: 1,
      k2: -3,
      tolerance: 5,
      accuracy: 0x51,
      accuracyExp: 1,
      direction: 0,
    },
    limits: { nominal: 0x10, normalMax: 0x20, normalMin: null, max: 0x7f, min: 0x80 },
    thresholds: { lnc: 0x43, lnr: 0x41, uc: 0x45 },
    hysteresis: { positive: 2, negative: 1 },
    sharing: null,
    name: '12V',
  });
});

test('every record of the practice board comes back as it went', () => {
  expect(records.length).toBeGreaterThan(30);
  for (const record of records) expect(decodeSdr(encodeSdr(record))).toEqual(record);
});

test('how thresholds can be had', () => {
  const sensor = decodeSdr(FULL);
  if (sensor.kind !== 'sensor') throw new Error('no sensor');
  const access = (capabilities: number) => thresholdAccess({ ...sensor, capabilities });
  expect([0x00, 0x04, 0x08, 0x0c].map(access)).toEqual(['none', 'readable', 'settable', 'fixed']);
  expect(thresholdAccess({ ...sensor, eventType: 0x6f })).toBe('none');
});

test('a record cut off anywhere is damaged, and does not hide the others', () => {
  for (const record of records.filter((r) => r.kind !== 'other')) {
    const whole = encodeSdr(record);
    const nameAt = whole.length - Buffer.from(record.name ?? '', 'latin1').length;
    for (let length = 0; length < nameAt; length++) {
      expect(() => decodeSdr(whole.subarray(0, length))).toThrow(DecodeError);
      const [damaged, good] = decodeSdrs([whole.subarray(0, length), whole]);
      expect(damaged).toMatchObject({ kind: 'other', damage: expect.stringContaining('needs') });
      expect(good).toEqual(record);
    }
    // A name that is shorter than its length byte says is taken as far as it goes.
    for (let length = nameAt; length < whole.length; length++) {
      expect(decodeSdr(whole.subarray(0, length))).toMatchObject({ kind: record.kind, recordId: record.recordId });
    }
  }
});

test('a record of another type is kept as it came', () => {
  const oem = bytesOf('0900 51 c0 04 7c2a00 01');
  expect(decodeSdr(oem)).toEqual({ kind: 'other', recordId: 9, type: 0xc0, bytes: oem, damage: null });
  expect(encodeSdr(decodeSdr(oem))).toEqual(oem);
});

test('shared records are unfolded: numbers, letters, entity instances', () => {
  const compact = records.find((r) => r.kind === 'sensor' && r.sharing?.count === 4);
  if (compact?.kind !== 'sensor') throw new Error('the board has no shared record');
  const shared = (sharing: Partial<NonNullable<typeof compact.sharing>>): SdrRecord => ({
    ...compact,
    name: 'HDD',
    sharing: { count: 3, modifier: 'numeric', offset: 9, entityIncrements: false, ...sharing },
  });
  const numbers = sensorsOf([shared({})]);
  expect(numbers.map((s) => s.name)).toEqual(['HDD9', 'HDD10', 'HDD11']);
  expect(numbers.map((s) => s.number)).toEqual([0xd0, 0xd1, 0xd2]);
  expect(numbers.map((s) => s.sdr.entity.instance)).toEqual([1, 1, 1]);
  const letters = sensorsOf([shared({ modifier: 'alpha', offset: 25, entityIncrements: true })]);
  expect(letters.map((s) => s.name)).toEqual(['HDDZ', 'HDDAA', 'HDDAB']);
  expect(letters.map((s) => s.sdr.entity.instance)).toEqual([1, 2, 3]);
});

test('a sensor without a name gets one from its entity and number', () => {
  const [first] = records.filter((r) => r.kind === 'sensor');
  if (first?.kind !== 'sensor') throw new Error('no sensor');
  const nameless = decodeSdr(encodeSdr({ ...first, name: '', number: 0x30 }));
  expect(nameless).toMatchObject({ name: null });
  expect(sensorsOf([nameless])[0]?.name).toBe('processor 1 #0x30');
  expect(entityText({ id: 0xd0, instance: 0x62, logical: false })).toBe('OEM entity D0h 2');
});

test.each([
  ['8-bit ASCII', 0xc0, '46616e31', 'Fan1'],
  ['Latin 1', 0xc0, '4b fc 68 6c 65 72', 'Kühler'],
  ['UTF-8, which the specification does not have', 0xc0, 'e6b8a9e5baa6', '温度'],
  ['blanks behind', 0xc0, '46616e31 2020', 'Fan1'],
  ['garbage behind a NUL', 0xc0, '46616e31 00 07ff', 'Fan1'],
  ['control characters are no text', 0xc0, '1b5b324a', '0x1b5b324a'],
  ['BCD plus, all sixteen', 0x40, '0123456789abcdef', '0123456789 -.:,_'],
  ['6-bit ASCII', 0x80, '29dca6', 'IPMI'],
  ['UTF-16, low byte first', 0x00, '46006100', 'Fa'],
  ['UTF-16, high byte first', 0x00, '00460061006e', 'Fan'],
  ['ASCII in the place of Unicode', 0x00, '46616e31', 'Fan1'],
  ['UTF-16 without Latin letters', 0x00, '296ea65e', '温度'],
  ['UTF-8 in the place of Unicode', 0x00, 'e6b8a9e5baa6', '温度'],
  ['neither order is text', 0x00, '00d8d800', '0x00d8d800'],
  ['none', 0xc0, '', null],
  ['only blanks', 0xc0, '2020', null],
] as const)('id string: %s', (_, type, hex, text) => {
  const body = bytesOf(hex);
  expect(decodeIdString(type | body.length, body)).toBe(text);
});

test('id strings never fail, whatever they hold', () => {
  const random = seeded(7);
  const byte = () => Math.floor(random() * 256);
  for (let i = 0; i < 5_000; i++) {
    const body = Buffer.from(Array.from({ length: byte() % 40 }, byte));
    const text = decodeIdString(byte(), body);
    if (text !== null) expect(text).toMatch(/^[^\p{Cc}]+$/u);
  }
  expect(decodeIdString(0xdf, Buffer.from('short'))).toBe('short');
  expect(decodeIdString(encodeIdString('PSU 1', true)[0] ?? 0, encodeIdString('PSU 1', true).subarray(1))).toBe(
    'PSU 1',
  );
  expect(() => encodeIdString('x'.repeat(31))).toThrow(RangeError);
});

test('units: rates, modifiers, percentages', () => {
  const unit = (units1: number, base: number, modifier = 0) => unitText(decodeUnits(units1, base, modifier));
  expect(unit(0x00, 1)).toBe('°C');
  expect(unit(0x00, 18)).toBe('RPM');
  expect(unit(0x01, 0)).toBe('%');
  expect(unit(0x18, 7)).toBe('J/s');
  expect(unit(0x02, 16, 34)).toBe('N/m');
  expect(unit(0x04, 16, 34)).toBe('N·m');
  expect(unit(0x00, 0)).toBe('');
  expect(unit(0x00, 92)).toBe('g');
  expect(unit(0x00, 46)).toBe('ft-lb');
  expect(unit(0x00, 200)).toBe('unit 200');
  for (let units1 = 0; units1 < 256; units1++)
    expect(encodeUnits(decodeUnits(units1, 4, 2))).toEqual(Buffer.from([units1, 4, 2]));
});

test('any bytes: a record or a DecodeError', () => {
  const random = seeded(11);
  const byte = () => Math.floor(random() * 256);
  const seeds = records.map(encodeSdr);
  let decoded = 0;
  for (let i = 0; i < 20_000; i++) {
    const bytes = Buffer.from(seeds[i % seeds.length] ?? FULL);
    for (let n = byte() % 6; n >= 0; n--) bytes[byte() % bytes.length] = byte();
    const [record] = decodeSdrs([bytes.subarray(0, bytes.length - (byte() % 8))]);
    if (!record) throw new Error('a record is missing');
    if (record.kind !== 'other') decoded++;
    for (const sensor of sensorsOf([record])) expect(sensor.name).not.toBe('');
  }
  expect(decoded).toBeGreaterThan(10_000);
});

import { expect, test } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { boardRecords, boardSensors } from '../../practice/bmc/board-sensors.ts';
import { DecodeError } from '../bytes.ts';
import { decodeSelEntry, encodeSelEntry, type SystemEvent, systemEvent, timeOf } from './entry.ts';
import { describe as describeEntry, sensorIndex } from './event.ts';
import { selTime, selTimeText } from './time.ts';

const bytesOf = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const index = sensorIndex(boardRecords(boardSensors()));
const words = (fields: Parameters<typeof systemEvent>[0]) => describeEntry(systemEvent(fields), index);

/** Written by hand from Table 32-1: fan 43h below its lower critical threshold. */
const FAN = bytesOf('1200 02 78563412 20 31 04 04 43 81 52 02 06');

test('a system event, field by field', () => {
  const entry: SystemEvent = {
    kind: 'event',
    recordId: 0x12,
    timestamp: 0x12345678,
    generator: 0x20,
    lun: 1,
    channel: 3,
    revision: 4,
    sensorType: 4,
    sensorNumber: 0x43,
    eventType: 1,
    asserted: false,
    data: [0x52, 2, 6],
  };
  expect(decodeSelEntry(FAN)).toEqual(entry);
  expect(encodeSelEntry(entry)).toEqual(FAN);
});

test('OEM records, with and without time; records of unknown type are kept', () => {
  const timed = bytesOf('0100 c0 01020304 7c2a00 010203040506');
  expect(decodeSelEntry(timed)).toEqual({
    kind: 'oem',
    recordId: 1,
    recordType: 0xc0,
    timestamp: 0x04030201,
    manufacturer: 10_876,
    data: bytesOf('010203040506'),
  });
  const untimed = bytesOf('0200 e0 0102030405060708090a0b0c0d');
  expect(decodeSelEntry(untimed)).toMatchObject({ timestamp: null, manufacturer: null, recordType: 0xe0 });
  expect(timeOf(decodeSelEntry(untimed))).toBeNull();
  for (const bytes of [timed, untimed, bytesOf('0300 05 0102030405060708090a0b0c0d')])
    expect(encodeSelEntry(decodeSelEntry(bytes))).toEqual(bytes);
  expect(describeEntry(decodeSelEntry(timed), index)).toMatchObject({
    sensor: null,
    type: null,
    state: null,
    by: null,
  });
});

test('an entry cut off anywhere is refused', () => {
  for (let length = 0; length < 16; length++)
    expect(() => decodeSelEntry(FAN.subarray(0, length))).toThrow(DecodeError);
});

test.each([
  [0x00000000, 'since-start', '+0 s'],
  [0x20000000, 'since-start', '+536870912 s'],
  [0x20000001, 'wall', '1987-01-05T18:48:33'],
  [0x6a0fb8a0, 'wall', '2026-05-22T02:00:00'],
  [0xffffffff, 'unspecified', 'unspecified'],
] as const)('time %i is %s', (value, kind, text) => {
  expect(selTime(value).kind).toBe(kind);
  expect(selTimeText(selTime(value))).toBe(text);
});

test('a threshold event: sensor, reading, threshold', () => {
  expect(words({ sensorType: 4, sensorNumber: 0x43, eventType: 1, data: [0x52, 2, 6] })).toMatchObject({
    sensor: 'FAN3',
    type: { id: 'fan' },
    by: 'BMC',
    state: { id: 'threshold.2', text: 'Lower critical going low', condition: 'critical' },
    asserted: true,
    trigger: { reading: 150, threshold: 450, unit: 'RPM' },
    previous: null,
    severity: null,
    detail: null,
  });
});

test('reading and threshold only when event data 1 says that they are there', () => {
  const trigger = (first: number) =>
    words({ sensorType: 4, sensorNumber: 0x43, eventType: 1, data: [first, 2, 6] }).trigger;
  expect(trigger(0x02)).toBeNull();
  expect(trigger(0x42)).toEqual({ reading: 150, threshold: null, unit: 'RPM' });
  expect(trigger(0x12)).toEqual({ reading: null, threshold: 450, unit: 'RPM' });
  expect(trigger(0xa2)).toBeNull(); // OEM codes
  // A sensor that the records do not have: nothing to convert with.
  expect(words({ sensorType: 4, sensorNumber: 0x99, eventType: 1, data: [0x52, 2, 6] })).toMatchObject({
    sensor: null,
    sensorNumber: 0x99,
    trigger: null,
  });
});

test('a discrete event: previous state and severity', () => {
  const about = { sensorType: 8, sensorNumber: 0xc9, eventType: 0x6f };
  expect(words({ ...about, data: [0x43, 0x20, 0xff] })).toMatchObject({
    sensor: 'PS2 Status',
    state: { id: 'power-supply.3' },
    previous: { id: 'power-supply.0' },
    severity: { id: 'severity.2' },
  });
  expect(words({ ...about, data: [0x43, 0xff, 0xff] })).toMatchObject({ previous: null, severity: null });
  expect(words({ ...about, data: [0x03, 0x20, 0xff] })).toMatchObject({ previous: null, severity: null });
});

test.each([
  [0x0c, [0x31, 0xff, 4], 'memory module 4'],
  [0x0f, [0xc0, 0x0d, 0xff], 'CPU speed matching failure'],
  [0x0f, [0xc2, 0x13, 0xff], 'starting operating system boot'],
  [0x0f, [0xc2, 0x77, 0xff], 'code 119'],
  [0x0f, [0x02, 0x13, 0xff], null],
  [0x10, [0x35, 0xff, 75], '75 % full'],
  [0x12, [0xc5, 0x80, 0xff], 'second of pair'],
  [0x21, [0xf0, 9, 3], 'PCI Express, number 3'],
  [0x21, [0x30, 0xff, 3], 'number 3'],
  [0x23, [0xc1, 0x03, 0xff], 'timer use: OS load'],
  [0x2a, [0xc0, 2, 0xff], 'user 2'],
  [0x05, [0xf0, 1, 2], null],
] as const)('sensor type %i with data %j: %s', (sensorType, [a, b, c], detail) => {
  expect(words({ sensorType, sensorNumber: 0, eventType: 0x6f, data: [a, b, c] }).detail).toBe(detail);
});

test.each([
  [0x20, 'BMC'],
  [0x2c, 'controller 2Ch'],
  [0x01, 'BIOS'],
  [0x21, 'SMI handler'],
  [0x41, 'system management software'],
  [0x61, 'OEM software'],
  [0x81, 'remote console'],
  [0xff, 'software FFh'],
])('generator %i is %s, and only the owner’s sensors are named', (generator, by) => {
  const event = words({ generator, sensorType: 4, sensorNumber: 0x43, eventType: 1, data: [0, 0, 0] });
  expect(event).toMatchObject({ by, sensor: generator === 0x20 ? 'FAN3' : null });
});

test('any 16 bytes are an entry that can be described, and come back as they were', () => {
  const random = seeded(5);
  for (let i = 0; i < 20_000; i++) {
    const bytes = Buffer.from(Array.from({ length: 16 }, () => Math.floor(random() * 256)));
    if (i % 2 === 0) bytes[2] = 2;
    const entry = decodeSelEntry(bytes);
    const event = describeEntry(entry, index);
    if (entry.kind === 'event') expect(event.state?.text).not.toBe('');
    // Reserved bits of the generator byte are not kept.
    if (entry.kind === 'event') bytes[8] = (bytes[8] ?? 0) & 0xf3;
    expect(encodeSelEntry(entry)).toEqual(bytes);
  }
});

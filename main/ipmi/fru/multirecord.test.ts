import { expect, test } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { supplyFru } from '../../practice/bmc/options.ts';
import { readSdrs } from '../sdr/read.ts';
import { direct } from '../sensors/testing/direct.ts';
import { checksum } from '../wire/message.ts';
import { decodeFruDetails, decodeHeader } from './inventory.ts';
import { readFrus } from './list.ts';
import { decodeMultiRecords, encodeMultiRecords, type MultiRecord, type PowerSupplyRecord } from './multirecord.ts';
import { readFruDetails, readFruDetailsOf } from './read.ts';
import { decodeBcdPlus, decodeText } from './text.ts';

const supply: PowerSupplyRecord = {
  kind: 'power-supply',
  capacity: 800,
  peakVa: 1_000,
  inrushAmperes: null,
  inrushMs: 10,
  input1: [90, 132],
  input2: [180, 264],
  frequency: [47, 63],
  dropoutMs: 20,
  hotSwap: true,
  autoswitch: false,
  powerFactorCorrection: true,
  predictiveFail: true,
  combinedWatts: 1_200,
};
const output: MultiRecord = {
  kind: 'dc-output',
  output: 2,
  standby: true,
  nominal: -12,
  lowest: -13.5,
  highest: -11,
  ripple: 0.12,
  minCurrent: 0.5,
  maxCurrent: 60,
};
const oem: MultiRecord = { kind: 'other', type: 0xc0, manufacturer: 10_876, data: Buffer.from([1, 2, 3]) };
const unknown: MultiRecord = { kind: 'other', type: 0x03, manufacturer: null, data: Buffer.from([9]) };
const area = () => encodeMultiRecords([supply, output, oem, unknown]);

test('power supply, DC output, OEM and unknown records come back as they went', () => {
  expect(decodeMultiRecords(area())).toEqual([supply, output, oem, unknown]);
});

test('a wrong record checksum names that record; the others are read', () => {
  const bytes = area();
  bytes[7] = (bytes[7] ?? 0) ^ 1;
  const [first, ...others] = decodeMultiRecords(bytes);
  expect(first).toEqual({ kind: 'damaged', type: 0, problem: 'record-checksum' });
  expect(others).toEqual([output, oem, unknown]);
});

test('behind a wrong header checksum nothing can be found', () => {
  const bytes = area();
  bytes[2] = (bytes[2] ?? 0) ^ 1;
  expect(decodeMultiRecords(bytes)).toEqual([{ kind: 'damaged', type: 0, problem: 'header-checksum' }]);
});

test('an area cut off anywhere ends in one damaged record', () => {
  const whole = area();
  for (let length = 0; length < whole.length; length++) {
    const records = decodeMultiRecords(whole.subarray(0, length));
    expect(records.at(-1)).toMatchObject({ kind: 'damaged', problem: 'truncated' });
    expect(records.slice(0, -1)).toEqual([supply, output, oem, unknown].slice(0, records.length - 1));
  }
});

test('records that are too short for their type are kept as bytes', () => {
  const short: MultiRecord[] = [
    { kind: 'other', type: 0x00, manufacturer: null, data: Buffer.alloc(23) },
    { kind: 'other', type: 0x01, manufacturer: null, data: Buffer.alloc(12) },
    { kind: 'other', type: 0xc1, manufacturer: null, data: Buffer.alloc(2) },
  ];
  expect(decodeMultiRecords(encodeMultiRecords(short as Parameters<typeof encodeMultiRecords>[0]))).toEqual(short);
});

test('any bytes are records or damage, and it ends', () => {
  const random = seeded(13);
  const byte = () => Math.floor(random() * 256);
  let decoded = 0;
  for (let i = 0; i < 10_000; i++) {
    const bytes = Buffer.from(area());
    for (let n = byte() % 4; n >= 0; n--) bytes[byte() % bytes.length] = byte();
    if (i % 2 === 0) bytes[4] = checksum(Buffer.concat([bytes.subarray(0, 4), Buffer.from([0])]));
    decoded += decodeMultiRecords(bytes.subarray(0, bytes.length - (byte() % 20))).filter(
      (r) => r.kind !== 'damaged',
    ).length;
  }
  expect(decoded).toBeGreaterThan(5_000);
});

test('a FRU is read as far as its records go, in whatever lengths the BMC gives', async () => {
  const image = supplyFru('S', 1);
  const padded = Buffer.concat([image, Buffer.alloc(1_000, 0xff)]);
  let asked = 0;
  const details = await readFruDetails(padded.length, (offset, count) => {
    asked = Math.max(asked, offset + count);
    return Promise.resolve(count > 16 ? null : padded.subarray(offset, offset + count));
  });
  expect(details).toEqual(decodeFruDetails(image));
  expect(details.records.map((r) => r.kind)).toEqual(['power-supply', 'dc-output']);
  expect(asked).toBeLessThan(image.length + 64);
  expect(decodeHeader(image).records).toBeGreaterThan(0);
});

test('a FRU whose records run past its end', async () => {
  const image = supplyFru('S', 1);
  const cut = image.subarray(0, image.length - 6);
  const details = await readFruDetails(cut.length, (offset, count) =>
    Promise.resolve(cut.subarray(offset, offset + count)),
  );
  expect(details.records.map((r) => r.kind)).toEqual(['power-supply', 'damaged']);
});

test('all inventories that the records name, and FRU 0', async () => {
  const bmc = direct({ serial: 'S9' });
  const { records } = await readSdrs(bmc);
  const frus = await readFrus(bmc, records);
  expect(frus.map((f) => `${f.id} ${f.name} ${f.details?.product?.serial}`)).toEqual([
    '0 FRU 0 P-S9',
    '1 PS1 S9-PS1',
    '2 PS2 S9-PS2',
  ]);
  // One that is not there, one behind another controller, one on a private bus.
  const [locator] = records.filter((r) => r.kind === 'fru-locator');
  if (!locator) throw new Error('no locator');
  const more = [
    { ...locator, device: 9 },
    { ...locator, device: 5, access: 0x2c },
    { ...locator, device: 6, logical: false },
  ];
  expect((await readFrus(bmc, more)).map((f) => [f.id, f.details === null])).toEqual([
    [0, false],
    [9, true],
  ]);
  expect(await readFruDetailsOf(bmc, 9)).toBeNull();
});

test('texts as they are found: UTF-8, garbage behind NUL, control characters, BCD plus', () => {
  const latin = (bytes: string | Buffer) => decodeText('text', Buffer.from(bytes), 0);
  expect(latin('温度')).toBe('温度');
  expect(latin('S123\0garbage')).toBe('S123');
  expect(latin('\x1b[2J')).toBe('0x1b5b324a');
  expect(decodeText('text', Buffer.from([0x1b, 0x00]), 17)).toBe('0x1b00');
  expect(decodeBcdPlus(Buffer.from('01234567890abcdef0'.slice(0, 18), 'hex'))).toBe('01234567890 -.:,_0');
});

import { expect, test } from 'vitest';
import { defaultFru } from '../../practice/bmc/options.ts';
import { encodeBoard, encodeChassis, encodeProduct } from './areas.ts';
import { decodeFru, encodeFru } from './inventory.ts';
import { readFru } from './read.ts';
import { decodeText, encodeText, typeLength } from './text.ts';

const fru = defaultFru('S0123456789');

test('a whole FRU comes back as it went', () => {
  expect(decodeFru(encodeFru(fru))).toEqual({ ...fru, damaged: [] });
  const bare = { chassis: fru.chassis, board: null, product: null };
  expect(decodeFru(encodeFru(bare))).toEqual({ ...bare, damaged: [] });
});

test('an area with a wrong checksum is named and gives no serial', () => {
  const bytes = encodeFru(fru);
  bytes[12] = (bytes[12] ?? 0) ^ 1;
  expect(decodeFru(bytes)).toMatchObject({ chassis: null, product: fru.product, damaged: ['chassis'] });
  bytes[1] = (bytes[1] ?? 0) ^ 1;
  expect(() => decodeFru(bytes)).toThrow('wrong checksum');
});

test('texts in all encodings', () => {
  const round = (text: string, encoding: Parameters<typeof encodeText>[1], language = 0) => {
    const field = encodeText(text, encoding, language);
    const { encoding: read, length } = typeLength(field[0] ?? 0);
    expect(length).toBe(field.length - 1);
    return decodeText(read, field.subarray(1), language);
  };
  expect(round('0123-45.6', 'bcd')).toBe('0123-45.6');
  expect(round('SERIAL-42 (A)', 'ascii6')).toBe('SERIAL-42 (A)');
  expect(round('Gerät', 'text')).toBe('Gerät');
  expect(round('機器', 'text', 17)).toBe('機器');
  expect(round('c0ffee', 'binary')).toBe('c0ffee');
  expect(round('1', 'text')).toBe('1'); // must not look like the end mark C1h
});

test('the 6-bit example of the storage definition: "IPMI" is 29h DCh A6h', () => {
  expect(encodeText('IPMI', 'ascii6', 0).subarray(1).toString('hex')).toBe('29dca6');
  expect(decodeText('ascii6', Buffer.from('29dca6', 'hex'), 0)).toBe('IPMI');
});

test('areas are encoded in any text encoding', () => {
  const plain = { language: 0, manufactured: 0, custom: [] };
  const board = { ...plain, manufacturer: 'ACME', product: 'B', serial: '42', partNumber: null, fileId: null };
  const chassis = { chassisType: 1, partNumber: '12', serial: '34', custom: [] };
  const product = {
    ...fru.product,
    language: 0,
    manufacturer: 'A',
    product: 'P',
    partNumber: '1',
    version: '2',
    serial: '3',
    assetTag: null,
    fileId: null,
    custom: [],
  };
  for (const area of [encodeBoard(board, 'ascii6'), encodeChassis(chassis, 'bcd'), encodeProduct(product)])
    expect(area.length % 8).toBe(0);
});

test('a BMC that refuses long reads is read in short ones', async () => {
  const bytes = encodeFru(fru);
  const asked: number[] = [];
  const got = await readFru(bytes.length, (offset, count) => {
    asked.push(count);
    return Promise.resolve(count > 16 ? null : bytes.subarray(offset, offset + count));
  });
  expect(got).toEqual({ ...fru, damaged: [] });
  expect(asked.slice(0, 3)).toEqual([64, 32, 16]);
});

test('a BMC that gives nothing ends in an error, not in a loop', async () => {
  await expect(readFru(256, () => Promise.resolve(Buffer.alloc(0)))).rejects.toThrow('gives no data');
});

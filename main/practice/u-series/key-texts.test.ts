import { describe, expect, it } from 'vitest';
import { findKeys } from '../../bitlocker/collect/find-keys.ts';
import { listVolumes } from '../../bitlocker/collect/listing.ts';
import { digitsOf } from '../../bitlocker/recovery-password.ts';
import { type KeyMaterial, keyMaterial } from './key-material.ts';
import { keyFile, listing, volumesJson } from './key-texts.ts';

const GUID = /[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}/;
const NUMBER = /(?<!\d)(?:\d{6}-){7}\d{6}(?!\d)/g;

/** The synthetic vector of bitlocker.md 2.5 A. */
const VECTOR = '000011-000022-720885-123453-345675-567897-001331-700007';
const [C, D] = keyMaterial(1) as [KeyMaterial, KeyMaterial];
const vector: KeyMaterial = { ...C, key: Buffer.from('01000200ffffd72bc17aabc9790095f8', 'hex') };
const groupsOf = (number: string) => number.split('-').map(Number);
const wellFormed = (group: number) => group % 11 === 0 && group <= 720_885;

describe('keys of the practice appliance', () => {
  it('are two, for C: and D:, and nothing of them is the same in any generation', () => {
    const all = [0, 1, 2, 3].flatMap(keyMaterial);
    expect(all.map(({ letter }) => letter).join('')).toBe('CDCDCDCD');
    const all32 = all.flatMap(({ volumeId, keyId, key }) => [volumeId, keyId, key.toString('hex')]);
    expect(new Set(all32).size).toBe(24);
    for (const { volumeId, keyId } of all) expect([volumeId, keyId].every((id) => GUID.test(id))).toBe(true);
  });

  it('are the same every time', () => {
    expect(keyMaterial(2)).toEqual(keyMaterial(2));
    expect([C.keyId, D.keyId]).toEqual([
      '1840EAFF-A05C-4C10-BF7F-B4534B9D6F57',
      '893052D6-3A05-4B69-8163-C5BA84B238A2',
    ]);
  });

  it('are asked for in vain when the calendar ends', () => {
    expect(() => keyMaterial(1e9)).toThrow(RangeError);
  });
});

describe('the file on the stick', () => {
  it('is UTF-16LE with its mark, CRLF, a stray zero behind the title, and the values behind tabs', () => {
    const { name, bytes } = keyFile(vector);
    expect(name).toBe(`Drive C ${C.keyId}.TXT`);
    expect([...bytes.subarray(0, 2)]).toEqual([0xff, 0xfe]);
    const lines = bytes.toString('utf16le', 2).split('\r\n');
    expect(lines[0]?.indexOf('\0')).toBe((lines[0]?.length ?? 0) - 1);
    expect(lines.join('')).not.toMatch(/[\r\n]/);
    expect(lines.filter((line) => line.startsWith('\t'))).toEqual([`\t${C.keyId}`, `\t${VECTOR}`]);
  });

  it('holds a number that can be a key, another for each drive', () => {
    const numbers = [C, D].map((drive) => keyFile(drive).bytes.toString('utf16le').match(NUMBER));
    expect(numbers.map((found) => found?.length)).toEqual([1, 1]);
    expect(numbers.flatMap((found) => groupsOf(found?.[0] ?? '')).every(wellFormed)).toBe(true);
    expect(numbers[0]).not.toEqual(numbers[1]);
  });

  it('misprinted, has one digit that differs, and only its group can be told to be wrong', () => {
    for (const drive of [vector, ...[1, 2, 3].flatMap(keyMaterial)]) {
      const [right = '', wrong = ''] = [false, true].map(
        (misprint) => keyFile(drive, misprint).bytes.toString('utf16le').match(NUMBER)?.[0] ?? '',
      );
      expect([...right].filter((digit, at) => digit !== wrong[at])).toHaveLength(1);
      expect(groupsOf(wrong).map(wellFormed)).toEqual([true, true, false, true, true, true, true, true]);
    }
  });
});

describe('our reader', () => {
  const read = ({ bytes }: { bytes: Buffer }) => {
    const { keys, idsWithoutDigits } = findKeys(bytes);
    return [...keys, ...idsWithoutDigits];
  };

  it.each([C, D])('finds the ID and the number of $letter: in its file and in its listing', (drive) => {
    const found = { id: drive.keyId, startOfId: null, digits: digitsOf(drive.key), badGroups: [] };
    expect(read(keyFile(drive))).toEqual([{ ...found, letter: null }]);
    expect(read(listing(drive, 100))).toEqual([{ ...found, letter: `${drive.letter}:` }]);
  });

  it('finds both drives, their state and their numbers in what PowerShell answers', () => {
    const number = ({ keyId, letter, key }: KeyMaterial) => ({
      id: keyId,
      letter: `${letter}:`,
      digits: digitsOf(key),
    });
    expect(read(volumesJson([C, D], 100))).toMatchObject([number(C), number(D)]);
    const drive = ({ letter, keyId }: KeyMaterial) => ({
      ...{ letter: `${letter}:`, locked: false, protectors: [{ id: keyId, kind: 'recovery-password' }] },
    });
    const done = { state: 'encrypted', suspended: false, encryptedPercent: 100 };
    expect(listVolumes(volumesJson([C, D], 100).bytes)).toEqual([
      { ...drive(C), ...done, method: 'XTS-AES 128' },
      { ...drive(D), ...done, method: 'AES-CBC 256' },
    ]);
    // Until it is through, everybody can read the drive.
    const going = { state: 'converting', suspended: true, encryptedPercent: 43 };
    expect(listVolumes(volumesJson([D], 43).bytes)).toMatchObject([{ ...drive(D), ...going }]);
  });

  it('finds the group of the misprint', () => {
    expect(read(keyFile(C, true))).toMatchObject([{ id: C.keyId, badGroups: [3] }]);
  });
});

it('the listing names the drive, how far it is, and the ID before the number', () => {
  const { name, bytes } = listing(vector, 43);
  expect(name).toBe('listing-C.txt');
  const text = bytes.toString('latin1');
  expect(text).toMatch(/^Volume C: /m);
  expect(text).toContain('43.0%');
  expect(text.indexOf(`{${C.keyId}}`)).toBeLessThan(text.indexOf(VECTOR));
  expect(text.match(NUMBER)).toEqual([VECTOR]);
});

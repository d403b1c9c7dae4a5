import { describe, expect, test } from 'vitest';
import { badGroups, checkDigits, digitsOf, groupsForDisplay, keyOf, quotientOf, sameKey } from './recovery-password.ts';

/** Public test key (cryptsetup's bitlk-aes-xts-128 image). */
const KNOWN = '235818357951253979013365241120245575342914591910';
const KNOWN_KEY = 'be531d7f315abf04a0553557c67932d2';
const bytes = (text: string) => Buffer.from(text.replaceAll('-', ''));

describe('48 digits and 16 bytes', () => {
  test.each([
    [KNOWN, KNOWN_KEY],
    ['000011-000022-720885-123453-345675-567897-001331-700007', '01000200ffffd72bc17aabc9790095f8'],
  ])('%s', (digits, key) => {
    expect(keyOf(bytes(digits))?.toString('hex')).toBe(key);
    expect(digitsOf(Buffer.from(key, 'hex'))).toEqual(bytes(digits));
    expect(badGroups(bytes(digits))).toEqual([]);
  });

  test('each of the 65,536 groups there and back, at each place', () => {
    const key = Buffer.alloc(16);
    let wrong = 0;
    for (let word = 0; word <= 0xffff; word++) {
      const place = word % 8;
      key.fill(0).writeUInt16LE(word, place * 2);
      const back = keyOf(digitsOf(key));
      if (!back?.equals(key)) wrong++;
    }
    expect(wrong).toBe(0);
  });

  test('of a million groups 65,536 can be right', () => {
    const group = Buffer.alloc(6);
    let right = 0;
    for (let value = 0; value < 1_000_000; value++) if (quotientOf(write(value, group)) !== null) right++;
    expect(right).toBe(65_536);
  });

  test('one wrong digit is always noticed, as are two neighbours that changed places', () => {
    const group = Buffer.alloc(6);
    const tried = { digits: 0, neighbours: 0 };
    let missed = 0;
    for (let word = 0; word <= 0xffff; word++) {
      write(word * 11, group);
      for (let place = 0; place < 6; place++) {
        const right = group[place] ?? 0;
        for (let digit = 0x30; digit <= 0x39; digit++) {
          if (digit === right) continue;
          group[place] = digit;
          tried.digits++;
          if (quotientOf(group) !== null) missed++;
        }
        group[place] = right;
        const next = group[place + 1];
        if (next === undefined || next === right) continue;
        group[place] = next;
        group[place + 1] = right;
        tried.neighbours++;
        if (quotientOf(group) !== null) missed++;
        group[place] = right;
        group[place + 1] = next;
      }
    }
    expect(tried).toEqual({ digits: 3_538_944, neighbours: 295_080 });
    expect(missed).toBe(0);
  });

  test('bad groups are named by number', () => {
    expect(badGroups(bytes('235818-357951-253979-013365-241121-245575-342914-591910'))).toEqual([5]);
    expect(badGroups(bytes('23581?-357951-253979-013365-241120-245575-342914-720896'))).toEqual([1, 8]);
    expect(badGroups(Buffer.alloc(48, '?'))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(keyOf(bytes('235818-357951-253979-013365-241121-245575-342914-591910'))).toBeNull();
    expect(keyOf(bytes(KNOWN.slice(1)))).toBeNull();
  });

  test('one digit too few or too many: the group it happened in', () => {
    expect(badGroups(bytes(KNOWN.slice(0, 14) + KNOWN.slice(15)))).toEqual([3]);
    expect(badGroups(bytes(`${KNOWN.slice(0, 14)}9${KNOWN.slice(14)}`))).toEqual([3]);
    expect(badGroups(bytes(KNOWN.slice(1)))).toEqual([1]);
    expect(badGroups(bytes(KNOWN.slice(0, 47)))).toEqual([8]);
    expect(badGroups(bytes(`${KNOWN}0`))).toEqual([8]);
  });
});

describe('check digits', () => {
  test('ISO 7064 MOD 11,10: the standard example 0794 has check digit 5', () => {
    // The standard's own example has four digits; leading zeros change the sum, so it is rebuilt from its definition here.
    const plain = (digits: string) => {
      let p = 10;
      for (const c of digits) p = (((p + Number(c)) % 10 || 10) * 2) % 11;
      return (11 - p) % 10;
    };
    expect(plain('0794')).toBe(5);
    const expected = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => plain(`${i + 1}${KNOWN.slice(i * 6, i * 6 + 6)}`));
    expect(checkDigits(bytes(KNOWN)).toString()).toBe(expected.join(''));
  });

  test('two groups that changed places are noticed in nine cases of ten at each, one wrong digit always', () => {
    const group = Buffer.alloc(48, '0');
    let same = 0;
    for (let word = 0; word <= 0xffff; word += 7) {
      write(word * 11, group.subarray(0, 6));
      write(word * 11, group.subarray(6, 12));
      const checks = checkDigits(group);
      if (checks[0] === checks[1]) same++;
    }
    // One and the same group never has the check digit of place 1 at place 2.
    expect(same).toBe(0);
  });

  test('an unreadable digit has no check', () => {
    expect(checkDigits(bytes(`2358?8${KNOWN.slice(6)}`)).toString('latin1', 0, 1)).toBe('?');
    expect(() => checkDigits(Buffer.alloc(47))).toThrow(RangeError);
  });
});

test('the same key', () => {
  const a = bytes(KNOWN);
  expect(sameKey(a, bytes(KNOWN))).toBe(true);
  expect(sameKey(a, bytes(KNOWN.replace('5', '6')))).toBe(false);
  expect(sameKey(a, a.subarray(1))).toBe(false);
});

test('groups to show', () => {
  expect(groupsForDisplay(bytes(KNOWN)).join('')).toBe(KNOWN);
  expect(groupsForDisplay(bytes(KNOWN))).toHaveLength(8);
});

function write(value: number, into: Uint8Array): Uint8Array {
  for (let place = 5; place >= 0; place--) {
    into[place] = 0x30 + (value % 10);
    value = Math.floor(value / 10);
  }
  return into;
}

import { describe, expect, test } from 'vitest';
import { seeded } from '../ports/seeded.ts';
import { badGroups, digitsOf, keyOf } from './recovery-password.ts';
import { candidateCount, candidates, MAX_CANDIDATES, type RepairKind } from './repair.ts';

const KNOWN = '235818357951253979013365241120245575342914591910';
const key = (digits: string) => keyOf(Buffer.from(digits))?.toString('hex');

/** All candidates: kinds and digits, after checking what holds for every list of them. */
function all(digits: string) {
  const input = Buffer.from(digits);
  const list = [...candidates(input)].map(({ key, why }) => ({ hex: key.toString('hex'), why, key }));
  expect(list).toHaveLength(candidateCount(input));
  expect(list.length).toBeLessThanOrEqual(MAX_CANDIDATES);
  expect(new Set(list.map(({ hex }) => hex)).size).toBe(list.length);
  expect(list.map(({ hex }) => hex)).not.toContain(key(digits));
  for (const one of list) expect(badGroups(digitsOf(one.key))).toEqual([]);
  expect(input.toString()).toBe(digits);
  expect([...candidates(input)].map(({ key }) => key.toString('hex'))).toEqual(list.map(({ hex }) => hex));
  return list;
}
/** The repair that leads back to the known key, and how many are tried for it. */
function found(digits: string) {
  const list = all(digits);
  const at = list.findIndex(({ hex }) => hex === key(KNOWN));
  return { tried: at + 1, of: list.length, why: list[at]?.why };
}
const at = (place: number, text: string, out = text.length) => KNOWN.slice(0, place) + text + KNOWN.slice(place + out);

describe('leads back to the key', () => {
  test.each<[string, string, RepairKind, number]>([
    ['a look-alike', at(13, '6'), 'look-alike', 3],
    ['any other digit', at(13, '1'), 'digit', 3],
    ['neighbours', at(13, '35'), 'neighbours', 3],
    ['an unreadable digit', at(47, '?'), 'unreadable', 8],
    ['two unreadable digits', at(19, '??'), 'unreadable', 4],
    ['a lost digit', at(14, '', 1), 'missing', 3],
    ['the first lost', at(0, '', 1), 'missing', 1],
    ['the last lost', at(47, '', 1), 'missing', 8],
    ['a lost digit, its group filled up', `${at(14, '', 1).slice(0, 17)}?${at(14, '', 1).slice(17)}`, 'missing', 3],
    ['a digit written twice', at(14, '33', 1), 'surplus', 3],
    ['a digit added at the end', `${KNOWN}7`, 'surplus', 8],
    ['first and third of three', at(0, '532'), 'jump', 1],
    ['a double digit', at(26, '22'), 'double', 5],
  ])('%s', (_name, digits, kind, group) => {
    expect(found(digits).why).toEqual([{ kind, group }]);
  });

  test('two groups that changed places, after everything inside a group', () => {
    const swapped = KNOWN.slice(30, 36) + KNOWN.slice(6, 30) + KNOWN.slice(0, 6) + KNOWN.slice(36);
    const { why } = found(swapped);
    expect(why).toEqual([
      { kind: 'groups', group: 1 },
      { kind: 'groups', group: 6 },
    ]);
    const kinds = all(swapped).map((one) => one.why[0]?.kind === 'groups');
    expect(kinds.lastIndexOf(false)).toBeLessThan(kinds.indexOf(true));
    expect(kinds.filter(Boolean)).toHaveLength(28);
  });

  test('a wrong digit in two groups', () => {
    const digits = `${at(13, '6').slice(0, 40)}2${KNOWN.slice(41)}`;
    expect(badGroups(Buffer.from(digits))).toEqual([3, 7]);
    expect(found(digits).why?.map(({ group }) => group)).toEqual([3, 7]);
  });
});

test('one unreadable digit leaves one reading and the ways to have lost one', () => {
  for (let place = 0; place < 48; place++) {
    const kinds = all(at(place, '?')).map(({ why }) => why[0]?.kind);
    expect(kinds.indexOf('unreadable')).toBe(0);
    expect(kinds.lastIndexOf('unreadable')).toBe(0);
  }
});

test('look-alikes come first, the rest in the order of their likelihood', () => {
  const order: RepairKind[] = ['look-alike', 'neighbours', 'digit'];
  for (let place = 0; place < 48; place++) {
    const ranks = all(at(place, KNOWN[place] === '4' ? '5' : '4')).map(({ why }) =>
      order.indexOf(why[0]?.kind ?? 'groups'),
    );
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  }
});

test('a key that is all right up to what nobody notices', () => {
  const list = all(KNOWN);
  expect(list.length).toBeGreaterThan(28);
  expect(list.length).toBeLessThan(100);
  // Nothing to exchange, nothing misheard but the double zeros.
  expect(all('0'.repeat(48)).every(({ why }) => why[0]?.kind === 'double')).toBe(true);
});

test('too much to try: the first thousand, and no answer for what is no key', () => {
  expect(all('?'.repeat(12) + KNOWN.slice(12))).toHaveLength(MAX_CANDIDATES);
  expect(all('1'.repeat(46))).toHaveLength(0);
  expect(all('12'.repeat(25).slice(1))).toHaveLength(0);
  expect(all('')).toHaveLength(0);
});

test('3,000 spoilt keys, one fault each: always found, within 60 candidates', () => {
  const random = seeded(48);
  const pick = (below: number) => Math.floor(random() * below);
  let most = 0;
  let missed = 0;
  for (let round = 0; round < 3_000; round++) {
    const right = Buffer.from(Array.from({ length: 16 }, () => pick(256)));
    const digits = digitsOf(right);
    const place = pick(48);
    const spoil = [
      () => digits.fill(0x30 + pick(10), place, place + 1),
      () => digits.fill('?', place, place + 1),
      () => Buffer.concat([digits.subarray(0, place), digits.subarray(place + 1)]),
      () => Buffer.concat([digits.subarray(0, place), Buffer.from([0x30 + pick(10)]), digits.subarray(place)]),
    ][round % 4];
    const spoilt = spoil?.() ?? digits;
    if (keyOf(spoilt)) continue;
    let tried = 0;
    let hit = false;
    for (const { key } of candidates(spoilt)) {
      tried++;
      if (key.equals(right)) hit = true;
    }
    most = Math.max(most, tried);
    if (!hit) missed++;
  }
  expect(missed).toBe(0);
  expect(most).toBeLessThan(60);
});

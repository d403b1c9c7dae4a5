import { expect, test } from 'vitest';
import { countOf, likeness, promisedId } from './collected.ts';

const A = 'E7E48BAE-FF13-4F14-8222-971D469FAE0D';
const B = '081F6236-98B8-4FF7-B769-3C1B86B69533';
const held = (id: string | null) => ({ id, letter: null, badGroups: [], known: false });

test('a file whose name promises another key than it holds is told apart', () => {
  const name = `BitLocker Recovery Key ${A.toLowerCase()}.TXT`;
  expect(promisedId({ name, keys: [held(B)], withoutDigits: [] })).toBe(A);
  expect(promisedId({ name, keys: [held(A)], withoutDigits: [] })).toBeNull();
  expect(promisedId({ name, keys: [], withoutDigits: [A] })).toBeNull();
  expect(promisedId({ name: `/media/${B}: ${name}`, keys: [held(B)], withoutDigits: [] })).toBe(A);
  expect(promisedId({ name: 'C.txt', keys: [held(B)], withoutDigits: [] })).toBeNull();
  expect(promisedId({ name, keys: [held(null)], withoutDigits: [] })).toBeNull();
});

test('new and known keys are counted apart', () => {
  const file = { name: '', sha256: null, withoutDigits: [], error: null };
  expect(countOf([{ ...file, keys: [held(A), { ...held(B), known: true }] }])).toEqual({ fresh: 1, known: 1 });
});

test('a stick is likely by its label, then by being removable', () => {
  const stick = { path: '/media/x', label: 'x', fileSystem: 'vfat', removable: true };
  expect([100, 60, 0].map((labelScore) => likeness({ ...stick, labelScore }))).toEqual(['label', 'like', 'removable']);
  expect(likeness({ ...stick, removable: null, labelScore: 0 })).toBe('other');
});

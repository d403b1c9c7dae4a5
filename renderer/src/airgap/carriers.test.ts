import { expect, test } from 'vitest';
import type { TypedFault } from '../../../preload/contract.ts';
import { grouped, isRight, lengthOf, rowsFor, shownFault, withLine } from './entry.ts';
import { modulesOf, pathOf } from './modules.ts';
import { framesIn } from './RequestFile.tsx';
import { isDue, nothing, percentOf, seen, told } from './scan.ts';

const fault = (line: number, problem: TypedFault['problem']): TypedFault => ({
  line,
  problem,
  group: null,
  belongsTo: null,
});

test('the path draws the dark modules and no other ones', () => {
  const rows = modulesOf('UR:BYTES/HDEYMEJTSW');
  const drawn = rows.map((row) => row.map(() => false));
  for (const [, x = '', y = '', width = ''] of pathOf(rows).matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g))
    for (let i = 0; i < Number(width); i++) {
      const row = drawn[Number(y)];
      if (row) row[Number(x) + i] = true;
    }
  expect(drawn).toEqual(rows);
  const edge = [...rows.slice(0, 4), ...rows.slice(-4), ...rows.map((row) => [...row.slice(0, 4), ...row.slice(-4)])];
  expect(edge.flat()).not.toContain(true);
  expect(rows[4]?.slice(4, 11)).toEqual(Array(7).fill(true));
});

test('a code that stands still is enough at once', () => {
  const scan = seen(nothing, 'UR:BYTES/AEAD');
  expect(scan).toEqual({ frames: ['UR:BYTES/AEAD'], need: 1, have: 1, foreign: false });
  expect(isDue(nothing)).toBe(false);
  expect(isDue(scan)).toBe(true);
});

test('a moving one is given away from as many frames as it has fragments, repeats not counted', () => {
  let scan = seen(nothing, 'ur:bytes/2-3/aead');
  expect([scan.need, isDue(scan), percentOf(scan)]).toEqual([3, false, 33]);
  expect(seen(scan, 'UR:BYTES/2-3/AEAD')).toBe(scan);
  for (const n of [4, 7]) scan = seen(scan, `ur:bytes/${n}-3/aead`);
  expect([scan.frames.length, isDue(scan), percentOf(scan)]).toEqual([3, true, 99]);
  scan = told(scan, { have: 2, need: 3 });
  expect(percentOf(scan)).toBe(66);
  expect(told(scan, undefined)).toBe(scan);
});

test('another code is said to be one, and changes nothing', () => {
  const scan = seen(nothing, 'ur:bytes/2-3/aead');
  const foreign = seen(scan, 'https://example.com');
  expect(foreign).toEqual({ ...scan, foreign: true });
  expect(seen(foreign, 'WIFI:S:x;;')).toBe(foreign);
  expect(seen(foreign, 'ur:bytes/2-3/aead')).toEqual(scan);
});

test('a code without end is not kept without end', () => {
  let scan = nothing;
  for (let n = 1; n <= 2100; n++) scan = seen(scan, `ur:bytes/${n}-400/aead`);
  expect(scan.frames).toHaveLength(2000);
});

test('a file without its remarks', () => {
  expect(framesIn('# Request\r\n\r\nur:bytes/aead\r\n')).toEqual(['ur:bytes/aead']);
});

test('a line is grouped when it is whole, not while it is typed', () => {
  const whole = '0123456789abcdefghjkmnpqrstvwx';
  expect(withLine([], 0, 'abcdef')).toEqual(['ABCDEF']);
  expect(withLine([], 0, whole)).toEqual(['01234 56789 ABCDE FGHJK MNPQR STVWX']);
  expect(grouped('ab-cd efg')).toBe('ABCDE FG');
  expect(lengthOf('AB-CD EFG')).toBe(7);
});

test('pasted lines go where they belong, emptied ones at the end go away', () => {
  expect(withLine(['A', 'B'], 1, 'ccccc ddddd\n\neeeee\n')).toEqual(['A', 'CCCCC DDDDD', 'EEEEE']);
  expect(withLine(['A', 'B'], 1, '')).toEqual(['A']);
  expect(withLine(['A', 'B'], 0, '')).toEqual(['', 'B']);
  expect(withLine([], 2, 'c')).toEqual(['', '', 'C']);
});

test('rows: one to begin with, then as many as the first line announces', () => {
  expect(rowsFor([], [])).toBe(1);
  expect(rowsFor(['A'], [fault(1, 'short')])).toBe(2);
  expect(rowsFor(['A'], [fault(2, 'missing'), fault(3, 'missing')])).toBe(3);
  expect(rowsFor(['A', 'B', 'C'], [])).toBe(3);
});

test('the line that is being typed is not called short, a missing one is no fault', () => {
  const faults = [fault(1, 'check'), fault(2, 'short'), fault(3, 'missing')];
  const shown = (index: number, typing: boolean) => shownFault(faults, index, typing)?.problem ?? null;
  expect([shown(0, true), shown(1, true), shown(1, false), shown(2, false)]).toEqual(['check', null, 'short', null]);
  const right = [0, 1, 2, 3].map((index) => isRight(['A', 'B', '', 'D'], faults, index));
  expect(right).toEqual([false, false, false, true]);
});

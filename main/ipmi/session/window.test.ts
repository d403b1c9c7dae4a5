import { expect, test } from 'vitest';
import { accept, freshWindow, type Window } from './window.ts';

function feed(numbers: number[], from: Window = freshWindow): boolean[] {
  let window = from;
  return numbers.map((n) => {
    const next = accept(window, n);
    if (next) window = next;
    return next !== null;
  });
}

test('in order, with skips of up to 15 (quirk sequence-skips), never twice', () => {
  expect(feed([1, 2, 3, 5, 7, 22])).toEqual([true, true, true, true, true, true]);
  expect(feed([1, 17])).toEqual([true, false]);
  expect(feed([1, 1, 2, 1])).toEqual([true, false, true, false]);
  expect(feed([3])).toEqual([true]); // ipmitool starts at 3
});

test('late packets count once, up to 16 back', () => {
  const at30 = { highest: 30, seen: 1 };
  expect(feed([14], at30)).toEqual([true]);
  expect(feed([13], at30)).toEqual([false]);
  expect(feed([29, 29, 28], at30)).toEqual([true, false, true]);
  expect(feed([40, 31, 31, 25], at30)).toEqual([true, true, false, true]);
});

test('zero is never a session number, and the count wraps past it', () => {
  expect(feed([0])).toEqual([false]);
  expect(feed([0xffffffff, 0, 1, 2], { highest: 0xfffffffe, seen: 1 })).toEqual([true, false, true, true]);
});

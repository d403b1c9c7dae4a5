import { expect, test } from 'vitest';
import { frameOf, placeOf, unitHeight, unitsOf } from './geometry.ts';

const a = { rackUnit: 10, heightUnits: 2 };
const b = { rackUnit: 12, heightUnits: 1 };

test('the picture shows the occupied units with a free one around them, counted from below', () => {
  const frame = frameOf([a, b], 4);
  expect(unitsOf(frame)).toEqual([13, 12, 11, 10, 9]);
  expect(placeOf(b, frame)).toEqual({ y: unitHeight, height: unitHeight });
  expect(placeOf(a, frame)).toEqual({ y: 2 * unitHeight, height: 2 * unitHeight });
});

test('a device in unit 1 keeps the floor, and a small rack still looks like one', () => {
  const frame = frameOf([{ rackUnit: 1, heightUnits: 1 }]);
  expect([frame.bottom, frame.top]).toEqual([1, 10]);
  expect(unitsOf(frameOf([]))).toHaveLength(10);
});

import { expect, test } from 'vitest';
import { parseRoute, routeTo } from './route.ts';

test('a route survives its own address, even with odd ids', () => {
  for (const id of ['r-1', 'a/b', 'ä ö', null])
    expect(parseRoute(routeTo('run', id))).toEqual({ screen: 'run', id, part: null });
});

test('an unknown address leads to the first screen', () => {
  expect(parseRoute('')).toEqual({ screen: 'sites', id: null, part: null });
  expect(parseRoute('#/nowhere')).toEqual({ screen: 'sites', id: null, part: null });
});

test('a part of a screen has its own address', () => {
  expect(parseRoute(routeTo('device', 'a/b', 'health'))).toEqual({ screen: 'device', id: 'a/b', part: 'health' });
});

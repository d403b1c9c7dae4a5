import { expect, test } from 'vitest';
import { parseRoute, routeTo } from './route.ts';

test('a route survives its own address, even with odd ids', () => {
  for (const id of ['r-1', 'a/b', 'ä ö', null]) expect(parseRoute(routeTo('run', id))).toEqual({ screen: 'run', id });
});

test('an unknown address leads to the first screen', () => {
  expect(parseRoute('')).toEqual({ screen: 'sites', id: null });
  expect(parseRoute('#/nowhere')).toEqual({ screen: 'sites', id: null });
});

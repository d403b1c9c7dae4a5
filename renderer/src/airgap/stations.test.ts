import { expect, test } from 'vitest';
import { stationsOf } from './stations.ts';
import { passed, trip } from './testing.ts';

const marks = (of: Parameters<typeof stationsOf>[0], leg: Parameters<typeof stationsOf>[1]) =>
  stationsOf(of, leg).map(({ state, mark }) => `${state} ${mark}`);

test('at the rack nothing of the connected side is drawn as done, however far the round is', () => {
  const far = trip({
    state: 'imported',
    history: passed('idle', 'clock-checked', 'key-generated', 'key-exported', 'imported'),
  });
  expect(stationsOf(far, 'connected').map(({ mark }) => mark)).toEqual(Array(5).fill('unseen'));
  expect(marks(far, 'out')).toEqual(['idle done', 'clock-checked done', 'key-generated done', 'key-exported done']);
  expect(marks(far, 'in').slice(0, 2)).toEqual(['imported now', 'verified ahead']);
});

test('on the connected side the rack is not seen', () => {
  const here = trip({ side: 'connected', state: 'list-recorded', history: passed('key-submitted', 'list-recorded') });
  expect(marks(here, 'connected').slice(0, 3)).toEqual(['key-submitted done', 'list-recorded now', 'downloaded ahead']);
  expect(new Set(stationsOf(here, 'in').map(({ mark }) => mark))).toEqual(new Set(['unseen']));
});

test('a round without a base package skips its station', () => {
  const without = trip({ state: 'backed-up', history: passed('idle', 'imported', 'verified', 'backed-up') });
  expect(marks(without, 'in').slice(1, 4)).toEqual(['verified done', 'base-installed skipped', 'backed-up now']);
});

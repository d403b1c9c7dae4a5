import { expect, test } from 'vitest';
import { cellOf, isProof, places } from './places.ts';
import { AT, state, trip } from './testing.ts';

const medium = {
  id: 'm-1',
  label: 'ONE',
  serial: 'S1',
  role: 'primary' as const,
  verifiedAt: AT,
  how: 'direct' as const,
};
const bundle = { id: 'b', sequence: 1, tagmanifestSha256: '', signedBy: '', media: [medium] };

test('what came from the cache is never good', () => {
  expect(isProof('cached')).toBe(false);
  expect(isProof(null)).toBe(false);
  const cached = trip({ side: 'connected', bundle: { ...bundle, media: [{ ...medium, how: 'cached' }] } });
  expect(cellOf(state(), cached, 'primary').mark).toBe('doubt');
  const copied = state({ copies: [{ place: 'store', at: AT, how: 'cached' }] });
  expect(cellOf(copied, cached, 'store').mark).toBe('doubt');
});

test('a copy stands where it lies: store, second place, medium', () => {
  const one = state({
    copies: [
      { place: 'store', at: AT, how: 'direct' },
      { place: '/mnt/share', at: AT, how: 'dropped' },
      { place: 'm-1', at: AT, how: 'remounted' },
    ],
  });
  const here = trip({ side: 'connected', bundle });
  expect(places.map((place) => cellOf(one, here, place).mark)).toEqual([
    'good',
    'good',
    'good',
    'none',
    'unseen',
    'unseen',
  ]);
  expect(cellOf(one, here, 'second').how).toBe('dropped');
});

test('a copy on a medium is no second place', () => {
  const one = state({ copies: [{ place: 'm-1', at: AT, how: 'direct' }] });
  expect(cellOf(one, trip({ side: 'connected', bundle }), 'second').mark).toBe('none');
});

test('at the rack the store is the rack’s own, and the connected side is not seen', () => {
  const one = state({ copies: [{ place: 'store', at: AT, how: 'direct' }], installed: { at: AT, result: 'failed' } });
  const marks = places.map((place) => cellOf(one, trip({ bundle }), place).mark);
  expect(marks).toEqual(['unseen', 'unseen', 'good', 'none', 'good', 'bad']);
});

import { expect, test } from 'vitest';
import { nextOf } from './next.ts';
import { key, view, volume } from './testing.ts';

test('nothing read: read first, whatever keys there are, even if somebody called that ready', () => {
  expect(nextOf(view({ volumes: null, keys: [key({ grade: 'well-formed' })] }))).toEqual({ do: 'read' });
  expect(nextOf(view({ volumes: null, ready: true }))).toEqual({ do: 'read' });
});

test('after the factory image the old volumes are gone, so the new ones are to be read', () => {
  expect(nextOf(view({ volumes: [volume({ dead: true })] }))).toEqual({ do: 'read' });
});

test('a volume without a key is looked for before another is proven', () => {
  const [c, d] = [volume({ id: 'C' }), volume({ id: 'D', letter: 'D:' })];
  expect(nextOf(view({ volumes: [c, d], keys: [key({ volumeId: 'C' })] }))).toEqual({
    do: 'look',
    volumes: [d],
    rejected: false,
  });
});

test('a rejected key is no key, and the sentence knows that there was one', () => {
  const next = nextOf(view({ keys: [key({ grade: 'rejected' })] }));
  expect(next).toMatchObject({ do: 'look', rejected: true });
});

test('a stale key does not help', () => {
  expect(nextOf(view({ keys: [key({ stale: true })] }))).toMatchObject({ do: 'look' });
});

test('a misread key is repaired where it is the only one, also when no volume claims it', () => {
  const misread = key({ grade: 'malformed', badGroups: [3] });
  expect(nextOf(view({ keys: [misread] }))).toMatchObject({ do: 'repair', key: misread });
  const homeless = { ...misread, volumeId: null };
  expect(nextOf(view({ keys: [homeless] }))).toMatchObject({ do: 'repair', key: homeless });
  expect(nextOf(view({ keys: [misread, key({ ref: 'good' })] }))).toMatchObject({ do: 'prove', refs: ['good'] });
});

test('proven but only on the drive itself: carry it away', () => {
  expect(nextOf(view({ keys: [key({ grade: 'live', offBox: false })] }))).toMatchObject({ do: 'carry' });
});

test('a decrypted drive needs no key, all ready is rest', () => {
  expect(nextOf(view({ volumes: [volume({ state: 'decrypted' })] }))).toEqual({ do: 'nothing' });
  const ready = view({ volumes: [volume({ ready: true })], keys: [key({ grade: 'sector' })], ready: true });
  expect(nextOf(ready)).toEqual({ do: 'rest' });
});

import { expect, test } from 'vitest';
import { decodeBek } from '../../bitlocker/collect/bek.ts';
import { writeBek } from './bek.ts';
import { CREATED, KEYS, PROTECTORS, VOLUME_ID } from './testing/volumes.ts';

const options = { id: PROTECTORS.external.id, key: KEYS.external, created: CREATED };

test.each([
  ['Windows 10', 156, null],
  ['Windows 11, which names the volume', 180, VOLUME_ID],
] as const)('a file as of %s has %d bytes and says what it was given', (_, bytes, volumeId) => {
  const file = writeBek({ ...options, ...(volumeId && { volumeId }) });
  expect(file).toHaveLength(bytes);
  expect(decodeBek(file)).toEqual({ ...options, volumeId });
});

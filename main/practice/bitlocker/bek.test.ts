import { expect, test } from 'vitest';
import { writeBek } from './bek.ts';
import { CREATED, KEYS, PROTECTORS, VOLUME_ID } from './testing/volumes.ts';

const options = { id: PROTECTORS.external.id, key: KEYS.external, created: CREATED };

test('156 bytes, 180 with the GUID of the volume, the key at the end', () => {
  expect(writeBek(options)).toHaveLength(156);
  const file = writeBek({ ...options, volumeId: VOLUME_ID });
  expect(file).toHaveLength(180);
  expect(file.readUInt32LE(0)).toBe(180);
  expect(file.subarray(-32)).toEqual(KEYS.external);
});

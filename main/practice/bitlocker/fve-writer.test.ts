import { describe, expect, test } from 'vitest';
import { sourceOf } from '../../bitlocker/disk/source.ts';
import { readVolume } from '../../bitlocker/fve/read-volume.ts';
import { proveKey } from '../../bitlocker/proof/prove.ts';
import type { Candidate } from '../../bitlocker/proof/types.ts';
import { type FveOptions, writeFve } from './fve-writer.ts';
import { plainNtfs } from './plain.ts';
import { CREATED, fveOptions, KEYS, METHODS, PROTECTORS, quickStretch, VOLUME_ID } from './testing/volumes.ts';

const plain = plainNtfs();
const write = (options: Partial<FveOptions> = {}) => writeFve(fveOptions(plain, { stretch: quickStretch, ...options }));
const read = async (options: Partial<FveOptions> = {}) => readVolume(sourceOf(await write(options), 'test.img'));

async function prove(volume: Buffer, candidate: Candidate) {
  const source = sourceOf(volume, 'test.img');
  return proveKey(source, await readVolume(source), candidate, { stretch: quickStretch });
}
const recoveryPassword = (key: Buffer): Candidate => ({ kind: 'recovery-password', key, id: null });
const all = [PROTECTORS.passphrase, PROTECTORS.second, PROTECTORS.first, PROTECTORS.external];

describe.each([512, 4096] as const)('sectors of %d bytes', (sectorSize) => {
  test.each(METHODS)('%s: the key opens all, down to the boot sector', async (method) => {
    const volume = await write({ plain: plainNtfs({ sectorSize }), method, sectorSize });
    const proof = await prove(volume, recoveryPassword(KEYS.first));
    expect(proof).toMatchObject({ outcome: 'opens', grade: 'sector', sector: 'ntfs' });
    expect(proof.others).toEqual([{ id: PROTECTORS.first.id, key: KEYS.first }]);
  });
});

test('the same options give the same bytes, another seed gives others', async () => {
  expect(await write()).toEqual(await write());
  expect((await write({ seed: 'other' })).equals(await write())).toBe(false);
});

test('the reader finds what was written', async () => {
  const volume = await read({ protectors: all, description: 'SPS C: 5/6/2024' });
  expect(volume).toMatchObject({
    layout: 'windows7',
    version: 2,
    id: VOLUME_ID,
    description: 'SPS C: 5/6/2024',
    created: CREATED,
    state: 'encrypted',
    nextState: 'encrypted',
    encryptedBytes: plain.length,
    suspended: false,
    relocated: { length: 8192 },
    unsupported: [],
  });
  expect(volume.copies.map(({ state }) => state)).toEqual(['good', 'good', 'good']);
  expect(volume.protectors.map(({ kind, id }) => ({ kind, id }))).toEqual(all.map(({ kind, id }) => ({ kind, id })));
  const [, second, first] = volume.protectors;
  expect(second).toMatchObject({ name: 'DiskPassword', modified: PROTECTORS.second.modified, backup: null });
  expect(first?.backup).toEqual({ first: PROTECTORS.first.backup, last: PROTECTORS.first.backup });
});

test('no nonce is used twice', async () => {
  const { protectors, sealedFvek, sealedHash } = await read({ protectors: all });
  const sealed = [...protectors.flatMap((one) => [one.sealedVmk, one.sealedOwnKey]), sealedFvek, sealedHash];
  const nonces = sealed.flatMap((one) => (one ? [one.nonce.toString('hex')] : []));
  expect(nonces).toHaveLength(8);
  expect(new Set(nonces).size).toBe(8);
});

test('one key tells every recovery password of the volume', async () => {
  const volume = await write({ protectors: all });
  for (const candidate of [
    recoveryPassword(KEYS.second),
    { kind: 'external-key', key: KEYS.external, id: PROTECTORS.external.id },
    { kind: 'passphrase', text: Buffer.from(PROTECTORS.passphrase.text, 'utf16le') },
  ] satisfies Candidate[]) {
    const { grade, others } = await prove(volume, candidate);
    expect(grade).toBe('sector');
    expect(others.map(({ key }) => key)).toEqual([KEYS.second, KEYS.first]);
  }
});

test('a key of another volume opens nothing', async () => {
  expect(await prove(await write(), recoveryPassword(KEYS.wrong))).toMatchObject({ outcome: 'does-not-open' });
});

test('suspended: the clear key opens it', async () => {
  const volume = await write({ protectors: [PROTECTORS.first, PROTECTORS.clear] });
  expect(await readVolume(sourceOf(volume, 'test.img'))).toMatchObject({ suspended: true });
  expect(await prove(volume, { kind: 'clear-key' })).toMatchObject({ grade: 'sector' });
});

test('a damaged copy fails by its checksum, and the next one is taken', async () => {
  const volume = await read({ damagedCopies: [0, 1], description: 'whole' });
  expect(volume.copies.map(({ state }) => state)).toEqual(['checksum', 'checksum', 'good']);
  expect(volume.description).toBe('whole');
});

test.each(['to-go', 'used-space-only'] as const)('layout %s', async (layout) => {
  const volume = await write({ layout });
  expect(await readVolume(sourceOf(volume, 'test.img'))).toMatchObject({ layout, unsupported: [] });
  expect(await prove(volume, recoveryPassword(KEYS.first))).toMatchObject({ grade: 'sector' });
});

test('layout vista: version 1, no sealed hash, and the first sectors lie in the clear', async () => {
  const volume = await write({ layout: 'vista', method: 'aes-cbc-128-elephant' });
  expect(await readVolume(sourceOf(volume, 'test.img'))).toMatchObject({
    layout: 'vista',
    version: 1,
    sealedHash: null,
    relocated: null,
    volumeBytes: plain.length,
    encryptedBytes: plain.length,
    unsupported: [],
  });
  expect(volume.subarray(512, 8192)).toEqual(plain.subarray(512, 8192));
  expect(await prove(volume, recoveryPassword(KEYS.first))).toMatchObject({ outcome: 'opens', sector: 'ntfs' });
});

test('metadata goes where the file system holds zeros, or nowhere', async () => {
  const full = plainNtfs();
  full.fill(1, 120_000, 240_000);
  const { copies } = await read({ plain: full });
  for (const { offset } of copies)
    expect(full.subarray(offset, offset + 65_536).every((byte) => byte === 0)).toBe(true);
  full.fill(1, 8192);
  await expect(write({ plain: full })).rejects.toThrow(RangeError);
});

test('refuses what BitLocker has not', async () => {
  await expect(write({ plain: Buffer.alloc(1_000_000) })).rejects.toThrow(RangeError);
  await expect(write({ plain: Buffer.alloc(1_048_576), layout: 'vista' })).rejects.toThrow(TypeError);
});

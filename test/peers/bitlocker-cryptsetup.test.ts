import { beforeAll, describe, expect, test } from 'vitest';
import { openSource } from '../../main/bitlocker/disk/source.ts';
import { readVolume } from '../../main/bitlocker/fve/read-volume.ts';
import type { FveMethod } from '../../main/bitlocker/fve/types.ts';
import { proveKey } from '../../main/bitlocker/proof/prove.ts';
import type { Candidate } from '../../main/bitlocker/proof/types.ts';
import { type BekOptions, volumeKey, writeBek } from '../../main/practice/bitlocker/fve-writer.ts';
import { CREATED, KEYS, METHODS, PROTECTORS, VOLUME_ID } from '../../main/practice/bitlocker/testing/volumes.ts';
import { type BitlkKey, bitlkDump, bitlkOpens, bitlkVolumeKey } from './support/cryptsetup.ts';
import { stretchOnce, typed } from './support/fve-files.ts';
import { fveVolumes } from './support/fve-volumes.ts';

// cryptsetup reads volumes of our writer, and says what our reader says. It needs neither root nor a device for that.

const { files, plain, written, ours } = fveVolumes();
async function proven(file: string, candidate: Candidate) {
  await using source = await openSource(file);
  return await proveKey(source, await readVolume(source), candidate, { stretch: stretchOnce });
}
const password = (key: Buffer): BitlkKey => ({ password: typed(key) });
const candidate = (key: Buffer): Candidate => ({ kind: 'recovery-password', key, id: null });

const CIPHERS: Readonly<Record<FveMethod, string>> = {
  'aes-cbc-128-elephant': 'aes-cbc-elephant-256',
  'aes-cbc-256-elephant': 'aes-cbc-elephant-512',
  'aes-cbc-128': 'aes-cbc-eboiv-128',
  'aes-cbc-256': 'aes-cbc-eboiv-256',
  'aes-xts-128': 'aes-xts-plain64-256',
  'aes-xts-256': 'aes-xts-plain64-512',
};

/** cryptsetup leaves out what AES with 128 bits does not use of the two keys in 64 bytes. */
const inUse = (method: FveMethod, key: Buffer) =>
  method === 'aes-cbc-128-elephant' ? Buffer.concat([key.subarray(0, 16), key.subarray(32, 48)]) : key;

describe.each([512, 4096] as const)('sectors of %d bytes', (sectorSize) => {
  test.each(METHODS)('%s: same metadata, same key accepted, same encryption key', async (method) => {
    const file = await written({ method, sectorSize });
    const [theirs, volume] = [await bitlkDump(file), await ours(file)];
    expect(theirs).toEqual({
      id: volume.id,
      sectorSize: volume.sectorSize,
      description: volume.description,
      cipher: CIPHERS[method],
      protectors: volume.protectors.map(({ id, stretch }) => ({
        id,
        protection: 'VMK protected with recovery passphrase',
        salt: stretch?.salt.toString('hex'),
      })),
      copies: volume.copies.map(({ offset }) => offset),
      moved: volume.relocated,
    });
    expect(volume.method).toBe(method);
    expect(await bitlkOpens(file, password(KEYS.first))).toEqual({ opens: true, says: '' });
    expect(await bitlkVolumeKey(file, password(KEYS.first))).toEqual(inUse(method, volumeKey('test', method)));
    expect(await proven(file, candidate(KEYS.first))).toMatchObject({ grade: 'sector', sector: 'fat' });
  });
});

describe('two recovery passwords, a passphrase, an external key', () => {
  let file: string;
  beforeAll(async () => {
    const { first, second, passphrase, external } = PROTECTORS;
    file = await written({ protectors: [passphrase, first, external, second] });
  });

  test('the same four protectors, in the same order, with the same salts', async () => {
    const [theirs, volume] = [await bitlkDump(file), await ours(file)];
    expect(theirs?.protectors).toEqual(
      volume.protectors.map(({ id, kind, stretch }) => ({
        id,
        protection: {
          'recovery-password': 'VMK protected with recovery passphrase',
          passphrase: 'VMK protected with passphrase',
          'external-key': 'VMK protected with startup key',
        }[kind as string],
        salt: stretch?.salt.toString('hex') ?? '0'.repeat(32),
      })),
    );
    expect(volume.protectors).toHaveLength(4);
  });

  const { external, passphrase } = PROTECTORS;
  const text = Buffer.from(passphrase.text, 'utf16le');
  test.each<[string, () => BitlkKey, Candidate]>([
    ['the first recovery password', () => password(KEYS.first), candidate(KEYS.first)],
    ['the second recovery password', () => password(KEYS.second), candidate(KEYS.second)],
    ['the passphrase', () => ({ password: passphrase.text }), { kind: 'passphrase', text }],
    ['the .BEK file', () => bek(), { kind: 'external-key', key: KEYS.external, id: external.id }],
    [
      'the .BEK file with the GUID of the volume',
      () => bek({ volumeId: VOLUME_ID }),
      { kind: 'external-key', key: KEYS.external, id: external.id },
    ],
  ])('%s is accepted by both', async (_, theirs, mine) => {
    expect(await bitlkOpens(file, theirs())).toEqual({ opens: true, says: '' });
    const { grade, others } = await proven(file, mine);
    expect(grade).toBe('sector');
    expect(others.map(({ key }) => key)).toEqual([KEYS.first, KEYS.second]);
  });

  const bek = (options: Partial<BekOptions> = {}): BitlkKey => ({
    bek: files.file('key.bek', writeBek({ ...external, created: CREATED, ...options })),
  });
  const other = Buffer.alloc(32, 1);

  test.each<[string, () => BitlkKey, Candidate]>([
    ['a recovery password of another volume', () => password(KEYS.wrong), candidate(KEYS.wrong)],
    [
      'another passphrase',
      () => ({ password: 'Practice 43' }),
      { kind: 'passphrase', text: Buffer.from('Practice 43', 'utf16le') },
    ],
    ['a .BEK file with another key', () => bek({ key: other }), { kind: 'external-key', key: other, id: external.id }],
  ])('%s is rejected by both', async (_, theirs, mine) => {
    expect(await bitlkOpens(file, theirs())).toMatchObject({ opens: false });
    expect(await bitlkVolumeKey(file, theirs())).toBeNull();
    expect(await proven(file, mine)).toMatchObject({ outcome: 'does-not-open', grade: null });
  });
});

test('first copy damaged: opens with both; cryptsetup 2.6 reads the damaged description, we the whole one', async () => {
  const file = await written({ damagedCopies: [0], description: 'SPS C: 5/6/2024' });
  expect(await bitlkOpens(file, password(KEYS.first))).toEqual({ opens: true, says: '' });
  expect((await bitlkDump(file))?.description).toBe('RPS C: 5/6/2024');
  const volume = await ours(file);
  expect(volume.description).toBe('SPS C: 5/6/2024');
  expect(volume.copies.map(({ state }) => state)).toEqual(['checksum', 'good', 'good']);
  expect(await proven(file, candidate(KEYS.first))).toMatchObject({ grade: 'sector' });
});

test('suspended: both see the clear key; cryptsetup 2.6 unseals the key but refuses to activate', async () => {
  const file = await written({ protectors: [PROTECTORS.first, PROTECTORS.clear] });
  expect((await bitlkDump(file))?.protectors.at(1)?.protection).toBe('VMK protected with clear key');
  expect((await ours(file)).suspended).toBe(true);
  const key = password(KEYS.first);
  expect(await bitlkVolumeKey(file, key)).toEqual(volumeKey('test', 'aes-xts-128'));
  expect(await bitlkOpens(file, key)).toEqual({
    opens: false,
    says: 'Activation of partially decrypted BITLK device is not supported.',
  });
  expect(await proven(file, { kind: 'clear-key' })).toMatchObject({ grade: 'sector' });
});

test('To Go: opens with both', async () => {
  const file = await written({ layout: 'to-go' });
  expect(await bitlkOpens(file, password(KEYS.first))).toEqual({ opens: true, says: '' });
  expect((await bitlkDump(file))?.copies).toEqual((await ours(file)).copies.map(({ offset }) => offset));
  expect((await ours(file)).layout).toBe('to-go');
});

test('used space only, going on: cryptsetup unseals the same key but does not activate it', async () => {
  const file = await written({ layout: 'used-space-only' });
  const key = password(KEYS.first);
  expect(await bitlkVolumeKey(file, key)).toEqual(volumeKey('test', 'aes-xts-128'));
  expect((await bitlkOpens(file, key)).says).toContain('cannot be activated');
  expect((await ours(file)).layout).toBe('used-space-only');
  expect(await proven(file, candidate(KEYS.first))).toMatchObject({ grade: 'sector' });
});

test('what is no volume of BitLocker is none for both', async () => {
  const file = files.file('plain.img', plain[512]);
  expect(await bitlkDump(file)).toBeNull();
  await expect(ours(file)).rejects.toMatchObject({ code: 'bitlocker.none' });
});

import { beforeAll, describe, expect, test } from 'vitest';
import type { FveMethod } from '../../main/bitlocker/fve/types.ts';
import { type BekOptions, writeBek } from '../../main/practice/bitlocker/fve-writer.ts';
import { plainNtfs } from '../../main/practice/bitlocker/plain.ts';
import { CREATED, KEYS, METHODS, PROTECTORS, VOLUME_ID } from '../../main/practice/bitlocker/testing/volumes.ts';
import { type DislockerKey, dislockerFile, dislockerMetadata } from './support/dislocker.ts';
import { ntfsImage } from './support/file-systems.ts';
import { typed } from './support/fve-files.ts';
import { fveVolumes } from './support/fve-volumes.ts';

// dislocker decrypts volumes of our writer, and what comes out is what went in, byte for byte.

const { files, plain, written, ours } = fveVolumes();
const password = (key: Buffer): DislockerKey => ({ recoveryPassword: typed(key) });
const same = (actual: Buffer | null, expected: Buffer) => actual?.equals(expected) ?? false;

const NAMES: Readonly<Record<FveMethod, string>> = {
  'aes-cbc-128-elephant': 'AES-128-DIFFUSER',
  'aes-cbc-256-elephant': 'AES-256-DIFFUSER',
  'aes-cbc-128': 'AES-128-NODIFFUSER',
  'aes-cbc-256': 'AES-256-NODIFFUSER',
  'aes-xts-128': 'AES-XTS-128',
  'aes-xts-256': 'AES-XTS-256',
};

describe.each([512, 4096] as const)('sectors of %d bytes', (sectorSize) => {
  test.each(METHODS)('%s: same metadata, and the plaintext that went in', async (method) => {
    const file = await written({ method, sectorSize });
    const volume = await ours(file);
    expect(await dislockerMetadata(file)).toEqual({
      id: volume.id,
      sectorSize: volume.sectorSize,
      method: NAMES[method],
      created: volume.created,
      description: volume.description,
      protectors: volume.protectors.map(({ id }) => id),
      copies: volume.copies.map(({ offset }) => offset),
    });
    expect(same(await dislockerFile(file, password(KEYS.first)), plain[sectorSize])).toBe(true);
  });
});

describe('two recovery passwords, a passphrase, an external key', () => {
  let file: string;
  beforeAll(async () => {
    const { first, second, passphrase, external } = PROTECTORS;
    file = await written({ protectors: [passphrase, first, external, second] });
  });

  const bek = (options: Partial<BekOptions>): DislockerKey => ({
    bek: files.file('key.bek', writeBek({ ...PROTECTORS.external, created: CREATED, ...options })),
  });

  test('the same protectors in the same order', async () => {
    const { protectors } = await ours(file);
    expect((await dislockerMetadata(file))?.protectors).toEqual(protectors.map(({ id }) => id));
    expect(protectors).toHaveLength(4);
  });

  test.each<[string, () => DislockerKey]>([
    ['first recovery password', () => password(KEYS.first)],
    ['passphrase', () => ({ passphrase: PROTECTORS.passphrase.text })],
    ['.BEK file', () => bek({})],
  ])('the %s decrypts the volume', async (_, key) => {
    expect(same(await dislockerFile(file, key()), plain[512])).toBe(true);
  });

  test('dislocker 0.7 tries a recovery password on the first such protector only', async () => {
    expect(await dislockerFile(file, password(KEYS.second))).toBeNull();
    const turned = await written({ protectors: [PROTECTORS.second, PROTECTORS.first] });
    expect(same(await dislockerFile(turned, password(KEYS.second)), plain[512])).toBe(true);
  });

  test('a recovery password of another volume opens nothing, nor does a clear key that is not there', async () => {
    expect(await dislockerFile(file, password(KEYS.wrong))).toBeNull();
    expect(await dislockerFile(file, 'clear-key')).toBeNull();
  });

  test('dislocker 0.7 does not read a .BEK file that names the volume, as Windows 11 writes it', async () => {
    expect(await dislockerFile(file, bek({ volumeId: VOLUME_ID }))).toBeNull();
  });

  test('a .BEK file with another key opens nothing', async () => {
    expect(await dislockerFile(file, bek({ key: Buffer.alloc(32, 1) }))).toBeNull();
  });
});

test('suspended: the clear key decrypts the volume', async () => {
  const file = await written({ protectors: [PROTECTORS.first, PROTECTORS.clear] });
  expect((await ours(file)).suspended).toBe(true);
  expect(same(await dislockerFile(file, 'clear-key'), plain[512])).toBe(true);
});

test.each([[[0]], [[0, 1]], [[0, 1, 2]]] as const)('damaged copies %j: read as we do', async (damagedCopies) => {
  const file = await written({ damagedCopies: [...damagedCopies], description: 'SPS C: 5/6/2024' });
  const left = damagedCopies.length < 3;
  expect((await dislockerMetadata(file))?.description).toBe(left ? 'SPS C: 5/6/2024' : undefined);
  expect(same(await dislockerFile(file, password(KEYS.first)), plain[512])).toBe(left);
  if (left) expect((await ours(file)).description).toBe('SPS C: 5/6/2024');
  else await expect(ours(file)).rejects.toMatchObject({ code: 'bitlocker.damaged' });
});

test('To Go: the plaintext that went in', async () => {
  const file = await written({ layout: 'to-go' });
  expect(same(await dislockerFile(file, password(KEYS.first)), plain[512])).toBe(true);
});

test('a volume of mkntfs comes back whole', async () => {
  const ntfs = await ntfsImage();
  const file = await written({ plain: ntfs });
  expect(same(await dislockerFile(file, password(KEYS.first)), ntfs)).toBe(true);
});

test('Vista: the plaintext that went in, but for the cluster of $MFTMirr, which dislocker 0.7 leaves', async () => {
  const ntfs = plainNtfs();
  const file = await written({ plain: ntfs, layout: 'vista', method: 'aes-cbc-128-elephant' });
  const theirs = await dislockerFile(file, password(KEYS.first));
  ntfs.copy(theirs ?? Buffer.alloc(64), 56, 56, 64);
  expect(same(theirs, ntfs)).toBe(true);
  expect((await ours(file)).layout).toBe('vista');
});

test('used space only, going on: dislocker 0.7 does not read it, we do', async () => {
  const file = await written({ layout: 'used-space-only' });
  expect(await dislockerMetadata(file)).toBeNull();
  expect((await ours(file)).layout).toBe('used-space-only');
});

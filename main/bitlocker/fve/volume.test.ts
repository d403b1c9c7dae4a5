import { describe, expect, it } from 'vitest';
import { decodeBlock } from './block.ts';
import { type BootSector, decodeBootSector } from './boot-sector.ts';
import {
  ALL_ENTRIES,
  type BlockOptions,
  block,
  bootSector,
  CLEAR,
  CREATED,
  clearKey,
  datum,
  EXTERNAL,
  PASSPHRASE,
  passphrase,
  protector,
  RECOVERY,
  recoveryPassword,
  SAVED,
  sealed,
  stretch,
  u64,
  VOLUME,
} from './testing/structures.ts';
import type { FveVolume } from './types.ts';
import { volumeOf } from './volume.ts';

const boot = decodeBootSector(bootSector()) as BootSector;
function volume(options: BlockOptions = {}, first = boot): FveVolume {
  const found = decodeBlock(block(options));
  if (typeof found === 'string') throw new Error(found);
  return volumeOf(first, found, 512, [{ offset: 1, state: 'good' }]);
}
const seal = (mark: number, bytes: number) => ({
  nonce: Buffer.alloc(12, mark),
  tag: Buffer.alloc(16, mark + 1),
  ciphertext: Buffer.alloc(12 + bytes, mark + 2),
});
const bare = { name: null, backup: null, stretch: null, sealedOwnKey: null, clearKey: null, modified: CREATED };
const salt = Buffer.alloc(16, 0x5a);

describe('a volume', () => {
  it('has every field that its metadata states', () => {
    const { block: bytes, ...rest } = volume();
    expect(bytes.toString('latin1', 0, 8)).toBe('-FVE-FS-');
    expect(rest).toEqual({
      offset: 512,
      layout: 'windows7',
      sectorSize: 512,
      version: 2,
      id: VOLUME,
      description: 'PC C: 5/6/2024',
      created: CREATED,
      method: 'aes-xts-128',
      methodCode: 0x8004,
      state: 'encrypted',
      nextState: 'encrypted',
      encryptedBytes: 0x100000,
      volumeBytes: null,
      protectors: [
        {
          ...bare,
          id: RECOVERY,
          kind: 'recovery-password',
          code: 0x800,
          name: 'DiskPassword',
          backup: { first: CREATED, last: SAVED },
          stretch: { salt, supported: true },
          sealedVmk: seal(0x30, 32),
          sealedOwnKey: seal(0x10, 16),
        },
        {
          ...bare,
          id: PASSPHRASE,
          kind: 'passphrase',
          code: 0x2000,
          stretch: { salt, supported: true },
          sealedVmk: seal(0x50, 32),
        },
        { ...bare, id: CLEAR, kind: 'clear-key', code: 0, sealedVmk: seal(0x60, 32), clearKey: Buffer.alloc(32, 0xcc) },
        { ...bare, id: EXTERNAL, kind: 'external-key', code: 0x200, name: 'ExternalKey', sealedVmk: seal(0x70, 32) },
      ],
      suspended: true,
      sealedFvek: seal(0x80, 32),
      sealedHash: seal(0x90, 32),
      relocated: { offset: 0x50000, length: 0x2000 },
      copies: [{ offset: 1, state: 'good' }],
      unsupported: [],
    });
  });

  it.each([
    [0x8000, 'aes-cbc-128-elephant'],
    [0x8001, 'aes-cbc-256-elephant'],
    [0x8002, 'aes-cbc-128'],
    [0x8003, 'aes-cbc-256'],
    [0x8004, 'aes-xts-128'],
    [0x8005, 'aes-xts-256'],
  ])('knows what the number %i of a method stands for', (method, name) => {
    expect(volume({ method })).toMatchObject({ method: name, methodCode: method, unsupported: [] });
  });

  it('has its moved sectors by the header of the block where no entry names them', () => {
    const entries = ALL_ENTRIES.slice(0, -1);
    expect(volume({ entries }).relocated).toEqual({ offset: 0x40000, length: 16 * 512 });
    expect(volume({ entries, headerSectors: 0 }).relocated).toBeNull();
    const between = datum(0xf, 0xf, u64(0x50001), u64(0x2000));
    expect(volume({ entries: [...entries, between] }).relocated).toBeNull();
    const far = datum(0xf, 0xf, u64(2n ** 64n - 1n), u64(1));
    expect(volume({ entries: [...entries, far] }).relocated).toBeNull();
  });

  it('of version 1 has neither moved sectors nor a sealed hash, and its size from its first sector', () => {
    const vista = { ...boot, layout: 'vista', volumeBytes: 4096 } as const;
    const found = volume({ version: 1, encrypted: 0 }, vista);
    expect(found).toMatchObject({ relocated: null, sealedHash: null, encryptedBytes: 4096, unsupported: [] });
    expect(volume({ version: 1, state: 1, encrypted: 0 }, vista).encryptedBytes).toBe(0);
  });

  it('that is decrypted lacks nothing', () => {
    expect(volume({ state: 1, method: 0, entries: [] })).toMatchObject({
      method: null,
      protectors: [],
      suspended: false,
      unsupported: [],
    });
  });
});

describe('what no public source describes', () => {
  const fvek = sealed(3, 32, 1);
  it.each<[string, BlockOptions, string]>([
    ['a method', { method: 0x8006 }, 'encryption method 0x8006'],
    ['a version', { version: 3 }, 'metadata of version 3'],
    ['a state', { state: 9 }, 'a conversion state without a name'],
    ['no encryption key', { entries: [recoveryPassword()] }, 'no AES-CCM sealed encryption key'],
    [
      'an encryption key sealed otherwise',
      { entries: [datum(3, 0x16, Buffer.alloc(90))] },
      'no AES-CCM sealed encryption key',
    ],
    ['an entry of impossible size', { entries: [fvek, Buffer.alloc(9, 1)] }, 'an entry of an impossible size'],
    ['a protector without ID', { entries: [fvek, datum(2, 8, Buffer.alloc(27))] }, 'a protector without an ID'],
    ['a kind', { entries: [fvek, protector(RECOVERY, 0x4000)] }, `protector ${RECOVERY} is of kind 0x4000`],
    [
      'flags of a stretch',
      { entries: [fvek, protector(RECOVERY, 0x800, stretch(0x1000, 0x40), sealed(0, 32, 1))] },
      `protector ${RECOVERY} stretches its key in an unknown way`,
    ],
    [
      'the stretch of another kind',
      { entries: [fvek, protector(RECOVERY, 0x800, stretch(0x1001, 0), sealed(0, 32, 1))] },
      `protector ${RECOVERY} stretches its key in an unknown way`,
    ],
    [
      'no stretch',
      { entries: [fvek, protector(RECOVERY, 0x800, sealed(0, 32, 1))] },
      `protector ${RECOVERY} has no salt`,
    ],
    [
      'no sealed volume master key',
      { entries: [fvek, protector(RECOVERY, 0x800, stretch(0x1000, 0))] },
      `protector ${RECOVERY} holds no AES-CCM sealed volume master key`,
    ],
    [
      'a clear key that is missing',
      { entries: [fvek, protector(CLEAR, 0, sealed(0, 32, 1))] },
      `protector ${CLEAR} holds no clear key`,
    ],
    [
      'an entry in a protector',
      { entries: [fvek, protector(CLEAR, 0x100, Buffer.alloc(9, 1))] },
      `protector ${CLEAR} holds an entry of an impossible size`,
    ],
  ])('is listed: %s', (_, options, expected) => {
    expect(volume(options).unsupported).toEqual([expected]);
  });

  it('does not hide what is known beside it', () => {
    const strange = protector(RECOVERY, 0x800, stretch(0x1000, 0x40), sealed(0, 32, 1));
    const found = volume({ entries: [strange, passphrase(), clearKey(), fvek] });
    expect(found.protectors.map(({ kind }) => kind)).toEqual(['recovery-password', 'passphrase', 'clear-key']);
    expect(found.protectors.map((p) => p.stretch?.supported)).toEqual([false, true, undefined]);
  });

  it.each([
    [0x0100, 'tpm'],
    [0x0300, 'tpm-startup-key'],
    [0x0500, 'tpm-pin'],
    [0x0400, 'tpm-pin'],
    [0x0700, 'tpm-pin-startup-key'],
    [0x1000, 'certificate'],
    [0x0600, 'unknown'],
  ])('knows what the number %i of a protector stands for', (code, kind) => {
    expect(volume({ entries: [fvek, protector(RECOVERY, code)] }).protectors[0]).toMatchObject({ kind, code });
  });
});

import { describe, expect, it, vi } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { type FveOptions, writeFve } from '../../practice/bitlocker/fve-writer.ts';
import { plainNtfs } from '../../practice/bitlocker/plain.ts';
import { fveOptions, KEYS, PROTECTORS, quickStretch } from '../../practice/bitlocker/testing/volumes.ts';
import { sourceOf } from '../disk/source.ts';
import { BitlockerError } from '../errors.ts';
import { blockBytes } from '../fve/block.ts';
import { guidBytes } from '../fve/guid.ts';
import { readVolume } from '../fve/read-volume.ts';
import { repaired } from '../fve/testing/structures.ts';
import type { FveVolume } from '../fve/types.ts';
import type { Stretch } from '../stretch/stretch.ts';
import { proveKey } from './prove.ts';
import type { Candidate, Proof, ProofOptions } from './types.ts';

const { unsealed } = vi.hoisted(() => ({ unsealed: [] as Buffer[] }));
vi.mock('../crypto/ccm.ts', async (original) => {
  const real = await original<typeof import('../crypto/ccm.ts')>();
  const ccmOpen: typeof real.ccmOpen = (...args) => {
    const plain = real.ccmOpen(...args);
    if (plain) unsealed.push(plain);
    return plain;
  };
  return { ...real, ccmOpen };
});

const { first, second, external, passphrase, clear } = PROTECTORS;
const plain = plainNtfs();
const write = (options: Partial<FveOptions> = {}) => writeFve(fveOptions(plain, { stretch: quickStretch, ...options }));
const recovery = (key: Buffer, id: string | null = null): Candidate => ({ kind: 'recovery-password', key, id });
const right = recovery(KEYS.first);

async function prove(image: Buffer, candidate = right, options: Partial<ProofOptions> = {}): Promise<Proof> {
  const source = sourceOf(image, 'disk.img');
  return proveKey(source, await readVolume(source), candidate, { stretch: quickStretch, ...options });
}

/** Changes bytes of every copy of the metadata, and makes the checksum fit again, as somebody would who wants in. */
async function altered(image: Buffer, change: (copy: Buffer, volume: FveVolume) => void): Promise<Buffer> {
  const volume = await readVolume(sourceOf(Buffer.from(image), 'before.img'));
  for (const { offset } of volume.copies) {
    change(image.subarray(offset, offset + 65_536), volume);
    repaired(image.subarray(offset, offset + 65_536));
  }
  return image;
}
/** Inverts the last byte of `what` in a copy. */
function flip(copy: Buffer, what: Buffer | undefined): void {
  const at = what ? copy.indexOf(what) : -1;
  if (!what || at < 0) throw new Error('not in this copy');
  copy.writeUInt8(copy.readUInt8(at + what.length - 1) ^ 0xff, at + what.length - 1);
}
/** Calls of the stretching, which is what takes its time. */
function counted(): { stretch: Stretch; salts: Buffer[] } {
  const salts: Buffer[] = [];
  return {
    salts,
    stretch: (initial, salt, options) => {
      salts.push(salt);
      return quickStretch(initial, salt, options);
    },
  };
}

describe('the grades of a proof are facts by themselves', () => {
  it('a right key opens all', async () => {
    expect(await prove(await write())).toMatchObject({
      outcome: 'opens',
      protectorId: first.id,
      grade: 'sector',
      sector: 'ntfs',
      notes: [],
    });
  });

  it('metadata that was altered is said loudly, although the sector decrypts', async () => {
    const image = await altered(await write({ description: 'PC C: today' }), (copy) =>
      flip(copy, Buffer.from('today', 'utf16le')),
    );
    const proof = await prove(image);
    expect(proof).toMatchObject({ outcome: 'opens', grade: 'fvek', sector: 'ntfs' });
    expect(proof.notes).toEqual([expect.stringMatching(/^METADATA ALTERED/)]);
  });

  it('a seal of the metadata that does not open counts as altered', async () => {
    const image = await altered(await write(), (copy, volume) => flip(copy, volume.sealedHash?.tag));
    expect(await prove(image)).toMatchObject({ grade: 'fvek', notes: [expect.stringMatching(/^METADATA ALTERED/)] });
  });

  it('a seal that was taken away proves nothing', async () => {
    const image = await altered(await write(), (copy) => {
      const size = Number(blockBytes(copy));
      copy.writeUInt16LE(8, size);
    });
    expect(await prove(image)).toMatchObject({
      grade: 'fvek',
      notes: [expect.stringMatching('lacks its sealed hash')],
    });
  });

  it('an encryption key that does not open leaves the volume master key', async () => {
    const image = await altered(await write(), (copy, volume) => flip(copy, volume.sealedFvek?.ciphertext));
    const proof = await prove(image);
    expect(proof).toMatchObject({ outcome: 'opens', grade: 'vmk', sector: null });
    expect(proof.notes).toContain('The encryption key does not open under the volume master key.');
  });

  it('a method that is not known leaves the encryption key', async () => {
    const image = await altered(await write(), (copy) => copy.writeUInt16LE(0x8006, 64 + 36));
    expect(await prove(image)).toMatchObject({ outcome: 'opens', grade: 'fvek', sector: null });
  });

  it('a first sector of another key is not recognised', async () => {
    const image = await write();
    const { relocated } = await readVolume(sourceOf(image, 'disk.img'));
    image.fill(0x11, relocated?.offset, (relocated?.offset ?? 0) + 512);
    expect(await prove(image)).toMatchObject({ outcome: 'opens', grade: 'metadata', sector: 'not-recognised' });
  });

  it('a first sector that is not encrypted yet proves no more than the metadata', async () => {
    const image = await write();
    const { relocated } = await readVolume(sourceOf(image, 'disk.img'));
    plain.copy(image, relocated?.offset, 0, 512);
    expect(await prove(image)).toMatchObject({ outcome: 'opens', grade: 'metadata', sector: 'in-clear' });
  });

  it('an image that ends before the moved sectors is proven as far as it goes', async () => {
    const image = await write();
    const { relocated, copies } = await readVolume(sourceOf(image, 'disk.img'));
    const cut = Math.min(relocated?.offset ?? 0, (copies[2]?.offset ?? 0) + 512);
    const proof = await prove(image.subarray(0, cut));
    expect(proof).toMatchObject({ outcome: 'opens', grade: 'metadata', sector: null });
    expect(proof.notes).toEqual([expect.stringMatching(/^The first sector could not be read: disk.img: 512 bytes/)]);
  });

  it.each([
    ['nowhere', 0],
    ['between two sectors', 0x10001],
  ])('metadata that has the first sectors %s proves none', async (_, offset) => {
    const image = await altered(await write(), (copy, volume) => {
      const entry = Buffer.alloc(16);
      entry.writeBigUInt64LE(BigInt(volume.relocated?.offset ?? 0));
      entry.writeBigUInt64LE(BigInt(volume.relocated?.length ?? 0), 8);
      copy.writeBigUInt64LE(BigInt(offset), copy.indexOf(entry));
    });
    const proof = await prove(image);
    expect(proof).toMatchObject({ outcome: 'opens', grade: 'fvek', sector: null });
    expect(proof.notes).toContain('The metadata does not say where the first sectors lie.');
  });

  it('NTFS is recognised without its file table too, and says so', async () => {
    const empty = plainNtfs();
    empty.fill(0, 8192, 8 * 4096);
    empty.fill(0, 256 * 1024, 256 * 1024 + 4096);
    const proof = await prove(await write({ plain: empty }));
    expect(proof).toMatchObject({
      grade: 'sector',
      sector: 'ntfs',
      notes: ['The master file table was not recognised.'],
    });
  });
});

describe('on Windows Vista, where the first sectors lie in the clear', () => {
  const vista = { layout: 'vista', method: 'aes-cbc-128-elephant' } as const;
  it('the file table is the proof', async () => {
    const proof = await prove(await write(vista));
    expect(proof).toMatchObject({ outcome: 'opens', grade: 'sector', sector: 'ntfs' });
    expect(proof.notes).toEqual(['Windows Vista seals no hash of its metadata.']);
  });
  it('without it the first sector proves nothing of the key', async () => {
    const empty = plainNtfs();
    empty.fill(0, 8192, 8 * 4096);
    empty.fill(0, 256 * 1024, 256 * 1024 + 4096);
    expect(await prove(await write({ ...vista, plain: empty }))).toMatchObject({ grade: 'fvek', sector: 'ntfs' });
  });
});

describe('which protectors a key is tried on', () => {
  const protectors = [first, second, passphrase, external];

  it('is the one it names, and no other is stretched', async () => {
    const image = await write({ protectors });
    for (const [key, outcome] of [
      [KEYS.second, 'opens'],
      [KEYS.wrong, 'does-not-open'],
      [KEYS.first, 'does-not-open'],
    ] as const) {
      const { stretch, salts } = counted();
      expect(await prove(image, recovery(key, second.id), { stretch })).toMatchObject({
        outcome,
        protectorId: second.id,
      });
      expect(salts).toHaveLength(1);
    }
  });

  it('are all recovery passwords in turn without a name, with one progress over all', async () => {
    const image = await write({ protectors });
    const { stretch, salts } = counted();
    const shares: number[] = [];
    const reporting: Stretch = (initial, salt, options) => {
      options?.onProgress?.(0.5);
      return stretch(initial, salt);
    };
    const proof = await prove(image, recovery(KEYS.wrong), { stretch: reporting, onProgress: (s) => shares.push(s) });
    expect(proof).toMatchObject({ outcome: 'does-not-open', protectorId: null, grade: null, others: [] });
    expect(salts).toHaveLength(2);
    expect(shares).toEqual([0.25, 0.75]);
    expect(await prove(image, recovery(KEYS.second))).toMatchObject({ outcome: 'opens', protectorId: second.id });
  });

  it.each<[string, Candidate, string]>([
    ['a passphrase', { kind: 'passphrase', text: Buffer.from(passphrase.text, 'utf16le') }, 'opens'],
    ['another passphrase', { kind: 'passphrase', text: Buffer.from('other', 'utf16le') }, 'does-not-open'],
    ['an external key', { kind: 'external-key', key: KEYS.external, id: external.id }, 'opens'],
    ['an external key without its name', { kind: 'external-key', key: KEYS.external, id: null }, 'opens'],
    ['another external key', { kind: 'external-key', key: Buffer.alloc(32, 1), id: external.id }, 'does-not-open'],
    ['an external key that is too short', { kind: 'external-key', key: Buffer.alloc(31), id: null }, 'does-not-open'],
    ['a clear key where there is none', { kind: 'clear-key' }, 'no-such-protector'],
    ['the ID of another volume', recovery(KEYS.first, '99999999-1111-4111-8111-111111111111'), 'no-such-protector'],
    ['the ID of another kind', recovery(KEYS.first, external.id), 'no-such-protector'],
  ])('%s', async (_, candidate, outcome) => {
    const proof = await prove(await write({ protectors }), candidate);
    expect(proof.outcome).toBe(outcome);
    expect(proof.grade).toBe(outcome === 'opens' ? 'sector' : null);
    if (outcome === 'no-such-protector') expect(proof.notes).toHaveLength(1);
  });

  it('is the clear key while protection is suspended', async () => {
    const proof = await prove(await write({ protectors: [second, clear] }), { kind: 'clear-key' });
    expect(proof).toMatchObject({ outcome: 'opens', protectorId: clear.id, grade: 'sector' });
    expect(proof.others).toEqual([{ id: second.id, key: KEYS.second }]);
  });

  it('takes an ID in small letters', async () => {
    expect(await prove(await write(), recovery(KEYS.first, first.id.toLowerCase()))).toMatchObject({
      outcome: 'opens',
    });
  });
});

describe('what is not known', () => {
  /** Flags of the stretch behind this salt: PBKDF2, as one public source names it. */
  const flagged = (copy: Buffer, salt: Buffer | undefined) => {
    if (!salt) throw new Error('no salt');
    copy.writeUInt16LE(0x40, copy.indexOf(salt) - 2);
  };

  it('is said, and never called a wrong key', async () => {
    const image = await altered(await write(), (copy, volume) => flagged(copy, volume.protectors[0]?.stretch?.salt));
    const { stretch, salts } = counted();
    const proof = await prove(image, right, { stretch });
    expect(proof).toMatchObject({ outcome: 'unsupported', protectorId: first.id, grade: null });
    expect(proof.notes).toEqual([`protector ${first.id} stretches its key in an unknown way`]);
    expect(salts).toHaveLength(0);
  });

  it('does not stand in the way of what is known beside it', async () => {
    const image = await altered(await write({ protectors: [first, second] }), (copy, volume) =>
      flagged(copy, volume.protectors[0]?.stretch?.salt),
    );
    expect(await prove(image, recovery(KEYS.second))).toMatchObject({ outcome: 'opens', protectorId: second.id });
    expect(await prove(image, recovery(KEYS.wrong, second.id))).toMatchObject({ outcome: 'does-not-open' });
    expect(await prove(image, recovery(KEYS.wrong))).toMatchObject({ outcome: 'unsupported' });
  });

  it('is a startup key that needs the TPM too', async () => {
    const image = await altered(await write({ protectors: [external] }), (copy) =>
      copy.writeUInt16LE(0x0300, copy.indexOf(guidBytes(external.id)) + 26),
    );
    const candidate: Candidate = { kind: 'external-key', key: KEYS.external, id: external.id };
    expect(await prove(image, candidate)).toMatchObject({ outcome: 'unsupported', grade: null });
  });

  it('is a wrong key for a later version of the metadata', async () => {
    const image = await altered(await write(), (copy) => copy.writeUInt16LE(3, 10));
    expect(await prove(image, recovery(KEYS.wrong))).toMatchObject({ outcome: 'unsupported' });
  });
});

describe('secrets', () => {
  const allZero = (bytes: Buffer) => bytes.every((byte) => byte === 0);

  it('are wiped when the proof is done, but for the keys it hands over', async () => {
    const image = await write({ protectors: [first, second] });
    unsealed.length = 0;
    const handed: Buffer[] = [];
    const stretch: Stretch = async (initial, salt) => {
      const key = await quickStretch(initial, salt);
      handed.push(initial, key);
      return key;
    };
    const key = Buffer.from(KEYS.second);
    const { others } = await prove(image, recovery(key), { stretch });
    expect(key).toEqual(KEYS.second); // the caller's
    expect(handed).toHaveLength(4);
    expect(handed.every(allZero)).toBe(true);
    // Volume master key, hash, encryption key, two recovery passwords: each behind 12 bytes of header.
    expect(unsealed).toHaveLength(5);
    for (const other of others) other.key.fill(0);
    expect(unsealed.every((bytes) => allZero(bytes.subarray(12)))).toBe(true);
  });

  it('are wiped when the work is cancelled', async () => {
    const image = await write({ protectors: [first, second] });
    const stop = new AbortController();
    const initials: Buffer[] = [];
    const stretch: Stretch = async (initial, _salt, options) => {
      initials.push(initial);
      stop.abort(new Error('enough'));
      options?.signal?.throwIfAborted();
      return Buffer.alloc(32);
    };
    await expect(prove(image, right, { stretch, signal: stop.signal })).rejects.toThrow('enough');
    expect(initials).toHaveLength(1);
    expect(initials.every(allZero)).toBe(true);
    await expect(prove(image, { kind: 'clear-key' }, { signal: stop.signal })).resolves.toMatchObject({
      outcome: 'no-such-protector',
    });
  });

  it('are not in what a proof says', async () => {
    const image = (await write()).subarray(0, 300_000);
    const { others: _, ...said } = await prove(image);
    const text = JSON.stringify(said);
    for (const form of ['hex', 'base64', 'latin1'] as const) expect(text).not.toContain(KEYS.first.toString(form));
  });
});

it('metadata of random bytes ends in an answer or a BitlockerError, and is never called whole; seeded', async () => {
  const whole = await write({ protectors: [first, clear] });
  const { copies, block } = await readVolume(sourceOf(Buffer.from(whole), 'disk.img'));
  const [copy] = copies;
  const original = Buffer.from(block);
  const random = seeded(11);
  const below = (n: number) => Math.floor(random() * n);
  const outcomes = new Set<string>();
  for (let round = 0; round < 600; round++) {
    const image = Buffer.from(whole);
    const area = image.subarray(copy?.offset, (copy?.offset ?? 0) + 65_536);
    for (let n = below(3); n >= 0; n--) area.writeUInt8(below(256), 8 + below(original.length + 80));
    repaired(area);
    for (const other of copies.slice(1)) image.fill(0, other.offset, other.offset + 64);
    for (const candidate of [right, { kind: 'clear-key' } as const]) {
      const proof = await prove(image, candidate).catch((error: unknown) => error);
      if (proof instanceof BitlockerError) {
        outcomes.add(proof.code);
        continue;
      }
      if (proof instanceof Error) throw proof;
      const { outcome, grade } = proof as Proof;
      outcomes.add(`${outcome} ${grade}`);
      const same = area.subarray(0, original.length).equals(original);
      if (!same) expect(['vmk', 'fvek', null], `round ${round}`).toContain(grade);
    }
  }
  for (const expected of ['opens vmk', 'opens fvek', 'does-not-open null', 'bitlocker.damaged']) {
    expect([...outcomes]).toContain(expected);
  }
});

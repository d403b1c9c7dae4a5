import { describe, expect, test } from 'vitest';
import type { KeySource } from '../../../preload/contract.ts';
import {
  EMPTY,
  type Register,
  retired,
  type SeenVolume,
  withKey,
  without,
  withProof,
  withVolumes,
} from './register.ts';
import { summaryOf, viewOf } from './view.ts';

const C = '64311DEA-4587-4029-924A-BA299647998E';
const D = 'E7E48BAE-FF13-4F14-8222-971D469FAE0D';
const TPM = '11111111-2222-4333-8444-555555555555';
const at = '2026-11-21T10:00:00.000Z';
const later = '2026-11-21T11:00:00.000Z';
const stick: KeySource = { kind: 'stick', place: '/media/stick', sha256: 'aa', at };
const windows: KeySource = { kind: 'windows', place: 'this computer', sha256: null, at };

const disk = (id: string, protector: string, more: Partial<SeenVolume> = {}): SeenVolume => ({
  id,
  letter: null,
  description: null,
  method: 'XTS-AES 128',
  state: 'encrypted',
  suspended: false,
  encryptedPercent: 100,
  protectors: [
    { id: TPM.replace('1111', id.slice(0, 4)), kind: 'tpm', name: null, modifiedAt: null, backedUp: false },
    { id: protector, kind: 'recovery-password', name: null, modifiedAt: null, backedUp: true },
  ],
  shown: { keyId: protector, certain: true },
  place: 'disk.img',
  readAt: at,
  ...more,
});
const listing = (letter: string, protector: string, more: Partial<SeenVolume> = {}): SeenVolume => ({
  ...disk(`letter:${letter}`, protector),
  ...{ letter, method: null, state: 'not-read', encryptedPercent: null, shown: null, place: 'pasted text' },
  protectors: [{ id: protector, kind: 'recovery-password', name: null, modifiedAt: null, backedUp: false }],
  ...more,
});
const key = (id: string | null, more: Partial<Parameters<typeof withKey>[1]> = {}) => ({
  ref: id?.toLowerCase() ?? 'found-1',
  id,
  kind: 'recovery-password' as const,
  letter: null,
  badGroups: [],
  grade: 'well-formed' as const,
  ...more,
});
const proof = (id: string, volumeId: string, grade: 'sector' | 'rejected' = 'sector') => ({
  ...{ ref: id.toLowerCase(), id, volumeId, grade, at, place: 'disk.img' },
});
const view = (register: Register, stored: string[] = []) =>
  viewOf({ siteId: 's', deviceId: 'd' }, register, new Set(stored));
const twoVolumes = () =>
  withVolumes(EMPTY, [
    disk('A0000000-0000-0000-0000-000000000000', C),
    disk('B0000000-0000-0000-0000-000000000000', D),
  ]);

describe('what is known', () => {
  test('nothing is read: nothing is ready and nothing is counted', () => {
    expect(view(EMPTY)).toMatchObject({ volumes: null, keys: [], ready: false });
    expect(summaryOf(view(EMPTY))).toMatchObject({ volumes: null, proven: null, grade: null, fresh: 0 });
    expect(view(withKey(EMPTY, key(C), stick))).toMatchObject({ ready: false, keys: [{ stale: false }] });
  });

  test('a key belongs to the volume that lists its ID, whichever was seen first', () => {
    const first = withKey(twoVolumes(), key(C), stick);
    const last = withVolumes(withKey(EMPTY, key(C), stick), [disk('A0000000-0000-0000-0000-000000000000', C)]);
    for (const register of [first, last])
      expect(view(register).keys).toMatchObject([{ grade: 'listed', stale: false }]);
    const stranger = withKey(twoVolumes(), key('99999999-0000-4000-8000-000000000000'), stick);
    expect(view(stranger).keys).toMatchObject([{ grade: 'well-formed', volumeId: null, stale: true }]);
  });

  test('ready only when every encrypted volume has a proven key off the appliance', () => {
    let register = withKey(withKey(twoVolumes(), key(C), stick), key(D), stick);
    expect(summaryOf(view(register))).toMatchObject({ volumes: 2, proven: 0, offBox: 0, grade: 'listed' });
    register = withProof(register, proof(C, 'A0000000-0000-0000-0000-000000000000'));
    expect(summaryOf(view(register))).toMatchObject({ volumes: 2, proven: 1, offBox: 1, grade: 'listed' });
    expect(view(register).ready).toBe(false);
    register = withProof(register, proof(D, 'B0000000-0000-0000-0000-000000000000'));
    expect(summaryOf(view(register))).toMatchObject({ proven: 2, offBox: 2, grade: 'sector', keyIds: `${C}, ${D}` });
    expect(view(register).ready).toBe(true);
  });

  test('a rejection takes everything back, and one more proof gives it again', () => {
    const proven = withProof(withKey(twoVolumes(), key(C), stick), proof(C, 'A0000000-0000-0000-0000-000000000000'));
    const rejected = withProof(proven, proof(C, 'A0000000-0000-0000-0000-000000000000', 'rejected'));
    expect(view(rejected).keys).toMatchObject([{ grade: 'rejected', provenAt: null }]);
    expect(summaryOf(view(rejected)).grade).toBe('none');
    expect(view(withProof(rejected, proof(C, 'A0000000-0000-0000-0000-000000000000'))).keys[0]?.grade).toBe('sector');
  });

  test('digits without an ID get the ID of the protector that they open', () => {
    const found = withKey(twoVolumes(), key(null), stick);
    expect(view(found).keys).toMatchObject([{ id: null, volumeId: null, stale: false }]);
    const proven = withProof(found, { ...proof(C, 'A0000000-0000-0000-0000-000000000000'), ref: 'found-1' });
    expect(view(proven).keys).toMatchObject([
      { id: C, grade: 'sector', volumeId: 'A0000000-0000-0000-0000-000000000000' },
    ]);
  });

  test('the grade never falls by finding the key once more, and the source is noted once', () => {
    const proven = withProof(withKey(twoVolumes(), key(C), stick), proof(C, 'A0000000-0000-0000-0000-000000000000'));
    const again = withKey(proven, key(C), { ...stick, at: later });
    expect(view(again).keys).toMatchObject([{ grade: 'sector', sources: [{ at: later }] }]);
  });
});

describe('listings of Windows', () => {
  test('what Windows states makes a key live, from that moment', () => {
    const register = withKey(withVolumes(EMPTY, [listing('C:', C)]), key(C, { grade: 'live', letter: 'C:' }), windows);
    expect(view(register).keys).toMatchObject([{ grade: 'live', provenAt: at, provenOn: 'this computer' }]);
    expect(view(register).ready).toBe(true);
  });

  test('disk and listing are one volume when they share a protector, and the disk keeps the say on what it is', () => {
    const both = withVolumes(twoVolumes(), [listing('C:', C)]);
    expect(view(both).volumes).toMatchObject([{ letter: 'C:', method: 'XTS-AES 128' }, { letter: null }]);
    const reversed = withVolumes(withVolumes(EMPTY, [listing('C:', C)]), [
      disk('A0000000-0000-0000-0000-000000000000', C),
    ]);
    expect(view(reversed).volumes).toMatchObject([{ id: 'A0000000-0000-0000-0000-000000000000', letter: 'C:' }]);
  });

  test('a later listing with numbers says that protection is suspended', () => {
    const numbers = listing('C:', C, { state: 'encrypted', suspended: true, encryptedPercent: 100, readAt: later });
    expect(summaryOf(view(withVolumes(twoVolumes(), [numbers]))).suspended).toBe(1);
    expect(
      summaryOf(view(withVolumes(twoVolumes(), [{ ...numbers, readAt: '2026-01-01T00:00:00.000Z' }]))).suspended,
    ).toBe(0);
  });

  test('on the appliance itself only a stick is a place off it', () => {
    const onAppliance = { ...withVolumes(EMPTY, [listing('C:', C)]), onAppliance: true };
    const live = withKey(onAppliance, key(C, { grade: 'live' }), windows);
    expect(view(live, [C.toLowerCase()]).ready).toBe(false);
    expect(summaryOf(view(live))).toMatchObject({ proven: 1, offBox: 0 });
    expect(view(withKey(live, key(C), stick)).ready).toBe(true);
  });
});

describe('after the factory image', () => {
  const before = withProof(
    withKey(withVolumes(EMPTY, [disk('A0000000-0000-0000-0000-000000000000', C)]), key(C), stick),
    proof(C, 'A0000000-0000-0000-0000-000000000000'),
  );
  const after = retired(before, { at: later, reason: 'factory image' });

  test('the old keys are dead and nobody knows the new volumes', () => {
    expect(view(after)).toMatchObject({ ready: false, keys: [{ dead: { reason: 'factory image' } }] });
    expect(summaryOf(view(after))).toMatchObject({ volumes: null, proven: null, dead: 1, fresh: 0 });
  });

  test('neither the old stick nor an old image brings them back', () => {
    expect(view(withKey(after, key(C), stick)).ready).toBe(false);
    expect(summaryOf(view(withVolumes(after, [disk('A0000000-0000-0000-0000-000000000000', C)]))).volumes).toBeNull();
    expect(summaryOf(view(withVolumes(after, [listing('C:', C)]))).volumes).toBeNull();
  });

  test('new keys are demanded and count', () => {
    let fresh = withKey(
      withVolumes(after, [disk('F0000000-0000-0000-0000-000000000000', D, { letter: 'C:' })]),
      key(D),
      stick,
    );
    expect(summaryOf(view(fresh))).toMatchObject({ volumes: 1, proven: 0, dead: 1, fresh: 1 });
    fresh = withProof(fresh, proof(D, 'F0000000-0000-0000-0000-000000000000'));
    expect(view(fresh).ready).toBe(true);
    expect(summaryOf(view(fresh)).keyIds).toBe(`C: ${D}`);
    expect(view(without(fresh, C.toLowerCase())).keys).toHaveLength(1);
  });
});

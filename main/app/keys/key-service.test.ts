import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Device, Failure, KeyOrigin, Site } from '../../../preload/contract.ts';
import { keyOf } from '../../bitlocker/recovery-password.ts';
import type { SeenVolume } from '../../bitlocker/register/register.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import type { KeysNote } from '../../procedures/events.ts';
import { KeyRegisters } from '../../store/key-registers.ts';
import { scratchDatabase } from '../../store/testing/scratch.ts';
import { Vault } from '../../vault/vault.ts';
import { digitsOfSecret, type Given, type Tried } from './drive.ts';
import type * as Driver from './driver.ts';
import type { Gathered } from './gather.ts';
import { dashed, exportFile, inTheOpen } from './in-the-open.ts';
import { KeyService } from './key-service.ts';

const C = '64311DEA-4587-4029-924A-BA299647998E';
const D = 'E7E48BAE-FF13-4F14-8222-971D469FAE0D';
const RIGHT = '000011-000022-720885-123453-345675-567897-001331-700007';
const OTHER = '000022-000011-720885-123453-345675-567897-001331-700007';
const author = 'Anna';
const site = { id: 'vienna', name: 'Vienna', notes: '', devices: [], practice: null } satisfies Site;
const device = { id: 'us-a', name: 'US A', serial: 'ABC1234' } as Device;
const place = { site, device };

const secretOf = (password: string): Buffer => {
  const digits = Buffer.from(password.replaceAll('-', ''));
  const key = keyOf(digits);
  return key ?? digits;
};
const volume = (id: string, protector: string): SeenVolume => ({
  ...{ id, letter: null, description: null, method: 'XTS-AES 128', state: 'encrypted', suspended: false },
  ...{ encryptedPercent: 100, shown: null, place: 'disk.img', readAt: '2026-11-21T10:00:00.000Z' },
  protectors: [{ id: protector, kind: 'recovery-password', name: null, modifiedAt: null, backedUp: false }],
});

/** A stand-in for the readers: what lies on the stick, and which passwords open what. */
interface Scene {
  found: { id: string | null; password: string; letter?: string }[];
  opens: Record<string, string>;
  gives: Given[];
  wiped: Buffer[];
  kind: Gathered['kind'];
  /** Volumes of the disk that cannot be read. */
  unreadable: Failure[];
}
let scene: Scene;
let vault: Vault;
let notes: { note: KeysNote; author: string }[];
let keys: KeyService;
let clipboard: string[];
let registers: KeyRegisters;

const tried = (more: Partial<Tried>): Tried => ({
  ...{ grade: null, volumeId: null, protectorId: null, sha256: null, failure: null, others: [] },
  ...more,
});
const driver = {
  digitsOfSecret,
  dashed,
  inTheOpen,
  exportFile,
  sticks: async () => [],
  async gather(_origin: KeyOrigin): Promise<Gathered> {
    const files = scene.found.map(({ id, password, letter = null }) => {
      const secret = secretOf(password);
      scene.wiped.push(secret);
      const bad = secret.length === 16 ? [] : [4];
      const grade = bad.length > 0 ? ('malformed' as const) : ('well-formed' as const);
      const key = { id, kind: 'recovery-password' as const, letter, badGroups: bad, grade, secret };
      return { name: `${id}.TXT`, sha256: 'ab', keys: [key], withoutDigits: [], error: null };
    });
    return { kind: scene.kind, files, volumes: [], medium: null, onAppliance: false };
  },
  wipe({ files }: Gathered): void {
    for (const { keys } of files) for (const { secret } of keys) secret.fill(0);
  },
  async readVolumes(path: string) {
    return {
      path,
      failures: scene.unreadable,
      seen: [volume('AAAAAAAA-0000-0000-0000-000000000000', C), volume('BBBBBBBB-0000-0000-0000-000000000000', D)],
      withoutKey: async () => [],
      async try({ id }: { id: string | null }, secret: Buffer) {
        if (secret.length !== 16) return tried({ failure: { code: 'bitlocker.malformed', message: 'no' } });
        const right = id === null ? null : scene.opens[id];
        if (right === undefined || right === null)
          return tried({ failure: { code: 'bitlocker.no-such-protector', message: 'no' } });
        const at = {
          volumeId: id === C ? 'AAAAAAAA-0000-0000-0000-000000000000' : 'BBBBBBBB-0000-0000-0000-000000000000',
        };
        if (!secret.equals(secretOf(right))) return tried({ ...at, grade: 'rejected', protectorId: id });
        return tried({ ...at, grade: 'sector', protectorId: id, sha256: 'cd', others: scene.gives.splice(0) });
      },
      async repair() {
        const secret = secretOf(RIGHT);
        scene.wiped.push(secret);
        return {
          secret,
          result: tried({ grade: 'sector', volumeId: 'AAAAAAAA-0000-0000-0000-000000000000', protectorId: C }),
        };
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
} as unknown as typeof Driver;

beforeEach(async () => {
  scene = { found: [], opens: { [C]: RIGHT, [D]: OTHER }, gives: [], wiped: [], kind: 'stick', unreadable: [] };
  const db = scratchDatabase();
  vault = new Vault(db, { n: 16, r: 8, p: 1 });
  await vault.create('correct horse battery staple');
  notes = [];
  registers = new KeyRegisters(db);
  clipboard = [];
  keys = new KeyService({
    ...{ vault, clock: new SimulatedClock(), registers, driver: async () => driver },
    note: (note, by) => void notes.push({ note, author: by }),
    changed: () => undefined,
    progress: () => undefined,
    clipboard: {
      clearsAfterS: 10,
      write: (text) => void clipboard.push(text.toString()),
      clearIfOurs: () => undefined,
    },
  });
});
afterEach(() => expect(JSON.stringify(notes)).not.toMatch(/720885|567897/));

const collect = () => keys.collect(place, { kind: 'path', path: '/media/stick' }, author);
const code = (wanted: string) => expect.objectContaining({ code: wanted });

describe('collecting', () => {
  test('keys go into the vault, their names into the record, the buffers are wiped', async () => {
    scene.found = [{ id: C, password: RIGHT, letter: 'C:' }];
    const look = await collect();
    expect(look.files).toMatchObject([{ keys: [{ id: C, letter: 'C:', badGroups: [], known: false }] }]);
    expect(look.keys.keys).toMatchObject([{ ref: C.toLowerCase(), stored: true, offBox: true, grade: 'well-formed' }]);
    expect(scene.wiped.every((secret) => secret.every((byte) => byte === 0))).toBe(true);
    expect(vault.get(`bitlocker/vienna/us-a/${C.toLowerCase()}`)?.equals(secretOf(RIGHT))).toBe(true);
    expect(notes).toMatchObject([
      { author, note: { what: 'collected', ids: [C], deviceId: 'us-a', serial: 'ABC1234' } },
    ]);
  });

  test('the register holds names and grades, and no byte of a key', async () => {
    scene.found = [{ id: C, password: RIGHT }];
    await collect();
    expect(Object.keys(registers.get('vienna', 'us-a').keys[0] ?? {}).sort()).toEqual(
      [
        'badGroups',
        'dead',
        'grade',
        'id',
        'kind',
        'letter',
        'provenAt',
        'provenOn',
        'ref',
        'sources',
        'volumeId',
      ].sort(),
    );
    const bytes = [...secretOf(RIGHT)].join(',');
    expect(JSON.stringify([registers.get('vienna', 'us-a'), keys.view(place)])).not.toContain(bytes);
  });

  test('the same key again is known; other digits of the same ID never take its place', async () => {
    scene.found = [{ id: C, password: RIGHT }];
    await collect();
    expect((await collect()).files[0]?.keys).toMatchObject([{ known: true }]);
    scene.found = [{ id: C, password: OTHER }];
    const { keys: view } = await collect();
    expect(view.keys.map(({ ref }) => ref)).toEqual([C.toLowerCase(), `${C.toLowerCase()}-1`]);
    expect(vault.get(`bitlocker/vienna/us-a/${C.toLowerCase()}`)?.equals(secretOf(RIGHT))).toBe(true);
  });

  test('nothing is read while the vault is locked', async () => {
    scene.found = [{ id: C, password: RIGHT }];
    vault.lock();
    await expect(collect()).rejects.toThrow(code('vault.locked'));
    expect(scene.wiped).toEqual([]);
  });
});

describe('proving', () => {
  test('the right key reaches its grade, the wrong one is rejected, the foreign one stays unproven', async () => {
    const foreign = '99999999-0000-4000-8000-000000000000';
    scene.found = [
      { id: C, password: RIGHT },
      { id: D, password: RIGHT },
      { id: foreign, password: RIGHT },
    ];
    await collect();
    const proof = await keys.prove(place, 'disk.img', null, author);
    expect(proof.tried).toMatchObject([
      { grade: 'sector', failure: null },
      { grade: 'rejected' },
      { grade: 'well-formed', failure: { code: 'bitlocker.no-such-protector' } },
    ]);
    expect(proof.keys.ready).toBe(false);
    expect(keys.summary(place)).toMatchObject({ volumes: 2, proven: 1, offBox: 1, grade: 'rejected' });
    expect(notes.map(({ note }) => note.what)).toEqual([
      'collected',
      'collected',
      'collected',
      'volumes-read',
      'proven',
      'rejected',
    ]);
  });

  test('one key gives the others of its volume, which are proven as well', async () => {
    scene.found = [{ id: C, password: RIGHT }];
    await collect();
    scene.gives = [{ id: D, letter: null, secret: secretOf(OTHER) }];
    const [given] = scene.gives;
    const proof = await keys.prove(place, 'disk.img', null, author);
    expect(proof.revealed).toEqual([D.toLowerCase()]);
    expect(proof.keys).toMatchObject({
      ready: true,
      keys: [
        { id: C, grade: 'sector' },
        { id: D, grade: 'sector' },
      ],
    });
    expect(given?.secret.every((byte) => byte === 0)).toBe(true);
  });

  test('a repaired key takes the place of the misprint', async () => {
    scene.found = [{ id: C, password: RIGHT.replace('123453', '123454') }];
    expect((await collect()).keys.keys).toMatchObject([{ grade: 'malformed', badGroups: [4] }]);
    const proof = await keys.repair(place, 'disk.img', C.toLowerCase(), author);
    expect(proof.keys.keys).toMatchObject([{ grade: 'sector', badGroups: [] }]);
    expect(vault.get(`bitlocker/vienna/us-a/${C.toLowerCase()}`)?.equals(secretOf(RIGHT))).toBe(true);
    expect(scene.wiped.every((secret) => secret.every((byte) => byte === 0))).toBe(true);
    expect(notes.map(({ note }) => note.what)).toContain('repaired');
  });

  test('a disk with a volume that cannot be read makes nothing ready: nothing of it is recorded', async () => {
    scene.found = [{ id: C, password: RIGHT }];
    await collect();
    scene.unreadable = [{ code: 'bitlocker.truncated', message: 'disk.img ends before 1 of its partitions begin' }];
    await expect(keys.prove(place, 'disk.img', null, author)).rejects.toThrow(code('bitlocker.truncated'));
    await expect(keys.volumes(place, 'disk.img', author)).rejects.toThrow(code('bitlocker.truncated'));
    expect(keys.view(place)).toMatchObject({ volumes: null, ready: false, keys: [{ grade: 'well-formed' }] });
  });

  test('a key that has opened its volume is not repaired', async () => {
    scene.found = [{ id: C, password: RIGHT }];
    await collect();
    await keys.prove(place, 'disk.img', null, author);
    await expect(keys.repair(place, 'disk.img', C.toLowerCase(), author)).rejects.toThrow(code('key-proven'));
  });

  test('one proof at a time', async () => {
    scene.found = [{ id: C, password: RIGHT }];
    await collect();
    const first = keys.prove(place, 'disk.img', null, author);
    await expect(keys.prove(place, 'disk.img', null, author)).rejects.toThrow(code('keys-busy'));
    await first;
  });
});

describe('in the open', () => {
  beforeEach(async () => {
    scene.found = [{ id: C, password: RIGHT, letter: 'C:' }];
    await collect();
  });

  test('revealing gives groups with check digits and is noted', async () => {
    const shown = await keys.reveal(place, C.toLowerCase(), author);
    expect(shown).toMatchObject({ id: C, letter: 'C:', groups: RIGHT.split('-') });
    expect(shown.checks.join('')).toMatch(/^\d{8}$/);
    expect(notes.at(-1)).toMatchObject({ note: { what: 'revealed', ids: [C] } });
  });

  test('copying goes through the clipboard that forgets; a shell without one refuses', async () => {
    expect(await keys.copy(place, C.toLowerCase(), author)).toEqual({ clearsAfterS: 10 });
    expect(clipboard).toEqual([RIGHT]);
  });

  test('nothing is shown while the vault is locked, and nothing that is not there', async () => {
    await expect(keys.reveal(place, 'found-9', author)).rejects.toThrow(code('not-found'));
    vault.lock();
    await expect(keys.reveal(place, C.toLowerCase(), author)).rejects.toThrow(code('vault.locked'));
  });
});

describe('the end of keys', () => {
  test('retired keys count for nothing, can be forgotten, and living ones cannot', async () => {
    scene.found = [{ id: C, password: RIGHT }];
    await collect();
    await keys.prove(place, 'disk.img', null, author);
    expect(() => keys.forget(place, C.toLowerCase(), author)).toThrow(code('key-in-use'));
    expect(keys.living({ ...site, devices: [device] }, null)).toBe(1);
    const after = keys.retire(place, 'factory image', author);
    expect(after).toMatchObject({ ready: false, keys: [{ dead: { reason: 'factory image' } }] });
    expect(keys.living({ ...site, devices: [device] }, null)).toBe(0);
    expect(keys.forget(place, C.toLowerCase(), author).keys).toEqual([]);
    expect(vault.ids('bitlocker/')).toEqual([]);
  });

  test('with the device everything of it goes', async () => {
    scene.found = [{ id: C, password: RIGHT }];
    await collect();
    keys.removeAll('vienna', 'us-a');
    expect(vault.ids('bitlocker/')).toEqual([]);
    expect(keys.view(place).keys).toEqual([]);
  });
});

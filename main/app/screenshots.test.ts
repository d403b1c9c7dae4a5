import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Journal } from '../journal/journal.ts';
import { systemClock as clock } from '../ports/clock.ts';
import type { RunState } from '../procedures/engine.ts';
import { openDatabase } from '../store/database.ts';
import { systemProcesses } from '../store/processes.ts';
import { Runs } from '../store/runs.ts';
import { EvidenceRoom } from './evidence.ts';
import { pictureKind, Screenshots } from './screenshots.ts';

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1];
const state = {
  runId: 'run-1',
  siteId: 'vienna',
  bindings: [{ deviceId: 'rs-a', serial: 'S1' }],
} as unknown as RunState;
let home: string;
let db: ReturnType<typeof openDatabase>;
let evidence: EvidenceRoom;
let pictures: Screenshots;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'rackhand-pictures-'));
  db = openDatabase(home);
  evidence = new EvidenceRoom({ home, db, journal: new Journal(db, clock), runs: new Runs(db, systemProcesses()) });
  pictures = new Screenshots({ home, evidence, clock });
});
afterEach(() => {
  db.close();
  rmSync(home, { recursive: true });
});
const fileOf = (bytes: Uint8Array): string => {
  const file = path.join(home, 'picture.txt');
  writeFileSync(file, bytes);
  return file;
};

it.each([
  ['png', PNG],
  ['jpg', [0xff, 0xd8, 0xff, 0xe0]],
  ['webp', [...Buffer.from('RIFF\x04\0\0\0WEBPVP8L', 'latin1')]],
])('is kept as %s by its bytes, and read as it was kept', async (ending, bytes) => {
  const kept = await pictures.keepFile(state, fileOf(Buffer.from(bytes)), 'Ann');
  expect(kept.name).toMatch(new RegExp(`^screenshots/run-1/\\w+\\.${ending}$`));
  expect(kept.sha256).toBe(createHash('sha256').update(Buffer.from(bytes)).digest('hex'));
  expect(kept.author).toBe('Ann');
  expect(pictures.list('run-1')).toEqual([kept]);
  expect(await pictures.read('run-1', kept.name)).toEqual(Buffer.from(bytes));
});

it('is nothing else, and no larger than it may be', async () => {
  expect(() => pictures.keep(state, Buffer.from('<svg/>'), 'Ann')).toThrow(
    expect.objectContaining({ code: 'picture.kind' }),
  );
  for (const cut of [[0x89, 0x50], [], [...Buffer.from('RIFF\0\0\0\0WAVE')]])
    expect(pictureKind(Buffer.from(cut))).toBeNull();
  const gone = pictures.keepFile(state, path.join(home, 'none'), 'Ann');
  await expect(gone).rejects.toMatchObject({ code: 'picture.unreadable' });
  const large = Buffer.alloc(20_000_001, Buffer.from(PNG));
  await expect(pictures.keepFile(state, fileOf(large), 'Ann')).rejects.toMatchObject({ code: 'picture.too-large' });
  expect(() => pictures.keep(state, large, 'Ann')).toThrow(expect.objectContaining({ code: 'picture.too-large' }));
  expect(existsSync(path.join(home, 'screenshots'))).toBe(false);
});

it('is none whose name leads out of its folder, whatever a journal from elsewhere says', async () => {
  const name = 'screenshots/run-1/../../secret.png';
  writeFileSync(path.join(home, 'secret.png'), Buffer.from(PNG));
  const sha256 = createHash('sha256').update(Buffer.from(PNG)).digest('hex');
  const what = { kind: 'screenshot', name, deviceId: '', serial: null, bmc: '', from: '', to: '', gaps: 0 } as const;
  evidence.vouch('vienna', { ...what, size: PNG.length, sha256 }, 'Ann');
  expect(pictures.list('run-1')).toEqual([]);
  await expect(pictures.read('run-1', name)).rejects.toMatchObject({ code: 'not-found' });
});

it('is shown with its own run only, and not once somebody has changed it', async () => {
  const { name } = pictures.keep(state, Buffer.from(PNG), 'Ann');
  expect(pictures.list('run-10')).toEqual([]);
  for (const [run, other] of [
    ['run-2', name],
    ['run-1', '../rackhand.db'],
  ] as const)
    await expect(pictures.read(run, other)).rejects.toMatchObject({ code: 'not-found' });
  writeFileSync(path.join(home, name), Buffer.from([...PNG, 2]));
  await expect(pictures.read('run-1', name)).rejects.toMatchObject({ code: 'picture.altered' });
  rmSync(path.join(home, name));
  await expect(pictures.read('run-1', name)).rejects.toMatchObject({ code: 'picture.unreadable' });
});

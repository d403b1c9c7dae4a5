import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Device, Site } from '../../../preload/contract.ts';
import { Journal } from '../../journal/journal.ts';
import { systemClock as clock } from '../../ports/clock.ts';
import type { RunState } from '../../procedures/engine.ts';
import { openDatabase } from '../../store/database.ts';
import { systemProcesses } from '../../store/processes.ts';
import { Runs } from '../../store/runs.ts';
import { EvidenceRoom } from '../evidence.ts';
import { keepScreenshot, pictureKind } from '../screenshots.ts';
import { Downloads, sha256Of } from './downloads.ts';

const site = { id: 'vienna' } as Site;
const device = { id: 'rs-a', serial: 'S1' } as Device;
let home: string;
let db: ReturnType<typeof openDatabase>;
let evidence: EvidenceRoom;
let downloads: Downloads;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'rackhand-downloads-'));
  db = openDatabase(home);
  evidence = new EvidenceRoom({ home, db, journal: new Journal(db, clock), runs: new Runs(db, systemProcesses()) });
  downloads = new Downloads({ home, evidence, clock });
});
afterEach(() => {
  db.close();
  rmSync(home, { recursive: true });
});
const order = () => ({ name: downloads.nameFor(site, device, 'backup'), kind: 'backup' as const, author: 'Ann' });

describe('what is fetched from an appliance', () => {
  it('has its name when it is complete, and its hash in the journal', async () => {
    const what = order();
    expect(downloads.newest(site, device, 'backup')).toBeNull();
    await downloads.receive(site, device, what, async (into) => {
      await into(Buffer.from('PK'));
      expect(downloads.kept(what.name)).toBe(false);
      await into(Buffer.from('rest'));
    });
    const file = path.join(home, what.name);
    expect(readFileSync(file, 'utf8')).toBe('PKrest');
    const newest = { sha256: await sha256Of(file), size: 6, at: expect.any(String) };
    expect(downloads.newest(site, device, 'backup')).toEqual(newest);
    expect(downloads.newest(site, device, 'bundle')).toBeNull();
    expect(downloads.newest(site, { ...device, id: 'rs' }, 'backup')).toBeNull();
    rmSync(file);
    expect(downloads.newest(site, device, 'backup')).toBeNull();
  });

  it('that breaks off leaves nothing, and nothing is vouched for', async () => {
    const what = order();
    const broken = downloads.receive(site, device, what, async (into) => {
      await into(Buffer.from('PK'));
      throw new Error('cut');
    });
    await expect(broken).rejects.toThrow('cut');
    expect(readdirSync(path.dirname(path.join(home, what.name)))).toEqual([]);
    expect(evidence.newest('backup', '')).toBeNull();
  });

  it('a file that is not there has no hash', async () => {
    await expect(sha256Of(path.join(home, 'none'))).rejects.toMatchObject({ code: 'file' });
  });
});

describe('a screenshot', () => {
  const state = {
    runId: 'run-1',
    siteId: 'vienna',
    bindings: [{ deviceId: 'rs-a', serial: 'S1' }],
  } as unknown as RunState;
  const kept = (bytes: number[]) => {
    const file = path.join(home, 'picture');
    writeFileSync(file, Buffer.from(bytes));
    return keepScreenshot(state, file, 'Ann', { evidence, clock });
  };

  it.each([
    ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]],
    ['jpg', [0xff, 0xd8, 0xff, 0xe0]],
  ])('is kept as %s by its bytes', async (ending, bytes) => {
    const { name, sha256, size } = await kept(bytes);
    expect(name).toMatch(new RegExp(`^screenshots/run-1/\\w+\\.${ending}$`));
    expect(await sha256Of(path.join(home, name))).toBe(sha256);
    expect(evidence.newest('screenshot', 'screenshots/run-1/')).toMatchObject({ name, sha256, size });
  });

  it('is nothing else, and no larger than it may be', async () => {
    await expect(kept([0x3c, 0x73, 0x76, 0x67])).rejects.toMatchObject({ code: 'picture.kind' });
    expect(pictureKind(Buffer.from([0x89, 0x50]))).toBeNull();
    const gone = keepScreenshot(state, path.join(home, 'none'), 'Ann', { evidence, clock });
    await expect(gone).rejects.toMatchObject({ code: 'picture.unreadable' });
    const large = path.join(home, 'large');
    writeFileSync(large, Buffer.alloc(20_000_001));
    await expect(keepScreenshot(state, large, 'Ann', { evidence, clock })).rejects.toMatchObject({
      code: 'picture.too-large',
    });
    expect(existsSync(path.join(home, 'screenshots'))).toBe(false);
  });
});

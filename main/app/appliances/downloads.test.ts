import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Device, Site } from '../../../preload/contract.ts';
import { Journal } from '../../journal/journal.ts';
import { systemClock as clock } from '../../ports/clock.ts';
import { openDatabase } from '../../store/database.ts';
import { systemProcesses } from '../../store/processes.ts';
import { Runs } from '../../store/runs.ts';
import { EvidenceRoom } from '../evidence.ts';
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

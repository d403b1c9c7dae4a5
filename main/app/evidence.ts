import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { DESK } from '../journal/anchors.ts';
import type { Journal } from '../journal/journal.ts';
import type { Evidence, RunEvent } from '../procedures/events.ts';
import type { Database } from '../store/database.ts';
import type { Runs } from '../store/runs.ts';

/** Files that belong to a case beside the journal: their hash is in it, so that nobody can change them unseen. */
export class EvidenceRoom {
  readonly #p: { home: string; db: Database; journal: Journal; runs: Runs };

  constructor(parts: { home: string; db: Database; journal: Journal; runs: Runs }) {
    this.#p = parts;
  }

  /** Vouches for a file that was written: its hash stands in the record of the device from now on. */
  vouch(siteId: string, evidence: Evidence, author: string): void {
    const { deviceId, serial, bmc } = evidence;
    const device = siteId === '' ? null : { siteId, id: deviceId };
    this.record({ device, serial, bmc }, { type: 'evidence.kept', data: evidence }, author);
  }

  /** The open run that binds the device keeps the record; without one the desk does. */
  record(target: Parameters<Runs['bindingRuns']>[0], event: RunEvent, author: string): void {
    const { db, journal, runs } = this.#p;
    db.transaction(() => {
      const run = runs.bindingRuns(target).find(({ status }) => status === 'open');
      journal.append(run?.id ?? DESK, author, [event]);
    });
  }

  /** The newest evidence of a kind whose name begins so; null when there is none. */
  newest(kind: Evidence['kind'], prefix: string): Evidence | null {
    return this.all(kind, prefix, 1)[0]?.evidence ?? null;
  }

  /** Evidence of a kind whose name begins so, with who kept it, the newest first; -1: however much there is. */
  all(kind: Evidence['kind'], prefix: string, most = -1): { evidence: Evidence; author: string }[] {
    return this.#p.db
      .all<{ data: string; author: string }>(
        `SELECT data, author FROM journal WHERE type = 'evidence.kept' AND data ->> 'kind' = ?
           AND substr(data ->> 'name', 1, ?) = ? ORDER BY id DESC LIMIT ?`,
        ...[kind, prefix.length, prefix, most],
      )
      .map(({ data, author }) => ({ evidence: JSON.parse(data) as Evidence, author }));
  }

  /**
   * Writes a file to the disk itself, then its hash into the journal. `name` is relative to the data folder and new.
   * Throws what the file system throws; then nothing is vouched for.
   */
  keep(
    siteId: string,
    what: Omit<Evidence, 'size' | 'sha256' | 'from' | 'to' | 'gaps'> & { at: string },
    content: string | Uint8Array,
    author: string,
  ): Evidence {
    const { at, ...named } = what;
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const file = path.join(this.#p.home, ...what.name.split('/'));
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const handle = openSync(file, 'wx', 0o600);
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const evidence = { ...named, size: bytes.length, sha256, from: at, to: at, gaps: 0 };
    this.vouch(siteId, evidence, author);
    return evidence;
  }
}

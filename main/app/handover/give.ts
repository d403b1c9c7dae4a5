import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { HandedOver, JournalEntry, Site } from '../../../preload/contract.ts';
import { portableName } from '../../bundle/codec/names.ts';
import { signSsh } from '../../bundle/codec/sshsig.ts';
import type { SigningKey } from '../../bundle/keys.ts';
import {
  CONTENTS,
  type Contents,
  contentsText,
  FORMAT,
  JOURNAL,
  placeProblem,
  SIGNATURE,
  SITE,
  sha256,
  statement,
} from '../../handover/contents.ts';
import { damaged, HandoverError } from '../../handover/error.ts';
import { NAMESPACE } from '../../handover/read.ts';
import { MOST_BYTES, StoredZip } from '../../handover/stored-zip.ts';
import { DESK } from '../../journal/anchors.ts';
import { exportStream } from '../../journal/export.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Clock } from '../../ports/clock.ts';
import { errnoOf } from '../../ports/files.ts';
import { handOver, type RunState } from '../../procedures/engine.ts';
import type { Evidence } from '../../procedures/events.ts';
import { printSite } from '../../sites/file.ts';
import type { Database } from '../../store/database.ts';
import type { Runs } from '../../store/runs.ts';
import type { Vault } from '../../vault/vault.ts';
import type { Keyring } from '../airgap/keyring.ts';
import { sha256Of } from '../appliances/downloads.ts';
import type { Finder } from '../finder.ts';
import type { RunLog } from '../run-log.ts';
import { ENDING } from './handover-service.ts';

export interface GiveParts {
  home: string;
  db: Database;
  journal: Journal;
  runs: Runs;
  log: RunLog;
  finder: Finder;
  vault: Vault;
  keyring: Keyring;
  clock: Clock;
  changed(runId: string): void;
}

/**
 * Hands a run over: closes this copy with an entry that vouches for all that goes along, and writes the file. The file lies
 * complete in the data folder before the entry is durable, so that there is never a run that is neither here nor there; asked
 * again, the same file is written once more.
 * @throws RunError `outcome-open`, StoreError `run.driven`, HandoverError `handover.lost`, `.unreadable`
 */
export async function giveRun(parts: GiveParts, runId: string, to: string, out: string, author: string) {
  const { journal, runs, log, changed } = parts;
  if (log.state(runId).status !== 'handed-over') {
    runs.takeDriver(runId);
    try {
      const { vault, keyring } = parts;
      if (vault.state() === 'open') await keyring.withOwn((key) => leave(parts, runId, to, author, key));
      else await leave(parts, runId, to, author, null);
    } finally {
      runs.releaseDriver(runId);
    }
    changed(runId);
  }
  const state = log.state(runId);
  if (!state.handOver) throw new Error('handed over without a trace');
  const kept = keptFile(parts.home, state);
  const hash = await copied(kept, out);
  const { size } = await stat(out);
  const { id, at } = state.handOver;
  journal.append(DESK, author, [
    { type: 'run.exported', data: { run: runId, id, to: state.handOver.to, sha256: hash, size } },
  ]);
  const last = journal.read(runId, state.seq - 1).at(-1);
  return {
    runId,
    id,
    to: state.handOver.to,
    at,
    file: out,
    size,
    sha256: hash,
    head: last?.hash ?? '',
  } satisfies HandedOver;
}

/** A name that is free in a folder, with the run and the person in it. */
export function placeIn(folder: string, runId: string, to: string): string {
  const name = to === '' ? runId : `${runId}-to-${portableName(to).slice(0, 40)}`;
  const called = (n: number) => path.join(folder, `${name}${n === 1 ? '' : `-${n}`}${ENDING}`);
  let n = 1;
  while (existsSync(called(n))) n += 1;
  return called(n);
}

const keptFile = (home: string, { runId, handOver }: RunState): string =>
  path.join(home, 'handed-over', `${runId}-${handOver?.id}.zip`);

/** Writes the file into the data folder and the entry into the journal, in one transaction: both are there or neither. */
async function leave(
  parts: GiveParts,
  runId: string,
  to: string,
  author: string,
  key: SigningKey | null,
): Promise<void> {
  const { db, journal, log, clock, home } = parts;
  const id = randomUUID();
  const folder = path.join(home, 'handed-over');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${runId}-${id}.zip`);
  await using handle = await open(file, 'wx', 0o600);
  await using undo = new AsyncDisposableStack();
  undo.defer(() => unlink(file));
  const zip = new StoredZip(handle.fd);
  const evidence = await carry(zip, home, journal.read(runId));
  const site = siteOf(parts.finder, log.state(runId));
  zip.add(SITE, Buffer.from(site.yaml));
  db.transaction(() => {
    const entries = journal.read(runId);
    const late = evidenceIn(entries).filter(({ name }) => !evidence.seen.has(name));
    const contents: Contents = {
      ...{ format: FORMAT, id, run: runId, to, by: author },
      at: new Date(clock.now()).toISOString(),
      journal: { count: entries.length, head: entries.at(-1)?.hash ?? '' },
      site: { name: site.name, practice: site.practice, sha256: sha256(site.yaml) },
      files: evidence.files,
      left: [...evidence.left, ...late.map(({ name }) => ({ name, why: 'late' as const }))],
    };
    const text = contentsText(contents);
    log.commit(runId, author, (state) => handOver(state, { id, to, contents: sha256(text) }));
    const all = [...entries, ...journal.read(runId, entries.length)];
    const head = all.at(-1)?.hash ?? '';
    zip.add(CONTENTS, Buffer.from(text));
    zip.add(JOURNAL, Buffer.from(exportStream(runId, all)));
    if (key) zip.add(SIGNATURE, Buffer.from(signSsh(key, NAMESPACE, statement(runId, head))));
    zip.finish();
  });
  undo.move();
}

/** Evidence that the journal vouches for, as it is there; with a console's recording also the index of its times. */
async function carry(zip: StoredZip, home: string, entries: readonly JournalEntry[]) {
  const files: Contents['files'] = [];
  const left: Contents['left'] = [];
  const seen = new Set<string>();
  const take = async (name: string, expected: string | null): Promise<void> => {
    const file = path.join(home, ...name.split('/'));
    const found = await stat(file).catch(() => null);
    const why = !found?.isFile() ? 'gone' : zip.size + found.size > MOST_BYTES ? 'too-large' : null;
    if (why) {
      if (expected !== null) left.push({ name, why });
      return;
    }
    const { size, sha256: hash } = await zip.stream(`files/${files.length + 1}`, createReadStream(file));
    if (expected !== null && hash !== expected) {
      zip.drop();
      left.push({ name, why: 'altered' });
    } else files.push({ name, size, sha256: hash });
  };
  for (const { name, kind, sha256: expected } of evidenceIn(entries)) {
    if (seen.has(name)) continue;
    seen.add(name);
    if (placeProblem(name) !== null) {
      left.push({ name, why: 'gone' });
      continue;
    }
    await take(name, expected);
    if (kind === 'console') await take(name.replace(/\.raw$/, '.ndjson'), null);
  }
  return { files, left, seen };
}

const evidenceIn = (entries: readonly JournalEntry[]): Evidence[] =>
  entries.filter(({ type }) => type === 'evidence.kept').map(({ data }) => data as Evidence);

/** The devices of the run as a site of their own. A device that was removed meanwhile is left out: it is asked for there. */
function siteOf(finder: Finder, { siteId, bindings }: RunState): { name: string; practice: boolean; yaml: string } {
  const site: Site = finder.site(siteId);
  const bound = new Set(bindings.map(({ deviceId }) => deviceId));
  const devices = site.devices.filter(({ id }) => bound.has(id));
  return {
    name: site.name,
    practice: site.practice !== null,
    yaml: printSite({ ...site, notes: '', practice: null, devices }),
  };
}

/** Copies the file to where it was wished for, and reads it back. Returns its SHA-256; a copy that failed is taken away. */
async function copied(from: string, to: string): Promise<string> {
  const expected = await sha256Of(from).catch((error: unknown) => {
    throw new HandoverError(
      'handover.lost',
      'The file of this hand-over is no longer in the data folder.',
      'Use the copy that was given away.',
      error,
    );
  });
  let ours = false;
  try {
    await using target = await open(to, 'wx+', 0o600);
    ours = true;
    for await (const part of createReadStream(from)) await target.writeFile(part as Buffer);
    await target.sync();
    if ((await sha256Of(to)) === expected) return expected;
    throw damaged(to, 'it does not read back as it was written');
  } catch (error) {
    if (ours) await unlink(to).catch(() => undefined);
    const errno = errnoOf(error);
    if (errno === undefined || error instanceof HandoverError) throw error;
    const advice =
      errno === 'EEXIST'
        ? 'Nothing is overwritten: choose another name. The run waits, closed, and the same file is written again.'
        : 'Check the medium or choose another place. The run waits, closed, and the same file is written again.';
    throw new HandoverError('handover.unreadable', `${to} cannot be written (${errno}).`, advice, error);
  }
}

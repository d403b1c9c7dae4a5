import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../preload/contract.ts';
import { GENESIS, hashOf } from '../journal/chain.ts';
import { exportStream } from '../journal/export.ts';
import { seeded } from '../ports/seeded.ts';
import { zipOf } from '../practice/packages/zip.ts';
import { printSite } from '../sites/file.ts';
import { aSite } from '../sites/testing.ts';
import { CONTENTS, type Contents, contentsText, JOURNAL, placeProblem, SITE, sha256 } from './contents.ts';
import { HandoverError } from './error.ts';
import { openHandOver } from './read.ts';
import { StoredZip } from './stored-zip.ts';

const RUN = 'run-1';
const AT = '2026-11-21T08:00:00.000Z';
const LOG = Buffer.from('the log');
type Parts = Record<string, Buffer>;

/** What a good hand-over consists of; `change` makes contents that a bad one has, with a chain that vouches for them. */
function parts(change: Partial<Contents> = {}, kept: { name: string; sha256: string }[] = []): Parts {
  const entries: JournalEntry[] = [];
  const add = (type: string, data: unknown) => {
    const prev = entries.at(-1)?.hash ?? GENESIS;
    const entry = { stream: RUN, seq: entries.length + 1, at: AT, author: 'Ada', type, data, prev };
    entries.push({ ...entry, hash: hashOf(entry) });
  };
  add('run.started', { text: 'ä€' });
  for (const data of kept) add('evidence.kept', data);
  const site = printSite(aSite());
  const contents: Contents = {
    format: 'rackhand-handover/1',
    ...{ id: '0b9f7a52-3f0e-4b62-9c35-6a4d2f1f9a11', run: RUN, to: 'Bea', by: 'Ada', at: AT },
    journal: { count: entries.length, head: entries.at(-1)?.hash ?? '' },
    site: { name: 'Vienna', practice: false, sha256: sha256(site) },
    files: [{ name: 'sel/log.ndjson', size: LOG.length, sha256: sha256(LOG) }],
    left: [],
    ...change,
  };
  const text = contentsText(contents);
  add('run.handed-over', { id: contents.id, to: contents.to, contents: sha256(text) });
  return {
    [SITE]: Buffer.from(site),
    'files/1': LOG,
    [CONTENTS]: Buffer.from(text),
    [JOURNAL]: Buffer.from(exportStream(RUN, entries)),
  };
}
const stored = (some: Parts) => zipOf(Object.entries(some).map(([name, data]) => ({ name, data, store: true })));

const home = mkdtempSync(path.join(os.tmpdir(), 'rackhand-handover-'));
const file = path.join(home, 'arrived.zip');
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Reads everything there is. */
async function through(bytes: Buffer): Promise<string> {
  writeFileSync(file, bytes);
  const arrived = await openHandOver(file);
  try {
    for (const index of arrived.contents.files.keys()) for await (const _ of arrived.read(index));
    return arrived.contents.run;
  } finally {
    arrived.close();
  }
}
const refused = async (bytes: Buffer) =>
  through(bytes).then(
    (run) => `accepted ${run}`,
    (error) => (error instanceof HandoverError ? error.code : String(error)),
  );

test('our own writer makes an archive that reads back, also after something was dropped', async () => {
  const fd = openSync(path.join(home, 'own.zip'), 'w+');
  const zip = new StoredZip(fd);
  const good = parts();
  zip.add(SITE, good[SITE] ?? Buffer.alloc(0));
  const pieces = async function* (text: string) {
    for (const piece of text.match(/.{1,3}/g) ?? []) yield Buffer.from(piece);
  };
  await zip.stream(
    'files/1',
    pieces('a file that is much longer than the one that follows, and is dropped'.repeat(100)),
  );
  zip.drop();
  const failing = async function* () {
    yield LOG;
    throw new Error('the disk went');
  };
  await expect(zip.stream('files/1', failing())).rejects.toThrow('the disk went');
  expect(await zip.stream('files/1', pieces('the log'))).toEqual({ size: 7, sha256: sha256(LOG) });
  for (const name of [CONTENTS, JOURNAL]) zip.add(name, good[name] ?? Buffer.alloc(0));
  zip.finish();
  closeSync(fd);
  expect(await through(readFileSync(path.join(home, 'own.zip')))).toBe(RUN);
});

describe('what is wrong is named', () => {
  const good = parts();
  const cases: [string, () => Buffer, string][] = [
    ['no ZIP', () => Buffer.from('PDF'), 'handover.damaged'],
    ['empty', () => Buffer.alloc(0), 'handover.damaged'],
    ['cut off', () => stored(good).subarray(0, -40), 'handover.damaged'],
    ['a part is missing', () => stored({ ...parts(), [SITE]: Buffer.alloc(0) }), 'handover.altered'],
    ['no journal', () => stored({ [SITE]: LOG, [CONTENTS]: LOG }), 'handover.damaged'],
    ['the file of the contents is not there', () => stored(without(good, 'files/1')), 'handover.damaged'],
    ['evidence was changed', () => stored({ ...good, 'files/1': Buffer.from('the LOG') }), 'handover.altered'],
    [
      'evidence is not what the journal means',
      () => stored(parts({}, [{ name: 'sel/log.ndjson', sha256: 'f'.repeat(64) }])),
      'handover.altered',
    ],
    ['the journal was changed', () => edited(JOURNAL, 'Ada', 'Eve'), 'handover.journal'],
    ['the journal was cut', () => stored({ ...good, [JOURNAL]: cut(good) }), 'handover.journal'],
    ['the contents were changed', () => edited(CONTENTS, 'Bea', 'Eve'), 'handover.altered'],
    ['the site was changed', () => edited(SITE, 'SPS A', 'SPS X'), 'handover.altered'],
    ['a file more', () => stored({ ...good, 'files/2': LOG }), 'handover.hostile'],
    ['a part that has no business there', () => stored({ ...good, '../../rackhand.db': LOG }), 'handover.hostile'],
    ['evidence that wants out', () => stored(parts(named('sel/../../rackhand.db'))), 'handover.hostile'],
    ['evidence in the place of the database', () => stored(parts(named('rackhand.db'))), 'handover.hostile'],
    ['compressed', () => zipOf(Object.entries(good).map(([name, data]) => ({ name, data }))), 'handover.hostile'],
    ['a bomb of 4 GB', () => bomb(), 'handover.hostile'],
    ['no signature at all', () => stored({ ...good, signature: LOG }), 'handover.signature'],
    ['no text in the contents', () => stored({ ...good, [CONTENTS]: Buffer.from('{}\n') }), 'handover.altered'],
  ];
  test.each(cases)('%s', async (_, bytes, code) => {
    expect(await refused(bytes())).toBe(code);
  });

  test('a file that is not there', async () => {
    await expect(openHandOver(path.join(home, 'none.zip'))).rejects.toMatchObject({ code: 'handover.unreadable' });
  });

  const cut = (some: Parts) => Buffer.from(`${some[JOURNAL]?.toString().split('\n').slice(0, -2).join('\n')}\n`);
  function edited(part: string, from: string, to: string): Buffer {
    return stored({ ...good, [part]: Buffer.from(good[part]?.toString().replace(from, to) ?? '') });
  }
  const bomb = () =>
    zipOf(
      Object.entries(good).map(([name, data]) => ({
        ...{ name, data, store: true },
        ...(name === 'files/1' ? { claimed: { size: 0xfffffff0, compressedSize: 0xfffffff0 } } : {}),
      })),
    );
});

const named = (name: string) => ({ files: [{ name, size: LOG.length, sha256: sha256(LOG) }] });
const without = (some: Parts, name: string): Parts =>
  Object.fromEntries(Object.entries(some).filter(([other]) => other !== name));

test('evidence has its places, and no others', () => {
  for (const good of ['console/20261121T080000Z-sps-a-1.raw', 'appliances/vienna/sps-a/20261121T080000Z-backup.bin'])
    expect(placeProblem(good)).toBe(null);
  for (const bad of [
    '',
    'rackhand.db',
    'vault/x',
    'sel/',
    'sel/..',
    '/sel/x',
    'sel\\x',
    'sel/nul',
    'sel/a/b/c/d/e/f',
    'sel/ä',
  ])
    expect(placeProblem(bad), bad).not.toBe(null);
});

test('whatever becomes of the bytes: it is refused in our words, or is a hand-over of the same run', async () => {
  const seeds = [stored(parts()), stored(parts({ to: '' }, [{ name: 'sel/log.ndjson', sha256: sha256(LOG) }]))];
  const random = seeded(7);
  const outcomes = new Set<string>();
  for (let round = 0; round < 400; round += 1) {
    const bytes = Buffer.from(seeds[round % 2] ?? Buffer.alloc(0));
    for (let n = Math.floor(random() * 3); n >= 0; n -= 1) {
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    }
    const cut = random() < 0.2 ? Math.floor(random() * bytes.length) : bytes.length;
    outcomes.add(await refused(bytes.subarray(0, cut)));
  }
  expect([...outcomes].filter((code) => !/^handover\.|^accepted run-1$/.test(code))).toEqual([]);
  expect(outcomes.has('handover.damaged') && outcomes.has('handover.journal')).toBe(true);
});

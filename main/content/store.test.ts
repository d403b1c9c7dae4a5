import {
  chmodSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { errno, type FileCall, faultyFiles } from '../ports/testing/faulty-files.ts';
import { blobOf, layoutOf } from './layout.ts';
import { copyToPlace, isSafe, verifyPlace } from './second.ts';
import { ContentStore } from './store.ts';
import { takeFile } from './take.ts';
import { lazyDisk } from './testing/lazy-disk.ts';
import { bytesFor, offered, portsOn, scratchFolder, sha256 } from './testing/scratch.ts';

const BYTES = bytesFor(1, 3_000_000);
const HASH = sha256(BYTES);

function original(bytes = BYTES): string {
  const file = path.join(scratchFolder(), 'base-7.0.1.zip');
  writeFileSync(file, bytes);
  return file;
}

async function storeWith(file = original(), root = scratchFolder()) {
  const store = await ContentStore.open(root, portsOn());
  const receipt = await takeFile(store, { key: 'trip-1/base', entry: offered('base') }, file);
  return { root, store, receipt, file };
}

const aside = (root: string) => readdirSync(path.join(root, 'quarantine')).filter((name) => !name.endsWith('.json'));

test('a file is taken whole, under its hash, read-only, with a receipt, and the original stays', async () => {
  const { root, store, receipt, file } = await storeWith();
  const blob = await store.file(HASH);
  expect(blob).toBe(path.join(root, 'blobs', 'sha256', HASH.slice(0, 2), HASH));
  expect(readFileSync(blob)).toEqual(BYTES);
  expect(statSync(blob).mode & 0o777).toBe(0o444);
  expect(receipt).toMatchObject({ sha256: HASH, size: BYTES.length, scan: null });
  expect(receipt.arrivals).toMatchObject([
    { key: 'trip-1/base', entry: { name: 'base' }, origin: { kind: 'file', file } },
  ]);
  expect(receipt.copies).toMatchObject([{ place: 'store', how: 'cached' }]);
  expect(await store.receipts()).toEqual([receipt]);
  expect(readFileSync(file)).toEqual(BYTES);
  expect(readdirSync(path.join(root, 'inbox'))).toEqual([]);
});

test('what is here already is the answer: under its key without a look at the file, under another one without a twin', async () => {
  const { store, receipt, file } = await storeWith();
  const again = await takeFile(store, { key: 'trip-2/base', entry: offered('base') }, file);
  expect(again.arrivals.map(({ key }) => key)).toEqual(['trip-1/base', 'trip-2/base']);
  writeFileSync(file, 'something else');
  const known = await takeFile(store, { key: 'trip-1/base', entry: offered('base') }, file);
  expect(known.sha256).toBe(receipt.sha256);
  expect(await store.receipts()).toHaveLength(1);
});

test('a twin does not hide behind a package that has rotted: that one is put aside and replaced', async () => {
  const { root, store, file } = await storeWith();
  const blob = await store.file(HASH);
  chmodSync(blob, 0o644);
  writeFileSync(blob, Buffer.concat([BYTES.subarray(1), Buffer.of(0)]));
  await takeFile(store, { key: 'trip-2/base', entry: offered('base') }, file);
  expect(readFileSync(blob)).toEqual(BYTES);
  expect(aside(root)).toEqual([`${HASH}.1.damaged`]);
});

test.each([
  ['size', { sizeBytes: 7 }, []],
  ['hash', { vendorSha256: 'a'.repeat(64) }, ['mismatch']],
])('a file of another %s than the list says is refused and kept', async (_what, more, why) => {
  const file = original();
  const root = scratchFolder();
  const store = await ContentStore.open(root, portsOn());
  const taking = takeFile(store, { key: 'k', entry: offered('base', more) }, file);
  await expect(taking).rejects.toMatchObject({ code: 'content.mismatch' });
  expect(aside(root).map((name) => name.split('.').at(-1))).toEqual(why);
  expect(readFileSync(file)).toEqual(BYTES);
  expect(await store.receipts()).toEqual([]);
  expect((await store.recover()).completed).toEqual([]);
});

test('a file that changes while it is read is no package, and is taken when it has come to rest', async () => {
  const file = original();
  const root = scratchFolder();
  let pieces = 0;
  const files = faultyFiles(lazyDisk, ({ name, file: read }) => {
    if (name === 'read' && read === file) pieces += 1;
    if (pieces === 2) utimesSync(file, 1, 1);
    return undefined;
  });
  const store = await ContentStore.open(root, portsOn(files));
  const wanted = { key: 'k', entry: offered('base') };
  await expect(takeFile(store, wanted, file)).rejects.toMatchObject({ code: 'content.changed' });
  expect(await store.receipts()).toEqual([]);
  expect((await takeFile(store, wanted, file)).sha256).toBe(HASH);
});

test('no room: refused before the first byte', async () => {
  const root = scratchFolder();
  const calls: FileCall[] = [];
  const files = faultyFiles(
    { ...lazyDisk, freeBytes: async () => 2 * BYTES.length - 1 },
    (call) => void calls.push(call),
  );
  const store = await ContentStore.open(root, portsOn(files));
  const taking = takeFile(store, { key: 'k', entry: offered('base') }, original());
  await expect(taking).rejects.toMatchObject({ code: 'content.full' });
  expect(calls.filter(({ file }) => file.endsWith('.part') && file.includes(root))).toEqual([
    expect.objectContaining({ name: 'stat' }),
  ]);
});

test.each([
  ['ENOSPC', 'content.full'],
  ['EIO', 'content.medium'],
  ['EROFS', 'content.read-only'],
  ['EFBIG', 'content.too-big'],
])('%s at any write: said as it is, nothing half in the store, and the next try succeeds', async (code, expected) => {
  const file = original(BYTES.subarray(0, 5000));
  const hash = sha256(BYTES.subarray(0, 5000));
  const root = scratchFolder();
  const folders = await ContentStore.open(root, portsOn());
  const wanted = { key: 'k', entry: offered('base') };
  for (let n = 1; ; n += 1) {
    let seen = 0;
    const files = faultyFiles(lazyDisk, ({ changes, file: at }) => {
      if (changes && at !== file) seen += 1;
      return changes && at !== file && seen === n ? errno(code) : undefined;
    });
    const taking = ContentStore.open(root, portsOn(files)).then((store) => takeFile(store, wanted, file));
    const outcome = await taking.then(
      () => 'taken',
      (error: { code: string }) => error.code,
    );
    if (outcome === 'taken' && seen < n) break;
    if (outcome !== 'taken') {
      expect(outcome, `call ${n}`).toBe(expected);
      await takeFile(folders, wanted, file);
    }
    expect(readFileSync(await folders.file(hash)).length).toBe(5000);
    // For the next round nothing may be there.
    unlinkSync(blobOf(layoutOf(root), hash));
    unlinkSync(`${blobOf(layoutOf(root), hash)}.json`);
  }
});

test('a sync that failed is not repeated: everything since is written anew', async () => {
  const file = original();
  const calls: string[] = [];
  let failed = false;
  const files = faultyFiles(lazyDisk, ({ name, file: at }) => {
    if (!at.endsWith('.part')) return undefined;
    calls.push(name);
    if (name !== 'sync' || failed) return undefined;
    failed = true;
    return errno('EIO');
  });
  const store = await ContentStore.open(scratchFolder(), portsOn(files));
  const wanted = { key: 'k', entry: offered('base') };
  await expect(takeFile(store, wanted, file)).rejects.toMatchObject({ code: 'content.medium' });
  expect(calls.at(-1)).toBe('sync');
  await takeFile(store, wanted, file);
  const between = calls.slice(calls.indexOf('sync') + 1, calls.lastIndexOf('sync'));
  expect(between.filter((name) => name === 'write').length).toBeGreaterThanOrEqual(3);
});

test('what rotted in the store is found, put aside and no longer counted as a copy', async () => {
  const { root, store } = await storeWith();
  expect(await store.verify()).toEqual([{ sha256: HASH, name: 'base', state: 'good', how: 'cached' }]);
  const blob = await store.file(HASH);
  chmodSync(blob, 0o644);
  truncateSync(blob, 100);
  expect(await store.verify()).toMatchObject([{ state: 'damaged' }]);
  expect(aside(root)).toEqual([`${HASH}.1.damaged`]);
  expect((await store.receipt(HASH))?.copies).toEqual([]);
  expect(await store.verify()).toMatchObject([{ state: 'missing' }]);
  expect(await store.find('trip-1/base')).toBeNull();
});

test('what a scanner found something in is put aside, and the receipt keeps saying so', async () => {
  const { root, store } = await storeWith();
  const scan = { verdict: 'found', engine: 'E', at: '2026-11-21T08:00:00.000Z', detail: 'Eicar' } as const;
  await store.recordScan(HASH, scan);
  await expect(store.file(HASH)).rejects.toMatchObject({ code: 'content.missing' });
  expect(aside(root)).toEqual([`${HASH}.1.found`]);
  expect(await store.receipt(HASH)).toMatchObject({ scan, copies: [] });
  expect(await store.verify()).toEqual([]);
});

test('the second copy is read back, registered, a store of its own, and noticed when it is gone', async () => {
  const { store } = await storeWith();
  const place = { id: 'stick-2', folder: path.join(scratchFolder(), 'packages') };
  const receipt = await copyToPlace(store, HASH, place);
  expect(receipt.copies.map((copy) => copy.place)).toEqual(['store', 'stick-2']);
  expect(isSafe(receipt)).toEqual({ twice: true, twoDisks: false });
  const second = await ContentStore.open(place.folder, portsOn());
  expect((await second.verify()).map(({ state }) => state)).toEqual(['good']);
  expect(await verifyPlace(store, HASH, place)).toBe(true);
  unlinkSync(blobOf(layoutOf(place.folder), HASH));
  expect(await verifyPlace(store, HASH, place)).toBe(false);
  expect((await store.receipt(HASH))?.copies.map((copy) => copy.place)).toEqual(['store']);
});

test('a second place inside the store is none', async () => {
  const { root, store } = await storeWith();
  for (const folder of [root, path.join(root, 'second'), path.join(root, 'x', '..')]) {
    await expect(copyToPlace(store, HASH, { id: 'x', folder })).rejects.toMatchObject({ code: 'content.same-place' });
  }
});

test('a place that gives back something else is not counted', async () => {
  const root = scratchFolder();
  const place = { id: 'fake', folder: scratchFolder() };
  const ports = portsOn();
  const { hash } = ports.reader;
  ports.reader = {
    hash: async (file) =>
      file.startsWith(place.folder) ? { ...(await hash(file)), sha256: 'f'.repeat(64), how: 'direct' } : hash(file),
  };
  const store = await ContentStore.open(root, ports);
  await takeFile(store, { key: 'k', entry: offered('base') }, original());
  await expect(copyToPlace(store, HASH, place)).rejects.toMatchObject({ code: 'content.damaged' });
  expect((await store.receipt(HASH))?.copies.map((copy) => copy.place)).toEqual(['store']);
  expect(aside(place.folder)).toEqual([`${HASH}.1.damaged`]);
});

test('two at one arrival: the second is told, and neither harms the other', async () => {
  const file = original();
  const root = scratchFolder();
  const wanted = { key: 'k', entry: offered('base') };
  const [one, two] = [await ContentStore.open(root, portsOn()), await ContentStore.open(root, portsOn())];
  const outcomes = await Promise.allSettled([takeFile(one, wanted, file), takeFile(two, wanted, file)]);
  const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(failed).toMatchObject([{ reason: { code: 'content.busy' } }]);
  expect((await two.find('k'))?.sha256).toBe(HASH);
});

test('a cancelled take leaves nothing in the store and goes through the next time', async () => {
  const file = original();
  const store = await ContentStore.open(scratchFolder(), portsOn());
  const abort = new AbortController();
  const wanted = { key: 'k', entry: offered('base') };
  const taking = takeFile(store, wanted, file, {
    signal: abort.signal,
    onProgress: ({ doneBytes }) => doneBytes > 1e6 && abort.abort(new Error('enough')),
  });
  await expect(taking).rejects.toThrow('enough');
  expect(await store.receipts()).toEqual([]);
  expect((await takeFile(store, wanted, file)).sha256).toBe(HASH);
});

test('leftovers that nobody can complete are put aside with a note, never deleted', async () => {
  const { root, store, file } = await storeWith();
  const inbox = path.join(root, 'inbox');
  const id = 'ab'.repeat(12);
  writeFileSync(path.join(inbox, `${id}.part`), 'part without a journal');
  writeFileSync(path.join(inbox, `${'cd'.repeat(12)}.json`), '{"torn');
  writeFileSync(path.join(inbox, `${'cd'.repeat(12)}.part`), 'part with a torn journal');
  unlinkSync(`${await store.file(HASH)}.json`);
  const { completed, failures } = await store.recover();
  expect(completed).toMatchObject([{ sha256: HASH, arrivals: [] }]);
  expect(failures).toEqual([]);
  expect(readdirSync(inbox)).toEqual([]);
  expect(aside(root).sort()).toEqual([
    `${id}.part.1.orphan`,
    `${'cd'.repeat(12)}.json.1.unreadable`,
    `${'cd'.repeat(12)}.part.1.unknown`,
  ]);
  expect(readFileSync(path.join(root, 'quarantine', `${id}.part.1.orphan`), 'utf8')).toBe('part without a journal');
  expect(readFileSync(file)).toEqual(BYTES);
});

test('the beginning of a file whose original is gone is put aside: it may be all that is left', async () => {
  const file = original();
  const root = scratchFolder();
  let writes = 0;
  const files = faultyFiles(lazyDisk, ({ name, file: at }) => {
    if (name === 'write' && at.endsWith('.part')) writes += 1;
    return writes === 2 ? errno('ENOSPC') : undefined;
  });
  const failing = await ContentStore.open(root, portsOn(files));
  const wanted = { key: 'k', entry: offered('base') };
  await expect(takeFile(failing, wanted, file)).rejects.toMatchObject({ code: 'content.full' });
  const store = await ContentStore.open(root, portsOn());
  expect((await store.recover()).unfinished).toMatchObject([{ key: 'k' }]);
  unlinkSync(file);
  expect((await store.recover()).quarantined).toHaveLength(1);
  const [part] = aside(root);
  expect(readFileSync(path.join(root, 'quarantine', part ?? '')).equals(BYTES.subarray(0, 1 << 20))).toBe(true);
});

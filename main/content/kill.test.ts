import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { FilePort, OpenFile } from '../ports/files.ts';
import { seeded } from '../ports/seeded.ts';
import { faultyFiles } from '../ports/testing/faulty-files.ts';
import { nextLine, startChild } from '../store/testing/child.ts';
import { bootId } from './boot.ts';
import { download } from './download.ts';
import { copyToPlace } from './second.ts';
import { ContentStore } from './store.ts';
import { takeFile } from './take.ts';
import { lazyDisk } from './testing/lazy-disk.ts';
import { bytesFor, offered, portsOn, scratchFolder, sha256 } from './testing/scratch.ts';
import { startVendor } from './testing/vendor.ts';

const VICTIM = new URL('./testing/victim.child.ts', import.meta.url);
const BYTES = bytesFor(5, 60_000);
const HASH = sha256(BYTES);
const wanted = { key: 'trip-1/base', entry: offered('base') };
const vendor = await startVendor(BYTES);
afterAll(() => vendor.close());

/** A hundred children compile the same files once. */
const compiled = mkdtempSync(path.join(os.tmpdir(), 'rackhand-compiled-'));
afterAll(() => rmSync(compiled, { recursive: true, force: true }));

/** One child, killed at its n-th change of a file. @returns whether it lived to the end */
async function victim(root: string, source: string, n: number): Promise<boolean> {
  const child = startChild(VICTIM, [root, source, vendor.authority, String(n)], { NODE_COMPILE_CACHE: compiled });
  const said = await nextLine(child).catch(() => null);
  const { signal, code } = await child.ended;
  expect({ signal, code }, `change ${n}`).toEqual(said ? { signal: null, code: 0 } : { signal: 'SIGKILL', code: null });
  return said !== null;
}

/** Whatever claims to be a package is one. */
function onlyWhole(root: string, n: number): void {
  const blobs = path.join(root, 'blobs', 'sha256');
  for (const folder of existsSync(blobs) ? readdirSync(blobs) : []) {
    for (const name of readdirSync(path.join(blobs, folder)).filter((entry) => !entry.includes('.'))) {
      expect(sha256(readFileSync(path.join(blobs, folder, name))), `change ${n}`).toBe(name);
    }
  }
}

/** Children two at a time: the machine has other things to do. */
async function everyChange(once: (n: number) => Promise<boolean>): Promise<number> {
  for (let n = 0; ; n += 2) {
    const [one, two] = await Promise.all([once(n), once(n + 1)]);
    if (one || two) return n + (one ? 0 : 1);
  }
}

test('a process that takes a file, killed at every change of a file: nothing half, nothing lost', async () => {
  const file = path.join(scratchFolder(), 'base.zip');
  writeFileSync(file, BYTES);
  const changes = await everyChange(async (n) => {
    const root = scratchFolder();
    const lived = await victim(root, file, n);
    const store = await ContentStore.open(root, { ...portsOn(), boot: bootId() });
    onlyWhole(root, n);
    const { completed, unfinished, quarantined, failures } = await store.recover();
    onlyWhole(root, n);
    for (const receipt of completed) expect(receipt.sha256).toBe(HASH);
    expect({ n, quarantined, failures }).toEqual({ n, quarantined: [], failures: [] });
    expect(completed.length + unfinished.length).toBeLessThanOrEqual(1);
    expect((await takeFile(store, wanted, file)).sha256, `change ${n}`).toBe(HASH);
    expect((await store.verify()).map(({ state }) => state)).toEqual(['good']);
    expect(readdirSync(path.join(root, 'inbox'))).toEqual([]);
    expect(readFileSync(file).equals(BYTES)).toBe(true);
    return lived;
  });
  expect(changes).toBeGreaterThan(20);
}, 300_000);

test('a process that downloads, killed at every change of a file: what the link gave once is never lost', async () => {
  const offline: number[] = [];
  const changes = await everyChange(async (n) => {
    const root = scratchFolder();
    // One link for each: it works until its last byte was sent.
    const lived = await victim(root, `${vendor.url}/${n}`, n);
    const store = await ContentStore.open(root, { ...portsOn(), boot: bootId() });
    onlyWhole(root, n);
    await store.recover();
    onlyWhole(root, n);
    const again = await download(store, wanted, `${gone.url}/${n}`, { trust: { authorities: gone.authority } }).catch(
      (error: { code: string }) => error.code,
    );
    if (typeof again === 'string') expect({ n, again }).toEqual({ n, again: 'content.gone' });
    else offline.push(n);
    const receipt = await download(store, wanted, `${vendor.url}/${n}`, { trust: { authorities: vendor.authority } });
    expect(receipt.sha256, `change ${n}`).toBe(HASH);
    expect((await store.verify()).map(({ state }) => state)).toEqual(['good']);
    expect(readdirSync(path.join(root, 'inbox'))).toEqual([]);
    return lived;
  });
  // From the moment that the last byte was written the link is not needed any more, at every single change after it.
  const first = Math.min(...offline);
  expect(offline.sort((a, b) => a - b)).toEqual(Array.from({ length: changes + 1 - first }, (_, n) => first + n));
  expect(changes - first).toBeGreaterThan(15);
}, 300_000);

const gone = await startVendor(BYTES);
gone.usual = { status: 410 };
afterAll(() => gone.close());

/**
 * What a kill at the n-th change leaves, without a process of its own: from there on no call ever comes back, and the test
 * goes on with a copy of the folder. @returns the copy, or null when the work came to its end before
 */
async function frozen(root: string, n: number, work: (root: string, files: FilePort) => Promise<unknown>) {
  const mine = scratchFolder();
  cpSync(root, mine, { recursive: true });
  let changes = 0;
  let reached = () => {};
  const stopped = new Promise<'stopped'>((resolve) => {
    reached = () => resolve('stopped');
  });
  // The dead do not close what they have open.
  const open: OpenFile[] = [];
  const kept: FilePort = {
    ...lazyDisk,
    open: async (file, flags) => {
      const handle = await lazyDisk.open(file, flags);
      open.push(handle);
      return handle;
    },
  };
  const files = faultyFiles(kept, ({ changes: changing }) => {
    if (changing) changes += 1;
    if (changes <= n) return undefined;
    reached();
    return new Promise<never>(() => undefined);
  });
  const end = await Promise.race([work(mine, files), stopped]);
  const left = scratchFolder();
  cpSync(mine, left, { recursive: true });
  for (const handle of open) await handle.close().catch(() => undefined);
  return end === 'stopped' ? left : null;
}

const opened = (root: string, files: FilePort = lazyDisk) =>
  ContentStore.open(root, { ...portsOn(files), boot: bootId() });

test('a recovery that is killed itself loses nothing either', async () => {
  const file = path.join(scratchFolder(), 'base.zip');
  writeFileSync(file, BYTES);
  const random = seeded(13);
  const take = async (root: string, files: FilePort) => takeFile(await opened(root, files), wanted, file);
  const recover = async (root: string, files: FilePort) => (await opened(root, files)).recover();
  let twice = 0;
  for (let round = 0; round < 40; round += 1) {
    const first = await frozen(scratchFolder(), 6 + Math.floor(random() * 45), take);
    if (!first) continue;
    const second = await frozen(first, Math.floor(random() * 20), recover);
    if (second) twice += 1;
    const store = await opened(second ?? first);
    onlyWhole(store.layout.root, round);
    expect(await store.recover()).toMatchObject({ quarantined: [], failures: [] });
    expect((await takeFile(store, wanted, file)).sha256).toBe(HASH);
    expect((await store.verify()).map(({ state }) => state)).toEqual(['good']);
  }
  expect(twice).toBeGreaterThan(5);
}, 60_000);

test('a second copy that is killed at any change is not counted before it is whole, and completed by the next try', async () => {
  const file = path.join(scratchFolder(), 'base.zip');
  writeFileSync(file, BYTES);
  const root = scratchFolder();
  await takeFile(await opened(path.join(root, 'store')), wanted, file);
  const second = async (at: string, files: FilePort) =>
    copyToPlace(await opened(path.join(at, 'store'), files), HASH, { id: 'stick', folder: path.join(at, 'stick') });
  let changes = 0;
  for (; ; changes += 1) {
    const left = await frozen(root, changes, second);
    if (!left) break;
    onlyWhole(path.join(left, 'stick'), changes);
    const counted = (await (await opened(path.join(left, 'store'))).receipt(HASH))?.copies.some(
      ({ place }) => place === 'stick',
    );
    if (counted) expect(existsSync(path.join(left, 'stick', 'blobs', 'sha256', HASH.slice(0, 2), HASH))).toBe(true);
    const receipt = await second(left, lazyDisk);
    expect(receipt.copies.map(({ place }) => place)).toEqual(['store', 'stick']);
    onlyWhole(path.join(left, 'stick'), changes);
  }
  expect(changes).toBeGreaterThan(15);
}, 60_000);

test('after a power cut only what the journal promised is believed; a whole file whose hash is known needs no link', async () => {
  const root = scratchFolder();
  const far = (await frozen(root, 30, async (at, files) =>
    download(await opened(at, files), wanted, `${vendor.url}/x`, { trust: { authorities: vendor.authority } }),
  )) as string;
  const part = path.join(
    far,
    'inbox',
    readdirSync(path.join(far, 'inbox')).find((name) => name.endsWith('.part')) ?? '',
  );
  expect(existsSync(part)).toBe(true);
  const boot = 'another run of the system';
  // Zeros where the bytes had not reached the disk: of the right size, and not the file.
  writeFileSync(part, Buffer.alloc(BYTES.length));
  const trust = { authorities: vendor.authority };
  const store = await ContentStore.open(far, { ...portsOn(), boot });
  expect((await download(store, wanted, `${vendor.url}/x`, { trust })).sha256).toBe(HASH);

  const near = await frozen(root, 30, async (at, files) =>
    download(await opened(at, files), wanted, `${vendor.url}/x`, { trust: { authorities: vendor.authority } }),
  );
  const inbox = path.join(near ?? '', 'inbox');
  writeFileSync(path.join(inbox, readdirSync(inbox).find((name) => name.endsWith('.part')) ?? ''), BYTES);
  const known = await ContentStore.open(near ?? '', { ...portsOn(), boot });
  const listed = { ...wanted, entry: offered('base', { vendorSha256: HASH, sizeBytes: BYTES.length }) };
  const asked = gone.asked.length;
  const offline = await download(known, listed, `${gone.url}/x`, { trust: { authorities: gone.authority } });
  expect(offline.sha256).toBe(HASH);
  expect(gone.asked).toHaveLength(asked);
}, 60_000);

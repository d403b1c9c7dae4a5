import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { OfferedPackage } from '../../preload/contract.ts';
import type { Clock } from '../ports/clock.ts';
import { seeded } from '../ports/seeded.ts';
import { errno, faultyFiles } from '../ports/testing/faulty-files.ts';
import { type DownloadOptions, download } from './download.ts';
import { ContentStore } from './store.ts';
import { lazyDisk } from './testing/lazy-disk.ts';
import { bytesFor, offered, portsOn, scratchFolder, sha256 } from './testing/scratch.ts';
import { startVendor } from './testing/vendor.ts';

const BYTES = bytesFor(2, 700_000);
const OTHER = bytesFor(3, 700_000);
const vendor = await startVendor(BYTES);
afterAll(() => vendor.close());
beforeEach(() => {
  vendor.asked.length = 0;
  vendor.script = [];
  vendor.usual = {};
});

/** Pauses between two tries are over at once; connections wait for ever, until the test lets their time run out. */
class PatientClock implements Clock {
  #time = 0;
  #waiting: (() => void)[] = [];

  now = () => Date.parse('2026-11-21T08:00:00Z') + this.#time;
  monotonic = () => this.#time;
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms <= 30_000) return new Promise((resolve) => setImmediate(resolve));
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  }
  expire() {
    this.#time += 60_000;
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

async function fresh({ root = scratchFolder(), files = lazyDisk, boot = null as string | null } = {}) {
  const clock = new PatientClock();
  const store = await ContentStore.open(root, { ...portsOn(files, clock), boot });
  return { root, store, clock, load: loader(store) };
}

const loader =
  (store: ContentStore) =>
  (more: Partial<OfferedPackage> = {}, options: DownloadOptions = {}, where = '/base.zip?key=geheim') =>
    download(store, { key: 'trip-1/base', entry: offered('base', more) }, `${vendor.url}${where}`, {
      trust: { authorities: vendor.authority },
      checkpoint: 100_000,
      ...options,
    });

const aside = (root: string) =>
  readdirSync(path.join(root, 'quarantine'))
    .filter((name) => !name.endsWith('.json'))
    .map((name) => name.replace(/^[^.]*\./, ''))
    .sort();

test('a download in one go: stored, and how it came is in the receipt, without what may be a key', async () => {
  const { root, store, load } = await fresh();
  const receipt = await load({ sizeBytes: BYTES.length, vendorSha256: sha256(BYTES) });
  expect(readFileSync(await store.file(receipt.sha256)).equals(BYTES)).toBe(true);
  expect(receipt.arrivals[0]?.origin).toMatchObject({
    kind: 'https',
    url: `${vendor.url}/base.zip?key=…`,
    finalUrl: `${vendor.url}/base.zip?key=…`,
    status: 200,
    tlsFingerprint: vendor.fingerprint,
    attempts: [{ from: 0, to: BYTES.length, status: 200 }],
  });
  expect(JSON.stringify(receipt)).not.toContain('geheim');
  expect(readdirSync(path.join(root, 'inbox'))).toEqual([]);
});

test('cut at random places, it goes on where it was, and every byte is asked for once', async () => {
  const random = seeded(4);
  vendor.script = Array.from({ length: 12 }, () => ({ cutAt: 1 + Math.floor(random() * 60_000) }));
  const { root, load } = await fresh();
  const receipt = await load();
  expect(receipt.sha256).toBe(sha256(BYTES));
  const { origin } = receipt.arrivals[0] ?? {};
  const attempts = origin?.kind === 'https' ? origin.attempts : [];
  expect(attempts.length).toBeGreaterThan(5);
  for (const [n, { from }] of attempts.entries()) expect(from).toBe(n === 0 ? 0 : attempts[n - 1]?.to);
  expect(aside(root)).toEqual([]);
});

test.each([
  ['ignores the range', { ignoreRange: true }, ['part.1.other-version'], BYTES],
  ['sends another part than was asked for', { shift: 5 }, ['part.1.other-version'], BYTES],
  ['has another file now', { bytes: OTHER }, ['part.1.other-version'], OTHER],
])('a server that %s: the old part is kept, the file is right', async (_what, behaviour, kept, expected) => {
  const { root, load } = await fresh();
  vendor.script = [{ cutAt: 300_000 }, behaviour];
  vendor.usual = expected === OTHER ? { bytes: OTHER } : {};
  const receipt = await load();
  expect(receipt.sha256).toBe(sha256(expected));
  expect(aside(root)).toEqual(kept);
});

test('a part of a file with a weak tag or none cannot be resumed: it is kept, and everything asked for anew', async () => {
  for (const etag of ['W/"1"', null]) {
    const { root, load } = await fresh();
    vendor.asked.length = 0;
    vendor.script = [{ cutAt: 300_000, etag }];
    vendor.usual = { etag };
    expect((await load()).sha256).toBe(sha256(BYTES));
    expect(vendor.asked.map(({ range }) => range)).toEqual([undefined, undefined]);
    expect(aside(root)).toEqual(['part.1.unresumable']);
  }
});

test('a server that cuts and cannot resume is given up before the quarantine has filled the disk', async () => {
  const { root, load } = await fresh();
  vendor.usual = { cutAt: 300_000, etag: null };
  await expect(load()).rejects.toMatchObject({ code: 'content.cut' });
  expect(aside(root).length).toBeLessThanOrEqual(10);
});

test('a body that is encoded, of no known length, or a part that nobody asked for is refused', async () => {
  const { store, load } = await fresh();
  for (const usual of [
    { headers: { 'content-encoding': 'gzip' } },
    { untold: true, headers: { connection: 'close' } },
    { status: 206, headers: { 'content-range': 'bytes 0-1/2' } },
    { status: 204 },
  ]) {
    vendor.usual = usual;
    await expect(load()).rejects.toMatchObject({ code: 'content.reply' });
  }
  expect(vendor.asked).toHaveLength(4);
  expect(await store.receipts()).toEqual([]);
});

test.each([401, 403, 404, 410])('%i ends it at once and everything is kept', async (status) => {
  const { root, load } = await fresh();
  vendor.script = [{ cutAt: 300_000 }, { status }];
  await expect(load()).rejects.toMatchObject({ code: 'content.gone' });
  expect(vendor.asked).toHaveLength(2);
  expect(
    readdirSync(path.join(root, 'inbox'))
      .map((name) => path.extname(name))
      .sort(),
  ).toEqual(['.json', '.part']);
  expect((await load()).sha256).toBe(sha256(BYTES));
  expect(vendor.asked[2]).toMatchObject({ ifRange: expect.any(String), range: expect.stringMatching(/^bytes=[1-9]/) });
});

test('chunks without a length are a file when they end as chunks do, and cut when they do not', async () => {
  vendor.script = [{ chunked: true, cutAt: 300_000 }];
  vendor.usual = { chunked: true };
  const { load } = await fresh();
  expect((await load()).sha256).toBe(sha256(BYTES));
  expect(vendor.asked).toHaveLength(2);
});

test('an endless body ends at the size of the list', async () => {
  vendor.usual = { endless: true };
  const { store, load } = await fresh();
  await expect(load({ sizeBytes: 1_000_000 })).rejects.toMatchObject({ code: 'content.reply' });
  expect(await store.receipts()).toEqual([]);
});

test('another file than the list says is put aside, and asked for no more by itself', async () => {
  const { root, load } = await fresh();
  await expect(load({ vendorSha256: sha256(OTHER) })).rejects.toMatchObject({ code: 'content.mismatch' });
  expect(vendor.asked).toHaveLength(1);
  const [name] = readdirSync(path.join(root, 'quarantine')).filter((entry) => entry.endsWith('mismatch'));
  expect(readFileSync(path.join(root, 'quarantine', name ?? '')).equals(BYTES)).toBe(true);
});

test('redirects are followed to https and bounded; the receipt names the last address', async () => {
  const { load } = await fresh();
  vendor.script = [{ status: 302, headers: { location: '/elsewhere?token=geheim' } }];
  const receipt = await load();
  expect(receipt.arrivals[0]?.origin).toMatchObject({ finalUrl: `${vendor.url}/elsewhere?token=…` });
  vendor.usual = { status: 302, headers: { location: '/again' } };
  const looping = await fresh();
  await expect(looping.load()).rejects.toMatchObject({ code: 'content.redirects' });
  vendor.usual = { status: 302, headers: { location: 'http://127.0.0.1/' } };
  await expect(looping.load()).rejects.toMatchObject({ code: 'content.address' });
});

test('a server that does not prove who it is gets no question; a pinned one may sign for itself', async () => {
  const { load } = await fresh();
  await expect(load({}, { trust: {} })).rejects.toMatchObject({ code: 'content.tls' });
  await expect(load({}, { trust: { pin: 'AA:'.repeat(31).concat('AA') } })).rejects.toMatchObject({
    code: 'content.tls',
  });
  expect(vendor.asked).toEqual([]);
  expect((await load({}, { trust: { pin: vendor.fingerprint } })).sha256).toBe(sha256(BYTES));
});

test.each(['http://127.0.0.1/x', 'https://user:pw@127.0.0.1/x', 'ftp://x/', 'nonsense'])(
  '%s is no address',
  async (url) => {
    const { store } = await fresh();
    const loading = download(store, { key: 'k', entry: offered('base') }, url);
    await expect(loading).rejects.toMatchObject({ code: 'content.address' });
  },
);

test('a server that stops sending counts as cut', async () => {
  const { clock, load } = await fresh();
  vendor.script = [{ stallAt: 300_000 }];
  const loading = load();
  await vendor.stalled;
  clock.expire();
  expect((await loading).sha256).toBe(sha256(BYTES));
  expect(vendor.asked).toHaveLength(2);
});

test('cancelled, it keeps what it has, and goes on there', async () => {
  const { load } = await fresh();
  const abort = new AbortController();
  const onProgress = ({ doneBytes }: { doneBytes: number }) => doneBytes > 300_000 && abort.abort(new Error('enough'));
  await expect(load({}, { signal: abort.signal, onProgress: (p) => void onProgress(p) })).rejects.toThrow('enough');
  expect((await load()).sha256).toBe(sha256(BYTES));
  expect(Number(/\d+/.exec(vendor.asked[1]?.range ?? '')?.[0])).toBeGreaterThan(300_000);
});

test('what is here already is not asked for again, whatever the link says now', async () => {
  const { load } = await fresh();
  const receipt = await load();
  vendor.usual = { status: 410 };
  expect(await load()).toEqual(receipt);
  expect(vendor.asked).toHaveLength(1);
});

test('no room: the link is not even asked', async () => {
  const { load } = await fresh({ files: { ...lazyDisk, freeBytes: async () => 1_000_000 } });
  await expect(load({ sizeBytes: BYTES.length })).rejects.toMatchObject({ code: 'content.full' });
  expect(vendor.asked).toEqual([]);
});

test('a sync that fails costs what came since the last good one, and is not repeated on the same bytes', async () => {
  let syncs = 0;
  const files = faultyFiles(lazyDisk, ({ name }) => {
    if (name === 'datasync') syncs += 1;
    return name === 'datasync' && syncs === 3 ? errno('EIO') : undefined;
  });
  const { load } = await fresh({ files });
  await expect(load()).rejects.toMatchObject({ code: 'content.medium' });
  expect((await load()).sha256).toBe(sha256(BYTES));
  const resumed = Number(/\d+/.exec(vendor.asked[1]?.range ?? '')?.[0]);
  expect(resumed).toBeGreaterThanOrEqual(200_000);
  expect(resumed).toBeLessThan(300_000);
});

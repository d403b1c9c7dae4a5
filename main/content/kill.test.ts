import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { nextLine, startChild } from '../store/testing/child.ts';
import { bootId } from './boot.ts';
import { download } from './download.ts';
import { ContentStore } from './store.ts';
import { takeFile } from './take.ts';
import { bytesFor, offered, portsOn, scratchFolder, sha256 } from './testing/scratch.ts';
import { startVendor } from './testing/vendor.ts';

const VICTIM = new URL('./testing/victim.child.ts', import.meta.url);
const BYTES = bytesFor(5, 60_000);
const HASH = sha256(BYTES);
const wanted = { key: 'trip-1/base', entry: offered('base') };
const vendor = await startVendor(BYTES);
afterAll(() => vendor.close());

/** One child, killed at its n-th change of a file. @returns whether it lived to the end */
async function victim(root: string, source: string, n: number): Promise<boolean> {
  const child = startChild(VICTIM, [root, source, vendor.authority, String(n)]);
  const said = await nextLine(child).catch(() => null);
  const { signal, code } = await child.ended;
  expect({ signal, code }, `change ${n}`).toEqual(said ? { signal: null, code: 0 } : { signal: 'SIGKILL', code: null });
  return said !== null;
}

/** Whatever claims to be a package is one. */
function onlyWhole(root: string, n: number): void {
  const blobs = path.join(root, 'blobs', 'sha256');
  for (const folder of readdirSync(path.dirname(blobs)).length > 0 ? readdirSync(blobs) : []) {
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
    const { completed, unfinished, quarantined } = await store.recover();
    onlyWhole(root, n);
    for (const receipt of completed) expect(receipt.sha256).toBe(HASH);
    expect({ n, quarantined }).toEqual({ n, quarantined: [] });
    expect(completed.length + unfinished.length).toBeLessThanOrEqual(1);
    expect((await takeFile(store, wanted, file)).sha256, `change ${n}`).toBe(HASH);
    expect((await store.verify()).map(({ state }) => state)).toEqual(['good']);
    expect(readdirSync(path.join(root, 'inbox'))).toEqual([]);
    expect(readFileSync(file).equals(BYTES)).toBe(true);
    return lived;
  });
  expect(changes).toBeGreaterThan(20);
}, 120_000);

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
}, 180_000);

const gone = await startVendor(BYTES);
gone.usual = { status: 410 };
afterAll(() => gone.close());

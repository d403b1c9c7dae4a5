import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PASSWORD, RedfishLab } from './support/redfish-lab.ts';

const SIZE = 400_000_000;
const LIMIT_KB = 100_000;
let folder = '';
let image = '';
let sha256 = '';

// Bundled as the product is: Node alone needs some 45 MB to strip the types of all these files.
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rackhand-upload-'));
  image = path.join(folder, 'BIOS_ABCDE_WN64_2.22.2.EXE');
  sha256 = await write(image);
  const ssr = path.join(import.meta.dirname, 'support', 'redfish-upload.child.ts');
  const output = { entryFileNames: 'child.mjs' };
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: { ssr, outDir: folder, emptyOutDir: false, rolldownOptions: { output } },
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Holes for the most part, with something to tell chunks apart in every 10 MB. Gives its SHA-256. */
async function write(file: string): Promise<string> {
  const handle = await open(file, 'w');
  for (let at = 0; at < SIZE; at += 10_000_000) await handle.write(randomBytes(300_001), 0, null, at);
  await handle.truncate(SIZE);
  await handle.close();
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

it.each(['idrac8', 'idrac9'] as const)('400 MB to an %s in less than 100 MB of memory', async (personality) => {
  await using lab = await RedfishLab.start(personality);
  const child = path.join(folder, 'child.mjs');
  const { where } = lab.client();
  const args = [child, `https://127.0.0.1:${where.port}`, lab.pin, PASSWORD, image];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const told: unknown = JSON.parse(stdout);
  expect(told).toMatchObject({ kind: 'accepted', told: SIZE });
  expect(lab.practice.uploaded).toEqual({ size: SIZE, sha256 });
  expect((told as { peakKb: number }).peakKb).toBeLessThan(LIMIT_KB);
});

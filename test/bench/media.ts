// `npm run bench`: a copy with its read-back from the medium beside `cp` + `sync` + `sha256sum`, on one file system in the same
// run, in turns. `node test/bench/media.ts [GIB] [FOLDER]`. A report, not a test: it fails only when a copy is not good.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempDisposable, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { runProcess } from '../peers/support/run-process.ts';
import { median } from './measure.ts';

const RUNS = 3;
const CHUNK = 1 << 20;
/** A slow medium takes its time. */
const DEADLINE_MS = 30 * 60_000;
const [gib = '4', where = tmpdir()] = process.argv.slice(2);
const sizeBytes = Number(gib) * 2 ** 30;
const root = path.resolve(import.meta.dirname, '../..');

const { bavail, bsize } = await statfs(where);
if (bavail * bsize < 2.5 * sizeBytes) throw new Error(`${where} has no room for two files of ${gib} GiB`);
await using folder = await mkdtempDisposable(path.join(where, 'rackhand-bench-'));
const source = path.join(folder.path, 'source.bin');
const target = path.join(folder.path, 'medium');
const sha256 = await writeSource();

const outDir = path.join(folder.path, 'bundle');
const entry = 'test/bench/media.child.ts';
await build({ root, configFile: false, logLevel: 'error', ssr: { noExternal: true }, build: { ssr: entry, outDir } });
const child = path.join(outDir, 'media.child.js');

let peak = 0;
let how = '';
const contenders = [
  {
    name: 'cp + sync + sha256sum (reads its cache)',
    copy: async () => {
      const script = 'cp "$1" "$2/package.bin" && sync -f "$2/package.bin" && sha256sum "$2/package.bin"';
      const { stdout } = await run('sh', ['-c', script, 'sh', source, target]);
      if (!stdout.startsWith(sha256)) throw new Error('cp has made another file');
    },
  },
  {
    name: 'rackhand, copy and read-back, whole process',
    copy: async () => {
      const { stdout } = await run(process.execPath, [child, source, target, String(sizeBytes), sha256]);
      const said = JSON.parse(stdout);
      how = said.how;
      peak = Math.max(peak, said.peakBytes);
    },
  },
];

const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
for (let turn = 0; turn < RUNS; turn++) {
  for (const { name, copy } of contenders) {
    await run('mkdir', [target]);
    await run('sync', ['-f', folder.path]);
    const started = performance.now();
    await copy();
    times.get(name)?.push(performance.now() - started);
    await rm(target, { recursive: true });
  }
}

const [peer = Number.NaN] = [...times.values()].map(median);
console.log(
  `\nCopying ${gib} GiB and reading it back, medians of ${RUNS} (target: at least 0.90 of the peer's speed):`,
);
for (const [name, all] of times) {
  const ms = median(all);
  const rate = sizeBytes / 2 ** 20 / (ms / 1000);
  console.log(
    `  ${name.padEnd(46)} ${(ms / 1000).toFixed(1).padStart(6)} s ${rate.toFixed(0).padStart(6)} MiB/s   ${(peer / ms).toFixed(2)} × its speed`,
  );
}
console.log(`  read back: ${how}; peak of memory ${(peak / 1e6).toFixed(0)} MB (target: below 150 MB)`);

/** Not sparse, and no two chunks alike. Its hash. */
async function writeSource(): Promise<string> {
  const hash = createHash('sha256');
  const chunk = randomBytes(CHUNK);
  await using file = await open(source, 'wx');
  for (let at = 0; at < sizeBytes; at += CHUNK) {
    chunk.writeDoubleLE(at);
    hash.update(chunk);
    await file.write(chunk);
  }
  await file.sync();
  return hash.digest('hex');
}

async function run(program: string, args: string[]): Promise<{ stdout: string }> {
  const { exitCode, stdout, stderr } = await runProcess(program, args, { timeoutMs: DEADLINE_MS });
  if (exitCode !== 0) throw new Error(`${program}: ${stderr}`);
  return { stdout };
}

// `npm run bench`: what proving a recovery password costs, beside dislocker and cryptsetup, on one volume of our own in the
// same run. A report, not a test: it fails only when the password does not open the volume.
import { existsSync } from 'node:fs';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { digitsOf, groupsForDisplay } from '../../main/bitlocker/recovery-password.ts';
import { recoveryInitial } from '../../main/bitlocker/stretch/initial.ts';
import { stretchKey } from '../../main/bitlocker/stretch/stretch.ts';
import { writeFve } from '../../main/practice/bitlocker/fve-writer.ts';
import { plainNtfs } from '../../main/practice/bitlocker/plain.ts';
import { CREATED, KEYS, PROTECTORS, VOLUME_ID } from '../../main/practice/bitlocker/testing/volumes.ts';
import { bitlkOpens } from '../peers/support/cryptsetup.ts';
import { dislockerFile } from '../peers/support/dislocker.ts';
import { runProcess } from '../peers/support/run-process.ts';
import { proveOnce } from './bitlocker.child.ts';
import { median } from './measure.ts';

const RUNS = 9;
const root = path.resolve(import.meta.dirname, '../..');

await using folder = await mkdtempDisposable(path.join(tmpdir(), 'rackhand-bench-'));
const image = path.join(folder.path, 'volume.img');
// One protector: cryptsetup tries the password on each, and stretches every time.
const protectors = [PROTECTORS.first];
const volume = { method: 'aes-xts-128', volumeId: VOLUME_ID, created: CREATED, seed: 'bench', protectors } as const;
await writeFile(image, await writeFve({ plain: plainNtfs(), ...volume }));
const password = groupsForDisplay(digitsOf(KEYS.first)).join('-'); // of a test volume
const keyFile = path.join(folder.path, 'key.txt');
await writeFile(keyFile, `${PROTECTORS.first.id}\r\n${password}\r\n`);

// The library as the product has it: bundled.
const entry = 'test/bench/bitlocker.child.ts';
const outDir = path.join(folder.path, 'bundle');
await build({ root, configFile: false, logLevel: 'error', ssr: { noExternal: true }, build: { ssr: entry, outDir } });
const child = path.join(outDir, 'bitlocker.child.js');
const cli = path.join(root, 'out/main/cli.js');

const must = (ok: boolean, who: string) => {
  if (!ok) throw new Error(`${who} did not open the volume`);
};
const env = { RACKHAND_HOME: path.join(folder.path, 'home') };
async function node(who: string, args: string[], input: Uint8Array = Buffer.alloc(0)): Promise<void> {
  const { exitCode, stderr } = await runProcess(process.execPath, args, { env, input });
  must(exitCode === 0, `${who} (${stderr.trim()})`);
}

const contenders: { name: string; open(): Promise<void> }[] = [
  {
    name: 'dislocker-file, whole process',
    open: async () => must((await dislockerFile(image, { recoveryPassword: password })) !== null, 'dislocker'),
  },
  {
    name: 'cryptsetup open --test-passphrase, whole process',
    open: async () => must((await bitlkOpens(image, { password })).opens, 'cryptsetup'),
  },
  { name: 'rackhand, proof, whole process', open: () => node('rackhand', [child, image], KEYS.first) },
  { name: 'rackhand, proof, warm', open: async () => must(await proveOnce(image, KEYS.first), 'rackhand') },
  {
    name: 'rackhand, stretching alone, warm',
    open: async () => {
      const key = await stretchKey(recoveryInitial(KEYS.first), Buffer.alloc(16));
      must(key.length === 32, 'rackhand');
    },
  },
];
if (existsSync(cli)) {
  const args = ['--disable-warning=ExperimentalWarning', cli, 'bitlocker', 'prove', image, '--key-file', keyFile];
  contenders.push({ name: 'rackhand bitlocker prove, whole process', open: () => node('rackhand', args) });
} else {
  console.log('The command line is measured after: npm run build');
}

// In turns, so that a busy moment of the machine meets all of them; the first turn warms caches up and does not count.
const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
for (let run = 0; run <= RUNS; run++) {
  for (const { name, open } of contenders) {
    const started = performance.now();
    await open();
    if (run > 0) times.get(name)?.push(performance.now() - started);
  }
}

const medians = [...times].map(([name, all]) => ({ name, ms: median(all) }));
const dislocker = medians[0]?.ms ?? Number.NaN;
console.log(`\nProving a recovery password, medians of ${RUNS} (target: at most dislocker's time):`);
for (const { name, ms } of medians) {
  console.log(`  ${name.padEnd(52)} ${ms.toFixed(0).padStart(5)} ms   ${(ms / dislocker).toFixed(2)} × dislocker`);
}

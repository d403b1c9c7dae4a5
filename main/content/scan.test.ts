import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type ProcessPort, processes } from '../ports/processes.ts';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { errno } from '../ports/testing/faulty-files.ts';
import { examine } from './examine.ts';
import { ofClamav, scanFile } from './scan.ts';
import { ContentStore } from './store.ts';
import { takeFile } from './take.ts';
import { offered, portsOn, scratchFolder } from './testing/scratch.ts';

const clock = new SimulatedClock();
const AT = '2026-11-21T08:00:00.000Z';
const FILE = '/store/blob';
const GIB = 2 ** 30;

/** Programs that are installed, and what they print; everything else is missing. */
const installed = (programs: Record<string, (args: readonly string[]) => { text: string; status: number }>) => {
  const calls: string[][] = [];
  const run: ProcessPort['run'] = async (file, args) => {
    const answer = programs[file];
    if (!answer) throw errno('ENOENT');
    calls.push([file, ...args]);
    if (args.includes('--version'))
      return { stdout: Buffer.from(`${file} 1.4.6/27500/Fri\n`), stderr: Buffer.alloc(0) };
    const { text, status } = answer(args);
    return { stdout: Buffer.from(text), stderr: Buffer.alloc(0), status };
  };
  return { calls, ports: { processes: { run }, clock } };
};

test.each([
  [10_000_000, `${FILE}: OK\n`, 0, 'clean'],
  [3 * GIB, `${FILE}: OK\n`, 0, 'not-scanned'],
  [10, `${FILE}: Win.Test.EICAR_HDB-1 FOUND\n`, 1, 'found'],
  [3 * GIB, `${FILE}: Heuristics.Limits.Exceeded.MaxFileSize FOUND\n`, 1, 'not-scanned'],
  [10, `${FILE}: Heuristics.Encrypted.Zip FOUND\n`, 1, 'not-scanned'],
  [10, `${FILE}: Heuristics.Limits.Exceeded.MaxFiles FOUND\n${FILE}: Eicar FOUND\n`, 1, 'found'],
  [0, `${FILE}: Empty file\n`, 0, 'not-scanned'],
  [10, 'LibClamAV Error: cli_loaddbdir: No supported database files found\n', 2, 'error'],
  [10, `${FILE}: OK\n`, 2, 'error'],
  [10, '', 0, 'error'],
])('ClamAV on %i bytes: %j with %i is %s', async (size, text, status, verdict) => {
  const { ports, calls } = installed({ clamscan: () => ({ text, status }) });
  const result = await scanFile(ports, FILE, size, null);
  expect(result).toMatchObject({ verdict, engine: 'clamscan 1.4.6/27500/Fri', at: AT });
  expect(calls.at(-1)).toEqual(expect.arrayContaining(['--alert-exceeds-max=yes', '--max-filesize=2000M', FILE]));
});

test('without clamscan its service is asked, whose own limits are believed to be small', async () => {
  const { ports } = installed({ clamdscan: () => ({ text: `${FILE}: OK\n`, status: 0 }) });
  expect(await scanFile(ports, FILE, 1_000_000, null)).toMatchObject({ verdict: 'clean' });
  expect(await scanFile(ports, FILE, 30_000_000, null)).toMatchObject({ verdict: 'not-scanned' });
});

test('no scanner at all is said, and is not clean', async () => {
  const { ports } = installed({});
  expect(await scanFile(ports, FILE, 10, null)).toMatchObject({ verdict: 'not-scanned', engine: null });
  const own = { name: 'Ours', command: ['scan', '{file}'] };
  expect(await scanFile(ports, FILE, 10, own)).toMatchObject({ verdict: 'error', engine: 'Ours' });
});

test('no words of a scanner are clean but its own', () => {
  for (const text of ['OK', `${FILE}: OKAY`, 'x: NOT OK ?', `${FILE}: access denied. ERROR`]) {
    expect(ofClamav({ text, status: 0 }, 10, 100).verdict, text).toBe('error');
  }
});

const SCRIPT = `const { readFileSync } = require('node:fs');
const text = readFileSync(process.argv[2], 'latin1');
console.log(text.includes('EICAR') ? 'threat: EICAR' : 'nothing');
process.exit(text.includes('EICAR') ? 3 : text.includes('crash') ? 70 : 0);`;

test.each([
  ['harmless', 'clean', 'nothing'],
  ['with EICAR inside', 'found', 'threat: EICAR'],
  ['crash', 'error', 'nothing'],
])('a scanner of the operator on a file %s: %s, and the receipt says so', async (content, verdict, detail) => {
  const folder = scratchFolder();
  const script = path.join(folder, 'scan it.cjs');
  writeFileSync(script, SCRIPT);
  const file = path.join(folder, 'package.bin');
  writeFileSync(file, content);
  const root = path.join(folder, 'store');
  const store = await ContentStore.open(root, portsOn());
  const { sha256 } = await takeFile(store, { key: 'k', entry: offered('base') }, file);
  const own = { name: 'Ours', command: [process.execPath, script, '{file}'], found: [3] };
  const receipt = await examine(store, sha256, { ports: { processes, clock }, own });
  expect(receipt.scan).toEqual({ verdict, engine: 'Ours', at: AT, detail });
  expect(receipt.archive).toMatchObject({ kind: 'other', readable: null });
  expect((await store.receipt(sha256))?.scan).toEqual(receipt.scan);
  const aside = readdirSync(path.join(root, 'quarantine')).filter((name) => name.endsWith('.found'));
  expect(aside).toHaveLength(verdict === 'found' ? 1 : 0);
});

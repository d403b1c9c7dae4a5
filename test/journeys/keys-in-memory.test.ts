// Where recovery keys are not: after they were found, proven, stored and exported, the memory of the process that did it, its
// data folder, its log and its arguments are searched. What strings cannot promise is written in docs/adr.
import { type ChildProcess, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digitsOf } from '../../main/bitlocker/recovery-password.ts';
import { seeded } from '../../main/ports/seeded.ts';
import { derive } from '../../main/practice/bitlocker/derive.ts';
import { writeFve } from '../../main/practice/bitlocker/fve-writer.ts';
import { plainNtfs } from '../../main/practice/bitlocker/plain.ts';

const KNOWN = 'E7E48BAE-FF13-4F14-8222-971D469FAE0D';
const GIVEN = 'B7ADC334-FE6D-4AE4-B5C4-1C1D0DBC335B';
/** Known to the process, so that a search that finds nothing at all is noticed. */
const MARK = `mark-${process.pid}-of-this-search`;

const home = mkdtempSync(path.join(os.tmpdir(), 'rackhand-memory-'));
const stick = path.join(home, 'stick');
const disk = path.join(home, 'disk.img');
const data = path.join(home, 'data');
const random = seeded(0x5eed);
const keyOf = () => Buffer.from(Array.from({ length: 16 }, () => Math.floor(random() * 256)));
const [known, given] = [keyOf(), keyOf()];
const seed = 'memory';
let child: ChildProcess;
let log = '';
let said: AsyncIterator<string>;

beforeAll(async () => {
  mkdirSync(stick, { recursive: true });
  mkdirSync(data, { mode: 0o700 });
  const groups = digitsOf(known)
    .toString('latin1')
    .replace(/\d{6}(?=\d)/g, '$&-');
  writeFileSync(
    path.join(stick, `${KNOWN}.TXT`),
    Buffer.from(`\ufeffkey\0\r\n\t${KNOWN}\r\n\t${groups}\r\n`, 'utf16le'),
  );
  const created = new Date('2026-11-21T00:00:00Z');
  const volume = await writeFve({
    ...{ plain: plainNtfs(), method: 'aes-xts-128', volumeId: 'AAAAAAAA-1111-4222-8333-444444444444', seed, created },
    protectors: [
      { kind: 'recovery-password', id: KNOWN, key: known },
      { kind: 'recovery-password', id: GIVEN, key: given },
    ],
  });
  writeFileSync(disk, volume);
  const holder = path.join(import.meta.dirname, 'support/keys-holder.ts');
  child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', holder, data, stick, disk], {
    env: { ...process.env, RACKHAND_MARK: MARK },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    log += chunk;
  });
  if (!child.stdout) throw new Error('no standard output');
  said = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
});
afterAll(() => {
  child.kill('SIGKILL');
  rmSync(home, { recursive: true });
});

const next = async (): Promise<unknown> => {
  const line = await said.next();
  if (line.done) throw new Error(`the process ended: ${log}`);
  return JSON.parse(line.value);
};

/** Every form a key was in on its way: as digits in two encodings, as bytes, and what it opens. */
function needles(): Record<string, Buffer> {
  const forms: Record<string, Buffer> = {
    'volume master key': derive(seed, 'volume master key', 32),
    'encryption key': derive(seed, 'volume encryption key', 32),
  };
  for (const [name, key] of Object.entries({ known, given })) {
    const digits = digitsOf(key).toString('latin1');
    const dashed = digits.replace(/\d{6}(?=\d)/g, '$&-');
    forms[`${name}: bytes`] = key;
    // As JSON writes a Buffer that slipped into it.
    forms[`${name}: numbers`] = Buffer.from([...key].join(','));
    for (const [form, text] of Object.entries({ digits, dashed })) {
      forms[`${name}: ${form}`] = Buffer.from(text, 'latin1');
      forms[`${name}: ${form}, UTF-16`] = Buffer.from(text, 'utf16le');
    }
  }
  return forms;
}

/** How often each needle lies in the process's writable memory, read through /proc. */
function search(pid: number, wanted: Record<string, Buffer>): Record<string, number> {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const counts = Object.fromEntries(Object.keys(wanted).map((name) => [name, 0]));
  for (const line of readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')) {
    const [, from = '', to = ''] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
    if (from === '') continue;
    const [start, end] = [Number.parseInt(from, 16), Number.parseInt(to, 16)];
    for (let at = start; at < end; at += CHUNK) {
      // With an overlap, so that nothing lies across two pieces.
      const bytes = Buffer.alloc(Math.min(CHUNK + OVERLAP, end - at));
      try {
        readSync(memory, bytes, 0, bytes.length, at);
      } catch {
        continue; // reserved and never used
      }
      for (const [name, needle] of Object.entries(wanted)) {
        for (let hit = bytes.indexOf(needle); hit >= 0 && hit < CHUNK; hit = bytes.indexOf(needle, hit + 1))
          counts[name] = (counts[name] ?? 0) + 1;
      }
    }
  }
  return counts;
}
const CHUNK = 16 << 20;
const OVERLAP = 256;

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((name) => statSync(name).isFile());

test('after finding, proving, storing and exporting, no key lies in memory, files, log or arguments', async () => {
  expect(await next()).toMatchObject({
    tried: [
      { grade: 'sector', failure: null },
      { grade: 'sector', failure: null },
    ],
    revealed: [GIVEN.toLowerCase()],
  });
  const pid = child.pid ?? 0;
  const wanted = needles();
  const control = search(pid, { mark: Buffer.from(MARK) });
  expect(control.mark, 'the search finds what is there').toBeGreaterThan(0);
  const nowhere = Object.fromEntries(Object.keys(wanted).map((name) => [name, 0]));
  expect(search(pid, wanted)).toEqual(nowhere);

  const written = Object.entries({
    ...Object.fromEntries(filesBelow(data).map((file) => [file, readFileSync(file)])),
    log: Buffer.from(log),
    arguments: readFileSync(`/proc/${pid}/cmdline`),
    environment: readFileSync(`/proc/${pid}/environ`),
  });
  expect(written.length).toBeGreaterThan(3);
  for (const [place, bytes] of written)
    for (const [name, needle] of Object.entries(wanted)) expect(bytes.indexOf(needle), `${name} in ${place}`).toBe(-1);
});

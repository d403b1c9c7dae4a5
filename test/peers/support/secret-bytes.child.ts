// node --expose-gc secret-bytes.child.ts alloc|slow|secret subarray|gc: prints how often a wiped secret is still in its memory.
import { openSync, readFileSync, readSync } from 'node:fs';
import { secretBytes } from '../../../main/ports/secret-bytes.ts';

const SIZE = 32;
const LARGEST_REGION = 300e6;
const MAKERS = { alloc: Buffer.alloc, slow: Buffer.allocUnsafeSlow, secret: secretBytes };
const [, , maker, use] = process.argv as [string, string, keyof typeof MAKERS, string];

/** Bytes that stand nowhere else. */
function write(bytes: Buffer): void {
  let state = 12_345;
  for (let at = 0; at < bytes.length; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    bytes.writeUInt8((state >> 16) & 0xff, at);
  }
}
function handleAndWipe(): void {
  const secret = MAKERS[maker](SIZE);
  write(secret);
  if (use === 'subarray') secret.subarray(1, 3);
  else for (let round = 0; round < 2; round++) globalThis.gc?.({ type: 'minor' });
  secret.fill(0);
}
handleAndWipe();

const memory = openSync('/proc/self/mem', 'r');
const wanted = Buffer.from(new ArrayBuffer(SIZE));
let copies = 0;
for (const line of readFileSync('/proc/self/maps', 'utf8').split('\n')) {
  const [, from = '', to = ''] = /^(\w+)-(\w+) r.*(?<!\[v\w+\])$/.exec(line) ?? [];
  const [start, size] = [Number.parseInt(from, 16), Number.parseInt(to, 16) - Number.parseInt(from, 16)];
  if (!(size <= LARGEST_REGION)) continue;
  const region = Buffer.from(new ArrayBuffer(size));
  try {
    readSync(memory, region, 0, size, start);
  } catch {
    continue; // not to be read, such as a guard page
  }
  write(wanted);
  for (let at = region.indexOf(wanted); at !== -1; at = region.indexOf(wanted, at + 1)) copies++;
  wanted.fill(0);
  region.fill(0);
}
process.stdout.write(String(copies));

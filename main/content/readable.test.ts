import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { seeded } from '../ports/seeded.ts';
import { zipOf } from '../practice/packages/zip.ts';
import { readability, TarWalk } from './readable.ts';
import { bytesFor, scratchFolder } from './testing/scratch.ts';

const look = async (bytes: Buffer) => {
  const file = path.join(scratchFolder(), 'x');
  writeFileSync(file, bytes);
  return readability(file);
};

const ZIP = zipOf([
  { name: 'a.txt', data: Buffer.alloc(5000, 'text') },
  { name: 'b.bin', data: bytesFor(8, 3000), store: true },
]);

function tarOf(members: Record<string, Buffer>, end = true): Buffer {
  const blocks = Object.entries(members).flatMap(([name, data]) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(data.length.toString(8).padStart(11, '0'), 124);
    header.fill(' ', 148, 156).write('ustar\0', 257, 'latin1');
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(end ? 1024 : 0)]);
}
const TAR = tarOf({ one: bytesFor(9, 3000), two: Buffer.alloc(0), three: bytesFor(10, 512) });

test('a ZIP, a tar.gz and a gzip are read through; anything else is nothing known', async () => {
  expect(await look(ZIP)).toEqual({ kind: 'zip', readable: true, members: 2, detail: 'read through' });
  expect(await look(gzipSync(TAR))).toEqual({ kind: 'tar.gz', readable: true, members: 3, detail: 'read through' });
  expect(await look(gzipSync('text'))).toMatchObject({ kind: 'gzip', readable: true });
  expect(await look(Buffer.from('MZ'))).toMatchObject({ kind: 'other', readable: null });
  expect(await look(Buffer.alloc(0))).toMatchObject({ kind: 'other', readable: null });
});

test('cut anywhere, none of them is readable', async () => {
  const random = seeded(11);
  for (const whole of [ZIP, gzipSync(TAR)]) {
    for (let n = 0; n < 15; n += 1) {
      const cut = whole.subarray(0, 4 + Math.floor(random() * (whole.length - 5)));
      expect(await look(cut), `${cut.length} of ${whole.length}`).toMatchObject({ readable: false });
    }
  }
  expect(await look(gzipSync(tarOf({ one: bytesFor(9, 3000) }, false)))).toMatchObject({
    kind: 'tar.gz',
    readable: false,
  });
});

test('one changed byte of a member shows', async () => {
  const damaged = Buffer.from(ZIP);
  const at = damaged.indexOf(bytesFor(8, 3000));
  damaged[at + 1500] = (damaged[at + 1500] ?? 0) ^ 1;
  expect(await look(damaged)).toMatchObject({
    kind: 'zip',
    readable: false,
    detail: expect.stringContaining('CRC-32'),
  });
});

test('a tar that comes in pieces of any size is the same tar; garbage neither hangs nor throws', () => {
  const random = seeded(12);
  for (let n = 0; n < 300; n += 1) {
    const garbage = n % 2 === 1;
    const bytes = Buffer.from(TAR);
    for (let k = 0; garbage && k < 20; k += 1) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    const walk = new TarWalk();
    for (let at = 0; at < bytes.length; ) {
      const size = 1 + Math.floor(random() * 1500);
      walk.add(bytes.subarray(at, at + size));
      at += size;
    }
    if (!garbage) expect(walk).toMatchObject({ isTar: true, ended: true, members: 3 });
  }
});

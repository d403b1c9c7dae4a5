import { describe, expect, test } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { errnoOf, MediaError } from '../errors.ts';
import { MEDIA_ID } from '../identity.ts';
import { FatStick, type Fault, Stopped } from '../testing/fat-stick.ts';
import { openStick } from '../testing/stick-ports.ts';
import { copyToMedium } from './copy.ts';
import { sha256Of } from './digest.ts';
import type { Progress } from './meter.ts';
import { readBack } from './read-back.ts';
import type { MediumFile } from './stage.ts';

const random = seeded(20261121);
const bytes = (length: number) => Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
const fileOf = (name: string, source: Buffer): MediumFile => {
  return { name, source, sizeBytes: source.length, sha256: sha256Of(source) };
};
/** One with a tail behind its sectors, one that ends on a sector, an empty one, and the manifest last. */
const BIG = bytes(8192 + 777);
const FILES = [
  fileOf('bag/data/big.bin', BIG),
  fileOf('bag/data/sector.bin', bytes(8192)),
  fileOf('bag/data/empty', Buffer.alloc(0)),
  fileOf('bag/manifest.txt', bytes(100)),
];

const ERRNOS = ['ENOSPC', 'EIO', 'EROFS', 'ENODEV', 'EFBIG', 'EACCES'];

const codeOfRejected = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    return error instanceof MediaError ? error.code : error instanceof Stopped ? 'stopped' : String(error);
  }
};
const copy = async (stick: FatStick, list = FILES) => copyToMedium(list, await openStick(stick));

/** Under a final name there is the whole file, or on FAT after a power cut a name without a byte. */
function expectNothingHalf(stick: FatStick, emptyAllowed: boolean): void {
  const found = stick.files();
  for (const { name, sha256, sizeBytes } of FILES) {
    const there = found[name];
    if (!there || (emptyAllowed && there.length === 0 && sizeBytes > 0)) continue;
    expect(sha256Of(there), `${name} after ${stick.log.join(', ')}`).toBe(sha256);
  }
}
function expectWhole(stick: FatStick): void {
  const found = stick.files();
  for (const { name, sha256 } of FILES) expect(sha256Of(found[name] ?? Buffer.from('missing')), name).toBe(sha256);
  expect(Object.keys(found).filter((name) => name.endsWith('.part'))).toEqual([]);
}

async function callsOf(make: () => FatStick): Promise<number> {
  const stick = make();
  await copy(stick);
  return stick.calls;
}

describe.each([
  ['past the cache', true],
  ['through the cache', false],
])('%s', (_, direct) => {
  const make = () => new FatStick(64 << 20, direct);

  test('all files, whole and durable, with an id of the medium', async () => {
    const stick = make();
    expect(await copy(stick)).toEqual({ copied: FILES.map(({ name }) => name), already: [] });
    expectWhole(stick);
    expectWhole(stick.afterPowerCut());
    expect(JSON.parse(String(stick.files()[MEDIA_ID]))).toMatchObject({ capacity: null });
    const again = await copy(stick);
    expect(again).toEqual({ copied: [], already: FILES.map(({ name }) => name) });
    const { good, how } = await readBack(FILES, await openStick(stick));
    expect([good, how]).toEqual([true, direct ? 'direct' : 'dropped']);
  });

  test('killed at every call: nothing half under its name, and the next call completes it', async () => {
    const calls = await callsOf(make);
    expect(calls).toBeGreaterThan(50);
    for (let at = 1; at <= calls; at++) {
      const stick = make();
      stick.fault = { at, stop: true };
      expect(await codeOfRejected(copy(stick)), `call ${at}`).not.toBe('done');
      expectNothingHalf(stick, false);
      stick.fault = null;
      await copy(stick);
      expectWhole(stick);
      expectWhole(stick.afterPowerCut());
    }
  });

  test('power cut at every call: nothing half, nothing reported is lost, and the next call completes it', async () => {
    const calls = await callsOf(make);
    for (let at = 1; at <= calls; at++) {
      const stick = make();
      stick.fault = { at, stop: true };
      await codeOfRejected(copy(stick));
      const cut = stick.afterPowerCut();
      expectNothingHalf(cut, true);
      await copy(cut);
      expectWhole(cut);
      expectWhole(cut.afterPowerCut());
    }
  });

  test('an error of the system at every call, another one each time', async () => {
    const calls = await callsOf(make);
    for (let at = 1; at <= calls; at++) {
      const stick = make();
      const errno = ERRNOS[(at + (direct ? 0 : 3)) % ERRNOS.length] ?? '';
      stick.fault = { at, errno };
      const outcome = await codeOfRejected(copy(stick));
      const failed = stick.log[at - 1];
      expectNothingHalf(stick, false);
      if (outcome === 'done')
        expect(failed, `call ${at} of ${errno}`).toMatch(/^(close|open MEDIA-ID|read|lstat|open big)/);
      else
        expect(outcome, `call ${at} (${failed})`).toMatch(
          /^media\.(full|io|read-only|medium-gone|too-big-for-fs|denied)$/,
        );
      stick.fault = null;
      await copy(stick);
      expectWhole(stick);
      expectWhole(stick.afterPowerCut());
    }
  });
});

test.each([
  ['ENOSPC', 'media.full'],
  ['EIO', 'media.io'],
  ['EROFS', 'media.read-only'],
  ['ENODEV', 'media.medium-gone'],
  ['ENXIO', 'media.medium-gone'],
  ['EFBIG', 'media.too-big-for-fs'],
  ['EACCES', 'media.denied'],
])('%s in a write is %s', async (errno, code) => {
  const stick = new FatStick();
  await copy(stick, []);
  const calls = stick.calls;
  const probe = new FatStick();
  await copy(probe);
  const at = probe.log.indexOf('write', calls) + 1;
  const failing = new FatStick();
  failing.fault = { at, errno };
  expect(await codeOfRejected(copy(failing))).toBe(code);
});

test('a failed fsync is never repeated: the file is written again', async () => {
  const probe = new FatStick();
  await copy(probe);
  const syncs = probe.log.flatMap((name, index) => (name === 'fsync' ? [index + 1] : []));
  for (const at of syncs) {
    const stick = new FatStick();
    const fault: Fault = { at, errno: 'EIO' };
    stick.fault = fault;
    expect(await codeOfRejected(copy(stick))).toBe('media.io');
    expect(stick.log.slice(at), `after call ${at}`).not.toContain('fsync');
    expectNothingHalf(stick, false);
  }
});

test('a stick that is pulled is gone, whatever the call says', async () => {
  const stick = new FatStick();
  const medium = await openStick(stick);
  const abort = new AbortController();
  const onProgress = ({ doneBytes }: Progress) => {
    if (doneBytes > 0) stick.plugged = false;
  };
  expect(await codeOfRejected(copyToMedium(FILES, medium, { signal: abort.signal, onProgress }))).toBe(
    'media.medium-gone',
  );
});

test('buffers that go round: many chunks, each another', async () => {
  const many = Buffer.concat(Array.from({ length: 8 }, (_, index) => Buffer.alloc(1 << 20, index + 1)));
  const stick = new FatStick();
  const list = [fileOf('many', many), { ...fileOf('tail', many.subarray(-5e6)), source: many.subarray(-5e6) }];
  await copy(stick, list);
  expect((await readBack(list, await openStick(stick))).good).toBe(true);
  const calls = stick.log.lastIndexOf('write');
  for (let at = stick.log.indexOf('write'); at <= calls; at += 3) {
    const killed = new FatStick();
    killed.fault = { at, stop: true };
    expect(await codeOfRejected(copy(killed, list))).not.toBe('done');
    const found = killed.files();
    for (const { name, sha256 } of list) expect(found[name] ? sha256Of(found[name]) : sha256).toBe(sha256);
  }
});

test('short writes are continued', async () => {
  const stick = new FatStick();
  stick.writeLimit = 512 * 1024;
  await copy(stick);
  expectWhole(stick);
});

test('cancelled: nothing half is left, and the next call goes on', async () => {
  for (const limit of [0, BIG.length, BIG.length + 8192]) {
    const stick = new FatStick();
    const abort = new AbortController();
    const onProgress = ({ doneBytes }: Progress) => {
      if (doneBytes >= limit) abort.abort(new Error('enough'));
    };
    const work = copyToMedium(FILES, await openStick(stick), { signal: abort.signal, onProgress });
    expect(await codeOfRejected(work)).toBe('Error: enough');
    expectNothingHalf(stick, false);
    expect(Object.keys(stick.files()).filter((name) => name.endsWith('.part'))).toEqual([]);
    await copy(stick);
    expectWhole(stick);
  }
});

test('progress counts what is durable, and never goes back', async () => {
  const seen: Progress[] = [];
  await copyToMedium(FILES, await openStick(new FatStick()), { onProgress: (progress) => seen.push(progress) });
  const total = FILES.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  expect(seen.every(({ doneBytes }, index) => doneBytes >= (seen[index - 1]?.doneBytes ?? 0))).toBe(true);
  expect(seen[0]?.doneBytes).toBe(0);
  expect(seen.at(-1)).toMatchObject({
    doneBytes: total,
    totalBytes: total,
    phase: 'writing',
    file: 'bag/manifest.txt',
  });
});

describe('refused before a byte is written', () => {
  const untouched = async (file: MediumFile, stick = new FatStick()) => {
    const outcome = await codeOfRejected(copy(stick, [file]));
    expect(stick.log.filter((name) => /write|mkdir|rename/.test(name))).toEqual([]);
    return outcome;
  };
  const empty = fileOf('a', Buffer.alloc(0));
  test('5 GB on FAT32', async () => {
    const stick = new FatStick(8e9);
    expect(await untouched({ ...empty, name: 'big.iso', sizeBytes: 5e9 }, stick)).toBe('media.too-big-for-fs');
  });
  test('more than there is room for', async () => {
    expect(await untouched({ ...empty, sizeBytes: 65 << 20 })).toBe('media.full');
  });
  test.each([
    '../a',
    '/a',
    'a/../b',
    'CON',
    'con.txt',
    'a:b',
    'ä',
    'a.',
    'a ',
    '',
    'a//b',
    'x.part',
    `${'x'.repeat(101)}`,
  ])('the name %j', async (name) => expect(await untouched({ ...empty, name })).toBe('media.name'));
});

test('another source than was meant is not left on the medium', async () => {
  const stick = new FatStick();
  const [big] = FILES as [MediumFile];
  for (const wrong of [
    { sha256: sha256Of(Buffer.from('other')) },
    { sizeBytes: big.sizeBytes + 1 },
    { sizeBytes: 3 },
  ]) {
    expect(await codeOfRejected(copy(stick, [{ ...big, ...wrong }]))).toBe('media.changed-source');
    expect(Object.keys(stick.files())).toEqual([MEDIA_ID]);
  }
});

test('nothing is replaced: neither another file of the name nor one that has changed', async () => {
  const stick = new FatStick();
  await copy(stick, [fileOf('a.bin', Buffer.from('one'))]);
  expect(await codeOfRejected(copy(stick, [fileOf('a.bin', Buffer.from('three'))]))).toBe('media.occupied');
  expect(await codeOfRejected(copy(stick, [fileOf('a.bin', Buffer.from('two'))]))).toBe('media.changed-file');
  expect(String(stick.files()['a.bin'])).toBe('one');
});

test('the last pass finds what has changed, what is missing, and what only the cache says', async () => {
  const stick = new FatStick();
  await copy(stick);
  const node = stick.entries.get('/mnt/stick/bag/data/big.bin');
  if (!node) throw new Error('not copied');
  // One bit on the medium; what the system has in its cache is still right.
  node.durable[5] = (node.durable[5] ?? 0) ^ 1;
  stick.entries.delete('/mnt/stick/bag/manifest.txt');
  const medium = await openStick(stick);
  const { files, good } = await readBack(FILES, medium);
  expect(good).toBe(false);
  expect(files.map(({ problem }) => problem?.code ?? null)).toEqual([
    'media.changed-file',
    null,
    null,
    'media.missing-file',
  ]);
  stick.direct = false;
  medium.ports.drop = async () => false;
  expect(await readBack(FILES.slice(1, 2), medium)).toMatchObject({ good: false, how: 'cached' });
  stick.plugged = false;
  expect(errnoOf(new Error('none'))).toBe('');
  expect(await codeOfRejected(readBack(FILES, medium))).toBe('media.medium-gone');
});

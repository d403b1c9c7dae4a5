/**
 * Copying onto a real USB stick: QEMU's usb-storage under a Debian kernel, with the file systems of the kernel and ntfs-3g.
 * Power is cut by freezing the machine in the middle of a call and looking at what the stick has. `RACKHAND_POWER_CUTS=50`
 * makes so many cuts (the sample is seeded, and a part of them).
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, copyFileSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReadBackResult } from '../../main/media/copy/read-back.ts';
import type { MediumFile } from '../../main/media/copy/stage.ts';
import { seeded } from '../../main/ports/seeded.ts';
import type { DriveView } from '../../preload/contract.ts';
import type { CopyAnswer, CopyCall } from './support/media-guest.child.ts';
import { type Peer, requirePeer } from './support/require-peer.ts';
import { type PlugOptions, UsbVm } from './support/usb-vm.ts';

const CUTS = Number(process.env.RACKHAND_POWER_CUTS ?? 2);
const BOOT_MS = 180_000;
const MODEL = 'QEMU HARDDISK';
const SERIAL = '4C530001240611115483';

const FILE_SYSTEMS = {
  vfat: { make: ['mkfs.vfat', ['-F32', '-n', 'STICK']], mount: 'mount -t vfat -o utf8,flush' },
  exfat: { make: ['mkfs.exfat', ['-L', 'STICK']], mount: 'mount -t exfat' },
  ext4: { make: ['mkfs.ext4', ['-q', '-F', '-L', 'STICK']], mount: 'mount -t ext4' },
  ntfs: { make: ['mkntfs', ['-q', '-F', '-Q', '-L', 'STICK']], mount: 'ntfs-3g -o recover' },
} as const satisfies Record<string, { make: [Peer, string[]]; mount: string }>;
type FileSystem = keyof typeof FILE_SYSTEMS;

const random = seeded(20261121);
const noise = (length: number) =>
  Buffer.from(Uint32Array.from({ length: Math.ceil(length / 4) }, () => random() * 2 ** 32).buffer, 0, length); // prettier-ignore
const BIG = noise(2_500_001);
const CONTENTS: Record<string, Buffer> = { big: BIG, sectors: noise(8192), manifest: noise(300) };
const fileOf = (name: string, source: string): MediumFile => {
  const bytes = CONTENTS[source] ?? Buffer.alloc(0);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name, source: `/share/${source}`, sizeBytes: bytes.length, sha256 };
};
const FILES = [
  fileOf('bag/data/small.bin', 'sectors'),
  fileOf('bag/data/big.bin', 'big'),
  fileOf('bag/manifest.txt', 'manifest'),
];
const [SMALL, LARGE, MANIFEST] = FILES as [MediumFile, MediumFile, MediumFile];

let vm: UsbVm;
beforeAll(async () => {
  vm = await UsbVm.start((share) => {
    for (const [name, bytes] of Object.entries(CONTENTS)) writeFileSync(join(share, name), bytes);
    for (const fileSystem of Object.keys(FILE_SYSTEMS) as FileSystem[])
      make(join(share, `${fileSystem}.img`), fileSystem, 40e6);
    writeFileSync(join(share, '5gb'), '');
    truncateSync(join(share, '5gb'), 5e9);
  });
}, BOOT_MS);
afterAll(() => vm?.[Symbol.asyncDispose]());

function make(image: string, fileSystem: FileSystem, bytes: number): void {
  writeFileSync(image, '');
  truncateSync(image, bytes);
  const [program, args] = FILE_SYSTEMS[fileSystem].make;
  execFileSync(requirePeer(program), [...args, image], { stdio: 'ignore' });
}
/** A new stick with an empty file system. */
function fresh(fileSystem: FileSystem, name = 'stick.img'): string {
  const image = join(vm.share, name);
  copyFileSync(join(vm.share, `${fileSystem}.img`), image);
  return image;
}

/** Plugged in and mounted for the time of `work`; pulled afterwards, whatever has become of it. */
async function plugged<T>(
  image: string,
  fileSystem: FileSystem,
  work: (named: CopyCall['named']) => Promise<T>,
  options?: PlugOptions,
): Promise<T> {
  const device = await vm.plug(image, options);
  try {
    const mount = `${FILE_SYSTEMS[fileSystem].mount} ${device} /mnt/usb`;
    // Cut off in the middle, ntfs-3g may leave $MFT and $MFTMirr unlike, and takes such a volume after a repair only.
    await vm.sh(fileSystem === 'ntfs' ? `${mount} || { ntfsfix ${device} && ${mount}; }` : mount);
    return await work({ path: device, model: MODEL, serial: SERIAL });
  } finally {
    await vm.sh('umount /mnt/usb || umount -l /mnt/usb || true');
    await vm.yank().catch(() => undefined);
  }
}
const copy = (named: CopyCall['named'], files = FILES, more: Partial<CopyCall> = {}) =>
  vm.call<CopyAnswer>({ op: 'copy', named, files, ...more });
const readBack = (named: CopyCall['named'], files = FILES) =>
  vm.call<ReadBackResult>({ op: 'read-back', named, files });
const problems = ({ files }: ReadBackResult) => files.map(({ problem }) => problem?.code ?? 'good');
/** What a system that has never seen the stick finds on it: size and hash by name. */
async function found(): Promise<Map<string, { size: number; sha256: string }>> {
  const text = await vm.sh(
    "cd /mnt/usb && find . -type f -printf '%s  %P\\n' -o -name lost+found -prune && echo == && find . -type f -exec sha256sum {} +",
  );
  const [sizes = '', sums = ''] = text.split('==\n');
  const pairs = (list: string) =>
    list
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(/ {2}/)); // prettier-ignore
  const hashes = new Map(pairs(sums).map(([sha256 = '', name = '']) => [name.replace(/^\.\//, ''), sha256]));
  return new Map(
    pairs(sizes).map(([size, name = '']) => [name, { size: Number(size), sha256: hashes.get(name) ?? '' }]),
  );
}

/** Goes on from what is there, to the end, and reads all of it back. */
async function expectResumed(named: CopyCall['named'], already?: string[]): Promise<void> {
  const rest = await copy(named);
  expect(rest).toMatchObject({ code: null, message: '' });
  if (already) expect(rest.already).toEqual(already);
  expect(await readBack(named)).toMatchObject({ good: true, how: 'direct' });
  expect([...(await found()).keys()].filter((name) => name.endsWith('.part'))).toEqual([]);
}

describe.each(Object.keys(FILE_SYSTEMS) as FileSystem[])('%s', (fileSystem) => {
  test('listed by model, serial and UUID; copied, read back from the medium; pulled, and resumed', async () => {
    const image = fresh(fileSystem);
    const id = await plugged(image, fileSystem, async (named) => {
      const drives = await vm.call<DriveView[]>({ op: 'list' });
      const seen = { mount: '/mnt/usb', model: MODEL, serial: SERIAL, fileSystem, label: 'STICK', unfit: null };
      expect(drives).toMatchObject([{ path: named.path, ...seen, uuid: expect.any(String), mediumId: null }]);
      const copying = copy(named, FILES, { cutAt: 45, goOn: true });
      await vm.cut();
      await vm.yank();
      await vm.call({ op: 'go' });
      expect((await copying).code).toBe('media.medium-gone');
    });
    expect(id).toBeUndefined();
    await plugged(image, fileSystem, async (named) => {
      await expectResumed(named);
      const [drive] = await vm.call<DriveView[]>({ op: 'list' });
      expect(drive?.mediumId).toMatch(/^[0-9a-f-]{36}$/);
    });
  });
});

describe('vfat', () => {
  test('5 GB are refused before a byte is written, and another stick than the named one too', async () => {
    const image = join(vm.share, 'large.img');
    make(image, 'vfat', 8e9);
    await plugged(image, 'vfat', async (named) => {
      const sha256 = '0'.repeat(64);
      const answer = await copy(named, [{ name: 'big.iso', source: '/share/5gb', sizeBytes: 5e9, sha256 }]);
      expect(answer).toMatchObject({ code: 'media.too-big-for-fs', reported: [] });
      const others = [{ serial: 'OTHER' }, { model: 'OTHER' }, { model: null, serial: null }];
      for (const other of others) expect((await copy({ ...named, ...other })).code).toMatch(/other-medium|not-named/);
      expect(await vm.sh('ls -A /mnt/usb')).toBe('');
    });
  });

  test('full in the middle of a file: the rest is intact, and it goes on when there is room', async () => {
    await plugged(fresh('vfat'), 'vfat', async (named) => {
      await vm.sh(
        'free=$(df -k --output=avail /mnt/usb | tail -1); dd if=/dev/zero of=/mnt/usb/filler bs=1k count=$((free - 1000)) 2>&1',
      );
      expect((await copy(named)).code).toBe('media.full');
      expect(await copy(named, FILES, { claimsFree: 1e12 })).toMatchObject({
        code: 'media.full',
        already: [SMALL.name],
      });
      expect([...(await found()).keys()].toSorted()).toEqual(['MEDIA-ID.json', SMALL.name, 'filler'].toSorted());
      await vm.sh('rm /mnt/usb/filler');
      await expectResumed(named, [SMALL.name]);
    });
  });

  test('read only', async () => {
    const image = fresh('vfat');
    const mounted = plugged(image, 'vfat', async (named) => (await copy(named)).code, { readOnly: true });
    expect(await mounted).toBe('media.read-only');
  });

  test('I/O errors in writing and in reading, and bit rot that the cache hides', async () => {
    const good = fresh('vfat', 'good.img');
    await plugged(good, 'vfat', async (named) => expect(await copy(named)).toMatchObject({ code: null }));
    // The same file system filled in the same order: the same place.
    const at = readFileSync(good).indexOf(BIG.subarray(1_000_000, 1_000_064)) + 512;
    const sector = Math.floor(at / 512);

    const bad = fresh('vfat', 'bad.img');
    const failed = await plugged(bad, 'vfat', (named) => copy(named), { bad: { iotype: 'write', sector } });
    expect(failed).toMatchObject({ code: 'media.io', reported: [SMALL.name] });
    await plugged(bad, 'vfat', (named) => expectResumed(named, [SMALL.name]));

    const unreadable = { bad: { iotype: 'read', sector } } as const;
    expect(problems(await plugged(good, 'vfat', (named) => readBack(named), unreadable))).toEqual([
      'good',
      'media.io',
      'good',
    ]);

    await plugged(good, 'vfat', async (named) => {
      const hash = async () => (await vm.sh(`sha256sum /mnt/usb/${LARGE.name}`)).slice(0, 64);
      expect(await hash()).toBe(LARGE.sha256);
      const file = openSync(good, 'r+');
      writeSync(file, Buffer.from([(BIG[1_000_512] ?? 0) ^ 1]), 0, 1, at);
      closeSync(file);
      expect(await hash()).toBe(LARGE.sha256);
      expect(problems(await readBack(named))).toEqual(['good', 'media.changed-file', 'good']);
      expect(await copy(named)).toMatchObject({ code: 'media.changed-file' });
    });
  });

  test('a stick that claims three times what it has is unmasked by the last pass', async () => {
    const image = join(vm.share, 'fake.img');
    writeFileSync(image, '');
    truncateSync(image, 36 * 512 * 2048 * 0.5);
    const device = await vm.plug(image);
    try {
      const sectors = Math.floor((36 * 512 * 2048 * 0.5) / 512);
      const table = [0, 1, 2].map((turn) => `${turn * sectors} ${sectors} linear ${device} 0`).join('\\n');
      await vm.sh(
        `printf '${table}\\n' | dmsetup create fake --noudevsync && dmsetup mknodes fake && mkfs.vfat -F32 /dev/mapper/fake && ${FILE_SYSTEMS.vfat.mount} /dev/mapper/fake /mnt/usb`,
      );
      const named = { path: '/dev/mapper/fake', model: MODEL, serial: SERIAL };
      const files = Array.from({ length: 12 }, (_, index) => ({ ...LARGE, name: `copy-${index}.bin` }));
      // Each file is right after it was written: nothing is noticed there.
      expect((await copy(named, files)).code).toBeNull();
      const answer = await readBack(named, files);
      expect(answer).toMatchObject({ good: false, how: 'direct' });
      expect(problems(answer).filter((code) => code !== 'good').length).toBeGreaterThan(0);
    } finally {
      await vm.sh('umount -l /mnt/usb; dmsetup remove --noudevsync fake; true');
      await vm.yank();
    }
  });
});

/** Where the power is cut, by seed: file system and call. Most on FAT, which loses the most. */
const cuts = Array.from({ length: CUTS }, (_, index) => {
  const fileSystem: FileSystem =
    index % 5 === 1 ? 'exfat' : index % 5 < 4 ? 'vfat' : index % 10 === 4 ? 'ext4' : 'ntfs';
  return { fileSystem, call: 10 + Math.floor(random() * 90) };
});
test.each(cuts)('power cut on $fileSystem in call $call', async ({ fileSystem, call }) => {
  const image = fresh(fileSystem);
  const after = join(vm.share, 'after.img');
  const before = await plugged(image, fileSystem, async (named) => {
    const copying = copy(named, FILES, { cutAt: call });
    await Promise.race([vm.cut(), copying]);
    await vm.frozen(() => copyFileSync(image, after));
    await vm.call({ op: 'go' });
    return copying;
  });
  // Stopped while it was reading the id of the medium, it takes the medium for gone.
  expect([null, 'stopped', 'media.medium-gone']).toContain(before.code);
  await plugged(after, fileSystem, async (named) => {
    const there = await found();
    for (const { name, sizeBytes, sha256 } of FILES) {
      const file = there.get(name);
      if (before.reported.includes(name)) expect(file, name).toEqual({ size: sizeBytes, sha256 });
      // Without a report: whole, not there, or on FAT a name without a byte.
      else if (file && !(fileSystem === 'vfat' && file.size === 0))
        expect(file, name).toEqual({ size: sizeBytes, sha256 });
    }
    if (before.reported.includes(MANIFEST.name)) expect(before.code).toBeNull();
    await expectResumed(named);
  });
});

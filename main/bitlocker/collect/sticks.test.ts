import { describe, expect, test } from 'vitest';
import type { MediaPort } from '../../media/drives/list.ts';
import { BLKID, LABEL, LSBLK, MOUNTS } from '../../media/testing/samples.ts';
import { labelScore } from './label-score.ts';
import { listSticks, mediumOf } from './sticks.ts';

test.each([
  [LABEL, 100],
  ['u-series_appliance-bitlock', 100],
  ['U-SERIES AP', 90],
  ['U-Series Ap', 90],
  ['BITLOCK', 80],
  ['USERIES-BITLOCK', 80],
  ['E-BITLOCK', 80],
  ['APPLIANCE', 0],
  ['BITLOCKKEYS', 80],
  ['U-SERIES KEY', 60],
  ['RECOVERY', 40],
  ['NO NAME', 0],
  ['U', 0],
  ['UBUNTU 22_0', 0],
  ['', 0],
  [null, 0],
])('label %j: %i', (label, score) => expect(labelScore(label)).toBe(score));

describe('Linux', () => {
  const port = (programs: Record<string, string>, links: { name: string; target: string }[] = []): MediaPort => ({
    platform: 'linux',
    run: async (file) => {
      const text = programs[file];
      if (text === undefined) throw Object.assign(new Error('no such program'), { code: 'ENOENT' });
      return { stdout: Buffer.from(text), stderr: Buffer.alloc(0) };
    },
    text: async () => MOUNTS,
    links: async () => links,
    freeBytes: async () => 1,
  });

  test('all together, likeliest first', async () => {
    const links = [{ name: 'Other\\x20one', target: '/dev/sdc2' }];
    expect(await listSticks(port({ lsblk: LSBLK, blkid: BLKID }, links))).toEqual([
      { path: `/media/tech/${LABEL}`, label: LABEL, fileSystem: 'ntfs', removable: true, labelScore: 100 },
      { path: '/run/media/tech/Daten\\x', label: 'U-SERIES AP', fileSystem: 'exfat', removable: true, labelScore: 90 },
      { path: '/mnt/usb', label: 'Other one', fileSystem: 'ext4', removable: true, labelScore: 0 },
    ]);
  });

  test('without any program the mounts are still listed, of unknown kind', async () => {
    const list = await listSticks(port({}));
    expect(list.map(({ label, removable }) => [label, removable])).toEqual(Array(3).fill([null, null]));
  });

  test('the medium of a path', async () => {
    const all = port({ lsblk: LSBLK });
    expect(await mediumOf(`/media/tech/${LABEL}/keys/a.txt`, all)).toEqual({ label: LABEL, removable: true });
    expect(await mediumOf(`/media/tech/${LABEL}`, all)).toEqual({ label: LABEL, removable: true });
    expect(await mediumOf(`/media/tech/${LABEL}2/a.txt`, all)).toBeNull();
    expect(await mediumOf('/home/tech/keys', all)).toBeNull();
  });
});

describe('Windows', () => {
  const drive = (
    DeviceID: string,
    VolumeName: string | null,
    DriveType: number,
    FileSystem: string | null = 'NTFS',
  ) => ({
    DeviceID,
    VolumeName,
    FileSystem,
    DriveType,
  }); // prettier-ignore
  const json = (Drives: unknown) => JSON.stringify({ System: 'C:', Drives });
  const drives = [
    drive('C:', 'OS', 3),
    drive('D:', '', 3),
    drive('E:', 'U-SERIES AP', 2, 'FAT32'),
    drive('F:', null, 5),
    drive('Z:', 'n', 4),
  ];

  test('drives without that of the system, the network and disc drives', async () => {
    const port: MediaPort = {
      platform: 'win32',
      run: async () => ({ stdout: Buffer.from(json(drives)), stderr: Buffer.alloc(0) }),
      text: () => Promise.reject(new Error('unused')),
      links: () => Promise.reject(new Error('unused')),
      freeBytes: () => Promise.reject(new Error('unused')),
    };
    expect(await listSticks(port)).toEqual([
      { path: 'E:\\', label: 'U-SERIES AP', fileSystem: 'FAT32', removable: true, labelScore: 90 },
      { path: 'D:\\', label: null, fileSystem: 'NTFS', removable: null, labelScore: 0 },
    ]);
    expect(await mediumOf('e:\\keys\\a.txt', port)).toEqual({ label: 'U-SERIES AP', removable: true });
    expect(await mediumOf('C:\\keys', port)).toBeNull();
  });
});

describe('macOS', () => {
  const plist = (mountPoint: string, external: boolean) =>
    `<plist version="1.0"><dict>\n\t<key>FilesystemType</key>\n\t<string>exfat</string>\n\t<key>Internal</key>\n\t<${!external}/>\n` +
    `\t<key>MountPoint</key>\n\t<string>${mountPoint}</string>\n\t<key>RemovableMediaOrExternalDevice</key>\n\t<${external}/>\n` +
    `\t<key>VolumeName</key>\n\t<string>Keys &amp; more</string>\n</dict></plist>`;

  test('volumes, without the one it runs from', async () => {
    const port: MediaPort = {
      platform: 'darwin',
      run: async (_file, args) => ({ stdout: Buffer.from(plist(args.at(-1) ?? '', true)), stderr: Buffer.alloc(0) }),
      text: () => Promise.reject(new Error('unused')),
      links: async () => [
        { name: 'Macintosh HD', target: '/' },
        { name: 'Keys', target: '/Volumes/Keys' },
      ],
      freeBytes: () => Promise.reject(new Error('unused')),
    };
    expect(await listSticks(port)).toEqual([
      { path: '/Volumes/Keys', label: 'Keys & more', fileSystem: 'exfat', removable: true, labelScore: 0 },
    ]);
  });
});

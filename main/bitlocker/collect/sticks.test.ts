import { describe, expect, test } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { labelScore } from './media/label-score.ts';
import { labelOfLink, parseBlkid, parseLsblk, parseMountinfo } from './media/linux.ts';
import { parseDiskutil } from './media/macos.ts';
import { parseDrives } from './media/windows-drives.ts';
import { listSticks, type MediaPort, mediumOf } from './sticks.ts';

const LABEL = 'U-Series Appliance-BITLOCK';

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

const MOUNTS = `22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw - ext4 /dev/vda rw
30 27 254:0 /var/lib/x /etc/hosts rw - ext4 /dev/vda rw
31 27 8:1 / /boot/efi rw - vfat /dev/sda1 rw
90 27 8:17 / /media/tech/U-Series\\040Appliance-BITLOCK rw,nosuid shared:2 master:1 - fuseblk /dev/sdb1 rw
91 27 8:33 / /run/media/tech/Daten\\134x ro - exfat /dev/sdc1 rw
92 27 8:34 / /mnt/usb rw - ext4 /dev/sdc2 rw
`;
const LSBLK = JSON.stringify({
  blockdevices: [
    {
      name: 'sda',
      path: '/dev/sda',
      label: null,
      fstype: null,
      rm: false,
      hotplug: false,
      tran: 'sata',
      children: [
        { name: 'sda1', path: '/dev/sda1', label: null, fstype: 'vfat', rm: false, hotplug: false, tran: null },
      ],
    },
    {
      name: 'sdb',
      path: '/dev/sdb',
      label: null,
      fstype: null,
      rm: true,
      hotplug: true,
      tran: 'usb',
      children: [
        { name: 'sdb1', path: '/dev/sdb1', label: LABEL, fstype: 'ntfs', rm: true, hotplug: true, tran: null },
      ],
    },
    {
      name: 'sdc',
      path: '/dev/sdc',
      label: null,
      fstype: null,
      rm: '0',
      hotplug: '0',
      tran: 'usb',
      children: [
        { name: 'sdc1', path: '/dev/sdc1', label: null, fstype: null, rm: '0', hotplug: '0', tran: null },
        { name: 'sdc2', path: '/dev/sdc2', label: null, fstype: null, rm: '0', hotplug: '0', tran: null },
      ],
    },
  ],
}); // prettier-ignore
const BLKID = `DEVNAME=/dev/sdc1\nLABEL=U-SERIES\\ AP\nUUID=12-34\nTYPE=exfat\n\nDEVNAME=/dev/sdb1\nTYPE=ntfs\n`;

describe('Linux', () => {
  test('mounts of media, with blanks and backslashes in their names', () => {
    expect(parseMountinfo(MOUNTS)).toEqual([
      { device: '/dev/sdb1', path: `/media/tech/${LABEL}`, fileSystem: 'fuseblk' },
      { device: '/dev/sdc1', path: '/run/media/tech/Daten\\x', fileSystem: 'exfat' },
      { device: '/dev/sdc2', path: '/mnt/usb', fileSystem: 'ext4' },
    ]);
    const [umlaut] = parseMountinfo('1 2 8:1 / /media/Schlüssel\\040x rw - vfat /dev/sdd1 rw\n');
    expect(umlaut?.path).toBe('/media/Schlüssel x');
  });

  test('block devices: a partition is as removable as its disk', () => {
    expect(parseLsblk(LSBLK).map(({ device, removable }) => [device, removable])).toEqual([
      ['/dev/sda', false],
      ['/dev/sda1', false],
      ['/dev/sdb', true],
      ['/dev/sdb1', true],
      ['/dev/sdc', true],
      ['/dev/sdc1', true],
      ['/dev/sdc2', true],
    ]);
  });

  test('labels of blkid and of links', () => {
    expect(parseBlkid(BLKID)).toEqual([
      { device: '/dev/sdc1', label: 'U-SERIES AP', fileSystem: 'exfat' },
      { device: '/dev/sdb1', label: null, fileSystem: 'ntfs' },
    ]);
    expect(labelOfLink('U-Series\\x20Appliance-BITLOCK')).toBe(LABEL);
    expect(labelOfLink('Schl\\xc3\\xbcssel')).toBe('Schlüssel');
  });

  const port = (programs: Record<string, string>, links: { name: string; target: string }[] = []): MediaPort => ({
    platform: 'linux',
    run: async (file) => {
      const text = programs[file];
      if (text === undefined) throw Object.assign(new Error('no such program'), { code: 'ENOENT' });
      return { stdout: Buffer.from(text), stderr: Buffer.alloc(0) };
    },
    text: async () => MOUNTS,
    links: async () => links,
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
    expect(parseDrives(json(drives))).toEqual([
      { path: 'D:\\', label: null, fileSystem: 'NTFS', removable: null, labelScore: 0 },
      { path: 'E:\\', label: 'U-SERIES AP', fileSystem: 'FAT32', removable: true, labelScore: 90 },
    ]);
    expect(parseDrives(json(drives[2]))).toHaveLength(1);
    const port: MediaPort = {
      platform: 'win32',
      run: async () => ({ stdout: Buffer.from(json(drives)), stderr: Buffer.alloc(0) }),
      text: () => Promise.reject(new Error('unused')),
      links: () => Promise.reject(new Error('unused')),
    };
    expect((await listSticks(port)).map(({ path }) => path)).toEqual(['E:\\', 'D:\\']);
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
    expect(parseDiskutil(plist('/Volumes/Keys', true))).toEqual({
      path: '/Volumes/Keys',
      label: 'Keys & more',
      fileSystem: 'exfat',
      removable: true,
      labelScore: 0,
    });
    expect(parseDiskutil(plist('/', false))).toBeNull();
    const port: MediaPort = {
      platform: 'darwin',
      run: async (_file, args) => ({ stdout: Buffer.from(plist(args.at(-1) ?? '', true)), stderr: Buffer.alloc(0) }),
      text: () => Promise.reject(new Error('unused')),
      links: async () => [
        { name: 'Macintosh HD', target: '/' },
        { name: 'Keys', target: '/Volumes/Keys' },
      ],
    };
    expect((await listSticks(port)).map(({ path }) => path)).toEqual(['/Volumes/Keys']);
  });
});

test('1,000 mutated outputs of every program: no crash', () => {
  const random = seeded(314);
  const pick = (below: number) => Math.floor(random() * below);
  const parsers = [
    [parseMountinfo, MOUNTS],
    [parseLsblk, LSBLK],
    [parseBlkid, BLKID],
    [parseDrives, JSON.stringify({ System: 'C:', Drives: [{ DeviceID: 'D:', DriveType: 2 }] })],
    [parseDiskutil, '<key>MountPoint</key><string>/Volumes/x</string>'],
  ] as const;
  let read = 0;
  for (const [parse, text] of parsers) {
    for (let round = 0; round < 1_000; round++) {
      const letters = [...text];
      for (let times = pick(5); times >= 0; times--) letters[pick(letters.length)] = String.fromCharCode(pick(128));
      const found = parse(letters.join('').slice(0, pick(3) ? undefined : pick(text.length)));
      if (Array.isArray(found) ? found.length > 0 : found) read++;
    }
  }
  for (const text of ['null', '[]', '{"blockdevices":[null,1,"x",{"children":[null]}]}', '{"Drives":[null,1]}']) {
    expect([...parseLsblk(text), ...parseDrives(text)]).toEqual([]);
  }
  expect(read).toBeGreaterThan(1_000);
});

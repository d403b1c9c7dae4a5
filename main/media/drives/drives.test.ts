import { describe, expect, test } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { newMediaId, parseMediaId } from '../identity.ts';
import { BLKID, LABEL, LSBLK, MOUNTS } from '../testing/samples.ts';
import { bareDrive, type Drive } from './drive.ts';
import { isSystemPlace, labelOfLink, parseBlkid, parseLsblk, parseMountinfo } from './linux.ts';
import { listDrives, type MediaPort } from './list.ts';
import { parseDiskutil, parseUsbSerials } from './macos.ts';
import { unfit } from './unfit.ts';
import { parseDrives } from './windows.ts';

const unused = () => Promise.reject(new Error('unused'));
const answers =
  (programs: Record<string, string>): MediaPort['run'] =>
  async (file) => {
    const text = programs[file];
    if (text === undefined) throw Object.assign(new Error('no such program'), { code: 'ENOENT' });
    return { stdout: Buffer.from(text), stderr: Buffer.alloc(0) };
  };
const reasons = (drives: Drive[]) => Object.fromEntries(drives.map((drive) => [drive.path, unfit(drive)?.en ?? 'fit']));

describe('Linux', () => {
  test('mounts of media, with blanks and backslashes in their names', () => {
    const media = parseMountinfo(MOUNTS).filter(({ path, whole }) => whole && !isSystemPlace(path));
    expect(media).toEqual([
      { device: '/dev/sdb1', path: `/media/tech/${LABEL}`, fileSystem: 'fuseblk', readOnly: false, whole: true },
      { device: '/dev/sdc1', path: '/run/media/tech/Daten\\x', fileSystem: 'exfat', readOnly: true, whole: true },
      { device: '/dev/sdc2', path: '/mnt/usb', fileSystem: 'ext4', readOnly: false, whole: true },
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
      { device: '/dev/sdc1', label: 'U-SERIES AP', fileSystem: 'exfat', uuid: '12-34' },
      { device: '/dev/sdb1', label: null, fileSystem: 'ntfs', uuid: null },
    ]);
    expect(labelOfLink('U-Series\\x20Appliance-BITLOCK')).toBe(LABEL);
    expect(labelOfLink('Schl\\xc3\\xbcssel')).toBe('Schlüssel');
  });

  const linux = (programs: Record<string, string>, texts: Record<string, string> = {}): MediaPort => ({
    platform: 'linux',
    run: answers(programs),
    text: async (path) => texts[path] ?? (path === '/proc/self/mountinfo' ? MOUNTS : unused()),
    links: unused,
    freeBytes: async () => 1_000,
  });

  test("a disk and everything on it is the system's, when the system lives on a part of it", async () => {
    expect(reasons(await listDrives(linux({ lsblk: LSBLK })))).toEqual({
      '/dev/sda1': 'The system of this computer lives on it.',
      '/dev/sdb1': 'fit',
      '/dev/sdc1': expect.stringContaining('read only'),
      '/dev/sdc2': 'fit',
      '/dev/vda': 'The system of this computer lives on it.',
    });
    const beside = LSBLK.replace(
      '"children":[{"name":"sda1"',
      '"children":[{"path":"/dev/sda9","fstype":"ext4"},{"name":"sda1"',
    );
    expect(reasons(await listDrives(linux({ lsblk: beside })))['/dev/sda9']).toContain('part of the disk');
  });

  test.each(['/', '/boot', '/home', '/usr', '/var', '[SWAP]'])(
    'a stick that holds %s is no place to write to',
    async (at) => {
      const stick = { path: '/dev/sdx', tran: 'usb', rm: true, children: [{ path: '/dev/sdx1', mountpoints: [at] }] };
      const [drive] = await listDrives({
        ...linux({ lsblk: JSON.stringify({ blockdevices: [stick] }) }),
        text: async () => '',
      });
      expect(drive).toMatchObject({ path: '/dev/sdx1', removable: true, system: 'volume' });
      expect(drive && unfit(drive)).not.toBeNull();
    },
  );

  test('model, serial number and room; the serial number from the USB device where udev does not run', async () => {
    const disk = {
      path: '/dev/sdb',
      tran: 'usb',
      rm: true,
      ro: false,
      vendor: 'QEMU    ',
      model: 'QEMU HARDDISK',
      serial: null,
    };
    const part = { path: '/dev/sdb1', fstype: 'vfat', uuid: '40BD-EBE7', size: '104857600', label: 'STICK' };
    const lsblk = JSON.stringify({ blockdevices: [{ ...disk, children: [part] }] });
    const serial = { '/sys/class/block/sdb/device/../../../../serial': '4C53\n' };
    expect((await listDrives(linux({ lsblk }, serial))).find(({ path }) => path === '/dev/sdb1')).toEqual({
      ...{ path: '/dev/sdb1', disk: '/dev/sdb', mount: `/media/tech/${LABEL}`, model: 'QEMU HARDDISK' },
      ...{ serial: '4C53', label: 'STICK', fileSystem: 'vfat', uuid: '40BD-EBE7', sizeBytes: 104857600 },
      ...{ freeBytes: 1_000, readOnly: false, removable: true, system: null },
    });
  });
});

const WINDOWS = JSON.stringify({
  System: 'C:',
  Drives: [
    { DeviceID: 'C:', DriveType: 3, VolumeName: 'OS', FileSystem: 'NTFS', Size: 100, FreeSpace: 50 },
    { DeviceID: 'D:', DriveType: 3, VolumeName: 'Data', FileSystem: 'NTFS' },
    {
      DeviceID: 'E:',
      DriveType: 2,
      VolumeName: 'STICK',
      FileSystem: 'FAT32',
      Size: 8e9,
      FreeSpace: 7e9,
      VolumeSerialNumber: '40BDEBE7',
    },
    { DeviceID: 'F:', DriveType: 3, VolumeName: 'SSD', FileSystem: 'exFAT' },
    { DeviceID: 'G:', DriveType: 3, VolumeName: 'Archive', FileSystem: 'NTFS' },
    { DeviceID: 'H:', DriveType: 5 },
    { DeviceID: 'Z:', DriveType: 4 },
  ],
  Links: [
    { Drive: 'C:', Partition: 'Disk #0, Partition #1' },
    { Drive: 'D:', Partition: 'Disk #0, Partition #2' },
    { Drive: 'E:', Partition: 'Disk #1, Partition #0' },
    { Drive: 'F:', Partition: 'Disk #2, Partition #0' },
    { Drive: 'G:', Partition: 'Disk #3, Partition #0' },
  ],
  Disks: [
    { Index: 1, Model: 'SanDisk Ultra USB Device', SerialNumber: '4C530001', InterfaceType: 'USB' },
    { Index: 2, Model: 'Samsung T7 SCSI Disk Device', SerialNumber: 'S5T', InterfaceType: 'SCSI' },
  ],
  Known: [
    { Number: 2, Bus: 'USB', ReadOnly: true, System: false },
    { Number: 3, Bus: 'SATA', ReadOnly: false, System: false },
  ],
});

test('Windows: letters by disk', () => {
  const drives = parseDrives(WINDOWS);
  expect(drives.map(({ path, removable, system }) => [path, removable, system])).toEqual([
    ['C:', null, 'volume'],
    ['D:', null, 'disk'],
    ['E:', true, null],
    ['F:', true, null],
    ['G:', false, null],
  ]);
  expect(drives[2]).toEqual({
    ...{
      path: 'E:',
      disk: '\\\\.\\PHYSICALDRIVE1',
      mount: 'E:\\',
      model: 'SanDisk Ultra USB Device',
      serial: '4C530001',
    },
    ...{ label: 'STICK', fileSystem: 'FAT32', uuid: '40BD-EBE7', sizeBytes: 8e9, freeBytes: 7e9 },
    ...{ readOnly: false, removable: true, system: null },
  });
  expect(Object.values(reasons(drives)).map((why) => why.split('.')[0])).toEqual([
    'The system of this computer lives on it',
    'It is a part of the disk that the system of this computer lives on',
    'fit',
    'It is read only',
    'It is built in and cannot be carried away',
  ]);
});

const plist = (mountPoint: string, external: boolean) =>
  `<plist version="1.0"><dict>\n\t<key>DeviceNode</key>\n\t<string>/dev/disk4s1</string>\n\t<key>FilesystemType</key>\n\t<string>exfat</string>` +
  `\n\t<key>FreeSpace</key>\n\t<integer>7000000000</integer>\n\t<key>Internal</key>\n\t<${!external}/>\n\t<key>MediaName</key>\n\t<string>Ultra</string>` +
  `\n\t<key>MountPoint</key>\n\t<string>${mountPoint}</string>\n\t<key>ParentWholeDisk</key>\n\t<string>disk4</string>` +
  `\n\t<key>TotalSize</key>\n\t<integer>8000000000</integer>\n\t<key>VolumeName</key>\n\t<string>Keys &amp; more</string>` +
  `\n\t<key>VolumeUUID</key>\n\t<string>5A2F</string>\n\t<key>WritableVolume</key>\n\t<true/>\n</dict></plist>`;
const USB = JSON.stringify({
  SPUSBDataType: [{ _name: 'Bus', _items: [{ _items: [{ serial_num: '4C53', Media: [{ bsd_name: 'disk4' }] }] }] }],
});

test('macOS: volumes with the serial number of their device', async () => {
  const port: MediaPort = {
    platform: 'darwin',
    run: async (file, args) =>
      answers({ system_profiler: USB, diskutil: plist(args.at(-1) ?? '', args.at(-1) !== '/') })(
        file,
        args,
        0,
        AbortSignal.abort(),
      ),
    text: unused,
    links: async () => [
      { name: 'Macintosh HD', target: '/' },
      { name: 'Keys', target: '/Volumes/Keys' },
    ],
    freeBytes: unused,
  };
  const [system, stick] = await listDrives(port);
  expect(system?.system).toBe('volume');
  expect(stick).toEqual({
    ...{ path: '/dev/disk4s1', disk: '/dev/disk4', mount: '/Volumes/Keys', model: 'Ultra', serial: '4C53' },
    ...{ label: 'Keys & more', fileSystem: 'exfat', uuid: '5A2F', sizeBytes: 8e9, freeBytes: 7e9 },
    // Both have the same disk here: what lies beside the system is not written to.
    ...{ readOnly: false, removable: true, system: 'disk' },
  });
});

test.each([
  [{ fileSystem: 'crypto_LUKS' }, 'encrypted'],
  [{ fileSystem: 'iso9660', mount: '/media/cd' }, 'cannot be written to'],
  [{ fileSystem: 'vfat' }, 'not mounted'],
  [{}, 'no file system'],
  [{ mount: '/media/a', freeBytes: 0 }, 'full'],
  [{ mount: '/media/a', readOnly: true }, 'read only'],
  [{ mount: '/media/a', removable: false }, 'built in'],
])('%j: %s', (known, why) => expect(unfit({ ...bareDrive('/dev/sdx'), ...known })?.en).toContain(why));

test('1,000 mutated outputs of every program: no crash', () => {
  const random = seeded(314);
  const pick = (below: number) => Math.floor(random() * below);
  const parsers = [
    [parseMountinfo, MOUNTS],
    [parseLsblk, LSBLK],
    [parseBlkid, BLKID],
    [parseDrives, WINDOWS],
    [parseDiskutil, plist('/Volumes/x', true)],
    [(text: string) => [...parseUsbSerials(text)], USB],
    [(text: string) => parseMediaId(text), JSON.stringify(newMediaId(new Date(0)))],
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

// One copy with its read-back: `node media.child.js SOURCE FOLDER BYTES SHA256`. Prints the peak of its memory in bytes.
import { copyToMedium } from '../../main/media/copy/copy.ts';
import { readBack } from '../../main/media/copy/read-back.ts';
import { bareDrive } from '../../main/media/drives/drive.ts';
import { type Medium, mediumPorts } from '../../main/media/identity.ts';

const [source = '', folder = '', bytes, sha256 = ''] = process.argv.slice(2);

// A folder stands for the medium: what is measured is the copy, so it is named like a drive and taken for a file system.
const device = 1;
const lsblk = { path: '/dev/bench', fstype: 'ext4', model: 'Bench', serial: '1', mountpoints: [folder] };
const { files, media } = mediumPorts;
const ports: Medium['ports'] = {
  ...mediumPorts,
  media: {
    ...media,
    platform: 'linux',
    run: async () => ({ stdout: Buffer.from(JSON.stringify({ blockdevices: [lsblk] })), stderr: Buffer.alloc(0) }),
    text: async () => `1 1 0:1 / ${folder} rw - ext4 /dev/bench rw\n`,
  },
  files: {
    ...files,
    lstat: async (place) =>
      place === folder ? Object.assign(await files.lstat(place), { dev: device }) : files.lstat(place),
  },
};
const drive = { ...bareDrive('/dev/bench'), mount: folder, model: 'Bench', serial: '1', fileSystem: 'ext4' };
const medium: Medium = { ports, drive, folder, device, id: null };
const list = [{ name: 'package.bin', source, sizeBytes: Number(bytes), sha256 }];
await copyToMedium(list, medium);
const { good, how } = await readBack(list, medium);
if (!good) throw new Error(`not good (${how})`);
console.log(JSON.stringify({ how, peakBytes: process.resourceUsage().maxRSS * 1024 }));

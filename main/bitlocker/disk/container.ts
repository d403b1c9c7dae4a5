import { BitlockerError } from '../errors.ts';
import type { Source } from '../fve/types.ts';
import { tryRead } from './try-read.ts';

/** Virtual disks whose bytes do not lie where the drive has them, by what their files begin with. */
const CONTAINERS: readonly { name: string; at: number; magic: Buffer }[] = [
  { name: 'VHDX', at: 0, magic: Buffer.from('vhdxfile') }, // MS-VHDX 2.2.1
  { name: 'dynamic VHD', at: 0, magic: Buffer.from('conectix') }, // a copy of the footer in front: VHD 1.0, "Dynamic Disk Header"
  { name: 'VMDK', at: 0, magic: Buffer.from('KDMV') },
  { name: 'QCOW2', at: 0, magic: Buffer.from('QFI\xfb', 'latin1') },
  { name: 'VDI', at: 64, magic: Buffer.from([0x7f, 0x10, 0xda, 0xbe]) },
];

const FOOTER_BYTES = 512;

/** @throws BitlockerError `bitlocker.unsupported` when this is a virtual disk that has to be unpacked first */
export async function refuseContainer(source: Source): Promise<void> {
  for (const { name, at, magic } of CONTAINERS) {
    const bytes = await tryRead(source, at, magic.length);
    if (!bytes?.equals(magic)) continue;
    const message = `${source.name} is a ${name} container; make a plain image of it: qemu-img convert -O raw <it> disk.raw`;
    throw new BitlockerError('bitlocker.unsupported', message);
  }
}

/**
 * Where the drive ends: in front of the footer of a fixed VHD (VHD 1.0, "Hard Disk Footer Format"), else at the end of the
 * source. Null where the end is not known.
 */
export async function driveEnd(source: Source): Promise<number | null> {
  if (source.size === null || source.size < FOOTER_BYTES) return source.size;
  const footer = await tryRead(source, source.size - FOOTER_BYTES, 8);
  return footer?.toString('latin1') === 'conectix' ? source.size - FOOTER_BYTES : source.size;
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** /sys counts in these, whatever the drive's own sector size (Linux, Documentation/ABI/stable/sysfs-block). */
const SYSFS_SECTOR = 512;

/**
 * Size in bytes of a Linux block device, e.g. /dev/sdb1; null where the system does not tell without an ioctl. `device` is
 * the real path, no link. `sys` is another place for /sys (tests).
 */
export async function blockDeviceSize(device: string, sys = '/sys/class/block'): Promise<number | null> {
  const text = await readFile(path.join(sys, path.basename(device), 'size'), 'utf8').catch(() => '');
  const sectors = Number.parseInt(text, 10);
  return Number.isSafeInteger(sectors) && sectors > 0 ? sectors * SYSFS_SECTOR : null;
}

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { guestInitrd } from './guest-initrd.ts';
import { requirePeer } from './require-peer.ts';

/** What QEMU needs to boot the guest: a real Linux kernel, and a RAM disk that answers on the serial line. */
export interface Guest {
  kernel: string;
  initrd: string;
}

/** Finds the kernel and writes the RAM disk into `folder`. Throws when kernel or busybox are missing, naming what brings them. */
export function prepareGuest(folder: string): Guest {
  const busybox = readFileSync(requirePeer('busybox'));
  // The guest has no shared libraries, and Debian has a busybox that needs them.
  if (busybox.includes('/lib64/ld-linux')) {
    throw new Error('this busybox is not static. Next: sudo apt-get install -y busybox-static');
  }
  const initrd = join(folder, 'initrd');
  writeFileSync(initrd, guestInitrd(busybox));
  return { kernel: guestKernel(), initrd };
}

function guestKernel(): string {
  const { status, stdout, stderr } = spawnSync(join(import.meta.dirname, 'guest-kernel.sh'), { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr.trim());
  return stdout.trim();
}

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
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
  const initrd = join(folder, 'initrd');
  writeFileSync(initrd, guestInitrd(readFileSync(requirePeer('busybox'))));
  return { kernel: guestKernel(), initrd };
}

/** The kernel that `guest-kernel.sh` has fetched, or one that this machine boots from. */
function guestKernel(): string {
  const fetched = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'rackhand-guest', 'vmlinuz');
  const installed = existsSync('/boot') ? readdirSync('/boot').filter((name) => /^vmlinuz-.*amd64$/.test(name)) : [];
  const kernel = [fetched, ...installed.map((name) => join('/boot', name))].find((path) => existsSync(path));
  if (kernel !== undefined) return kernel;
  throw new Error(
    'there is no Linux kernel for the guest. Next: test/peers/support/guest-kernel.sh (apt-get download)',
  );
}

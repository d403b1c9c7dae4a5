import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Third-party programs that the proofs run against, with the Debian package that brings each. */
const PACKAGES = {
  ipmi_sim: 'openipmi',
  ipmitool: 'ipmitool',
  ipmipower: 'freeipmi-tools',
  'ipmi-sensors': 'freeipmi-tools',
  'ipmi-sel': 'freeipmi-tools',
  'ipmi-fru': 'freeipmi-tools',
  sdrcomp: 'openipmi',
  'qemu-system-x86_64': 'qemu-system-x86',
  busybox: 'busybox-static',
  sshd: 'openssh-server',
  'ssh-keygen': 'openssh-client',
  ssh: 'openssh-client',
  osslsigncode: 'osslsigncode',
  openssl: 'openssl',
  cryptsetup: 'cryptsetup-bin',
  'dislocker-file': 'dislocker',
  'dislocker-metadata': 'dislocker',
  'mkfs.vfat': 'dosfstools',
  mkntfs: 'ntfs-3g',
  'ntfs-3g': 'ntfs-3g',
  'mkfs.exfat': 'exfatprogs',
  'mkfs.ext4': 'e2fsprogs',
  dmsetup: 'dmsetup',
  partx: 'util-linux',
  blkid: 'util-linux',
  lsblk: 'util-linux',
  age: 'age',
  chronyd: 'chrony',
  dnf: 'dnf',
  rpmbuild: 'rpm',
  script: 'bsdutils',
} as const;
export type Peer = keyof typeof PACKAGES;

/**
 * Absolute path of a peer. Throws when it is missing: a proof against real peers that skips itself proves nothing.
 * `/usr/sbin` is searched too, because Debian puts ipmipower there and it is not on every user's PATH.
 */
export function requirePeer(peer: Peer): string {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  for (const folder of folders) {
    const path = join(folder, peer);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  throw new Error(`${peer} is not installed. Next: sudo apt-get install -y ${PACKAGES[peer]}`);
}

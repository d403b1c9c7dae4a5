/** What the guest prints when it is about to take commands, and how it asks for one. */
export const READY = 'guest: ready';
export const PROMPT = 'guest# ';

/** One entry of the guest's first file system. `mode` as in stat(2): type and permission bits. */
export interface Entry {
  path: string;
  mode: number;
  data: Buffer;
}

const FILE = 0o100755;
const FOLDER = 0o040755;
const HEADER_BYTES = 110;

/**
 * What the guest does once the kernel is up: silences it, so that from here on the line says only what was asked for, and takes
 * commands. A plain read instead of a shell's line editor: what is typed is echoed by the kernel's own serial driver and nothing
 * else. `/dev/console` is in the archive that every kernel has built in, so the line is open before /dev is mounted.
 */
const INIT = `#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t devtmpfs dev /dev
mount -t proc proc /proc
dmesg -n 1
echo '${READY}'
while echo -n '${PROMPT}'; read -r line; do eval "$line"; done
`;

/** The guest's initial RAM disk: busybox and an init script, as an uncompressed "newc" archive (kernel: initramfs buffer format). */
export function guestInitrd(busybox: Buffer): Buffer {
  return initrdOf([
    folder('bin'),
    folder('dev'),
    folder('proc'),
    executable('bin/busybox', busybox),
    executable('init', Buffer.from(INIT)),
  ]);
}

export const folder = (path: string): Entry => ({ path, mode: FOLDER, data: Buffer.alloc(0) });
export const executable = (path: string, data: Buffer): Entry => ({ path, mode: FILE, data });

/** An initial RAM disk of these files, as an uncompressed "newc" archive. */
export function initrdOf(entries: readonly Entry[]): Buffer {
  const end = { path: 'TRAILER!!!', mode: 0, data: Buffer.alloc(0) };
  return Buffer.concat([...entries, end].flatMap((entry, index) => newc(entry, index + 1)));
}

/** Header of thirteen numbers, each as eight hex digits behind the magic; name and data each end on a four-byte boundary. */
function newc({ path, mode, data }: Entry, inode: number): Buffer[] {
  const name = Buffer.from(`${path}\0`);
  const links = 1;
  const fields = [inode, mode, 0, 0, links, 0, data.length, 0, 0, 0, 0, name.length, 0];
  const header = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`);
  return [header, name, padding(HEADER_BYTES + name.length), data, padding(data.length)];
}

function padding(length: number): Buffer {
  return Buffer.alloc((4 - (length % 4)) % 4);
}

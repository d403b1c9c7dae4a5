/** A Linux machine with a USB port: Debian's kernel under QEMU without KVM, this machine's files over 9p, our driver in its Node. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { executable, folder, initrdOf } from './guest-initrd.ts';
import type { Answer, GuestCall } from './media-guest.child.ts';
import { requirePeer } from './require-peer.ts';

const root = join(import.meta.dirname, '../../..');
const BOOT_MS = 60_000;
const PLUG_MS = 15_000;

/** Errors that the stick gives at a place, as QEMU's blkdebug takes them. */
export interface BadSector {
  iotype: 'read' | 'write';
  sector: number;
}
export interface PlugOptions {
  serial?: string;
  readOnly?: boolean;
  bad?: BadSector;
}

/** What the guest does first: modules, this machine's files read only, a layer of memory above them, then our program. */
const init = (node: string) => `#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
dmesg -n 1
while read m; do insmod /modules/$m; done < /modules/modules.order
mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=1048576,cache=loose hostroot /host
mount -t tmpfs tmpfs /layer; mkdir /layer/upper /layer/work
mount -t overlay -o lowerdir=/host,upperdir=/layer/upper,workdir=/layer/work overlay /root
for d in proc sys dev; do mount --bind /$d /root/$d; done
mkdir -p /root/mnt/usb /root/share
mount -t 9p -o trans=virtio,version=9p2000.L,msize=1048576 share /root/share
exec 3<>/dev/vport0p1
exec chroot /root /usr/bin/env -i UV_THREADPOOL_SIZE=12 PATH=/usr/sbin:/usr/bin:/sbin:/bin ${node} /share/agent.js <&3 >&3
`;

export class UsbVm implements AsyncDisposable {
  /** Seen by the guest as /share. */
  readonly share: string;
  readonly #folder: string;
  readonly #qemu: ChildProcess;
  readonly #servers: Server[];
  readonly #agent: Socket;
  readonly #qmp: Socket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #replies: ((reply: { error?: { desc: string }; return?: unknown }) => void)[] = [];
  readonly #events: { event: string; data?: { device?: string } }[] = [];
  #wake = () => undefined as void;
  #calls = 0;
  #atCut: () => void = () => undefined;

  private constructor(parts: {
    folder: string;
    share: string;
    qemu: ChildProcess;
    servers: Server[];
    agent: Socket;
    qmp: Socket;
  }) {
    this.#folder = parts.folder;
    this.share = parts.share;
    this.#qemu = parts.qemu;
    this.#servers = parts.servers;
    this.#agent = parts.agent;
    this.#qmp = parts.qmp;
  }

  /** Boots; `prepare` puts into the shared folder what the guest is to find there. */
  static async start(prepare: (share: string) => void): Promise<UsbVm> {
    const folder = mkdtempSync(join(tmpdir(), 'rackhand-usb-'));
    const share = join(folder, 'share');
    mkdirSync(share);
    prepare(share);
    const entry = 'test/peers/support/media-guest.child.ts';
    const outDir = join(folder, 'agent');
    await build({
      root,
      configFile: false,
      logLevel: 'error',
      ssr: { noExternal: true },
      build: { ssr: entry, outDir },
    });
    writeFileSync(join(share, 'agent.js'), readFileSync(join(outDir, 'media-guest.child.js')));
    writeFileSync(join(share, 'package.json'), '{"type":"module"}');
    const kernel = usbKernel();
    writeFileSync(join(folder, 'initrd'), initrd(kernel));
    const [agentServer, qmpServer] = [createServer(), createServer()];
    await Promise.all([
      once(agentServer.listen(join(folder, 'agent.sock')), 'listening'),
      once(qmpServer.listen(join(folder, 'qmp.sock')), 'listening'),
    ]);
    const program = requirePeer('qemu-system-x86_64');
    const qemu = spawn('setpriv', ['--pdeathsig', 'KILL', program, ...machine(folder, share, kernel)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [[agent], [qmp]] = await Promise.all([once(agentServer, 'connection'), once(qmpServer, 'connection')]);
    const vm = new UsbVm({ folder, share, qemu, servers: [agentServer, qmpServer], agent, qmp });
    await vm.#begin();
    return vm;
  }

  async #begin(): Promise<void> {
    createInterface({ input: this.#qmp }).on('line', (line) => {
      const reply = JSON.parse(line);
      if (reply.event) this.#events.push(reply);
      else if (!reply.QMP) this.#replies.shift()?.(reply);
      this.#wake();
    });
    const ready = Promise.withResolvers<void>();
    createInterface({ input: this.#agent }).on('line', (line) => {
      const answer: Answer = JSON.parse(line);
      if (answer.kind === 'ready') ready.resolve();
      else if (answer.kind === 'cut') this.#atCut();
      else this.#waiting.get(answer.id)?.(answer);
    });
    for (const socket of [this.#agent, this.#qmp]) socket.on('error', () => undefined);
    const timer = setTimeout(() => ready.reject(new Error(`the guest does not start: ${this.console()}`)), BOOT_MS);
    this.#qemu.once('exit', () => ready.reject(new Error(`QEMU has ended: ${this.console()}`)));
    await this.qmp('qmp_capabilities');
    await ready.promise.finally(() => clearTimeout(timer));
  }

  /** What the guest's kernel has said. */
  console(): string {
    try {
      return readFileSync(join(this.#folder, 'console.log'), 'utf8').slice(-2_000);
    } catch {
      return '';
    }
  }

  /** Asks our program in the guest. @throws what it has thrown: its `code` or message */
  async call<T>(call: GuestCall): Promise<T> {
    const id = ++this.#calls;
    const answer = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#agent.write(`${JSON.stringify({ id, ...call })}\n`);
    const got = await answer;
    this.#waiting.delete(id);
    if (got.kind === 'failed') throw Object.assign(new Error(got.message), { code: got.code });
    return (got as { value: T }).value;
  }

  /** Runs a shell command in the guest; what it prints. @throws when it fails */
  sh(command: string): Promise<string> {
    return this.call({ op: 'sh', command });
  }

  /** Resolves when a copy has reached the call at which it was to be cut off, and is in the middle of it. */
  cut(): Promise<void> {
    return new Promise((resolve) => {
      this.#atCut = resolve;
    });
  }

  /** Plugs an image in as a USB stick; its device. */
  async plug(
    image: string,
    { serial = '4C530001240611115483', readOnly = false, bad }: PlugOptions = {},
  ): Promise<string> {
    const file = { driver: 'file', filename: image, 'read-only': readOnly, locking: 'off' };
    const errors = bad && [{ event: 'none', iotype: bad.iotype, errno: 5, sector: bad.sector, once: false }];
    const below = errors ? { driver: 'blkdebug', image: file, 'inject-error': errors } : file;
    await this.qmp('blockdev-add', { driver: 'raw', 'node-name': 'stick', 'read-only': readOnly, file: below });
    const device = { driver: 'usb-storage', id: 'usb', bus: 'xhci.0', drive: 'stick', removable: true, serial };
    await this.qmp('device_add', device);
    const wait = `for i in $(seq ${PLUG_MS / 50}); do for d in /sys/block/sd*; do [ -e $d/size ] && [ "$(cat $d/size)" != 0 ] && [ -b /dev/\${d##*/} ] && { echo /dev/\${d##*/}; exit 0; }; done; sleep 0.05; done; exit 1`;
    return (await this.sh(wait)).trim();
  }

  /** Pulls it, mounted or not. */
  async yank(): Promise<void> {
    const before = this.#events.length;
    await this.qmp('device_del', { id: 'usb' });
    while (
      !this.#events.slice(before).some(({ event, data }) => event === 'DEVICE_DELETED' && data?.device === 'usb')
    ) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    await this.qmp('blockdev-del', { 'node-name': 'stick' });
    await this.sh(
      `for i in $(seq ${PLUG_MS / 50}); do ls -d /sys/block/sd* >/dev/null 2>&1 || exit 0; sleep 0.05; done; exit 1`,
    );
  }

  /** Stops the machine for the time of `act`: what the image holds then is what the stick holds when the power is cut. */
  async frozen<T>(act: () => T): Promise<T> {
    await this.qmp('stop');
    try {
      return act();
    } finally {
      await this.qmp('cont');
    }
  }

  async qmp(execute: string, args?: object): Promise<unknown> {
    const reply = new Promise<{ error?: { desc: string }; return?: unknown }>((resolve) => this.#replies.push(resolve));
    this.#qmp.write(`${JSON.stringify({ execute, arguments: args })}\n`);
    const { error, return: value } = await reply;
    if (error) throw new Error(`${execute}: ${error.desc}`);
    return value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#qemu.exitCode === null && this.#qemu.signalCode === null) {
      const ended = once(this.#qemu, 'exit');
      this.#qemu.kill('SIGKILL');
      await ended;
    }
    for (const socket of [this.#agent, this.#qmp]) socket.destroy();
    for (const server of this.#servers) server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function machine(folder: string, share: string, kernel: string): string[] {
  const files = (id: string, path: string, options: string, tag: string) => [
    ...['-fsdev', `local,id=${id},path=${path},security_model=none${options}`],
    ...['-device', `virtio-9p-pci,fsdev=${id},mount_tag=${tag}`],
  ];
  return [
    ...[
      '-accel',
      'tcg,thread=multi',
      '-cpu',
      'max',
      '-smp',
      '2',
      '-m',
      '1024',
      '-nodefaults',
      '-display',
      'none',
      '-no-reboot',
    ],
    ...['-kernel', join(kernel, 'vmlinuz'), '-initrd', join(folder, 'initrd')],
    ...['-append', 'console=ttyS0 panic=-1 quiet random.trust_cpu=on mitigations=off'],
    ...['-serial', `file:${join(folder, 'console.log')}`],
    ...['-device', 'virtio-serial-pci', '-chardev', `socket,id=agent,path=${join(folder, 'agent.sock')}`],
    ...['-device', 'virtserialport,chardev=agent,name=agent'],
    ...['-chardev', `socket,id=qmp,path=${join(folder, 'qmp.sock')}`, '-mon', 'chardev=qmp,mode=control'],
    ...files('root', '/', ',readonly=on,multidevs=remap', 'hostroot'),
    ...files('share', share, '', 'share'),
    ...['-device', 'qemu-xhci,id=xhci'],
  ];
}

function usbKernel(): string {
  const { status, stdout, stderr } = spawnSync(join(import.meta.dirname, 'usb-kernel.sh'), { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr.trim());
  return stdout.trim();
}

function initrd(kernel: string): Buffer {
  const modules = readdirSync(kernel).filter((name) => name !== 'vmlinuz');
  return initrdOf([
    ...['bin', 'dev', 'proc', 'sys', 'host', 'layer', 'root', 'modules'].map(folder),
    executable('bin/busybox', readFileSync(requirePeer('busybox'))),
    ...modules.map((name) => executable(`modules/${name}`, readFileSync(join(kernel, name)))),
    executable('init', Buffer.from(init(process.execPath))),
  ]);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Power } from './chassis-script.ts';
import { prepareGuest } from './guest.ts';
import { requirePeer } from './require-peer.ts';

export interface QemuOptions {
  /** TCP port on loopback that the machine's first serial port connects to when it is switched on. */
  serialPort: number;
  /** Appended to the kernel's command line, behind the console. */
  kernelOptions?: string;
}

/** A real x86 machine behind a BMC: off until its BMC switches it on. */
export interface QemuMachine extends AsyncDisposable {
  /** Program for ipmi_sim's `chassis_control`. */
  chassisControl: string;
  power(): Power;
  /** Everything that the machine has ever put on its serial line, as QEMU has logged it. */
  serialLog(): Buffer;
}

const HOST = '127.0.0.1';

/**
 * Prepares a machine. The chassis program is a line to this process, which owns QEMU as its child: so nothing that ipmi_sim
 * forks inherits its sockets or holds its pipe, no process id is kept in a file, and the machine dies with the test.
 */
export async function startMachine(options: QemuOptions): Promise<QemuMachine> {
  const program = requirePeer('qemu-system-x86_64');
  const folder = mkdtempSync(join(tmpdir(), 'rackhand-qemu-'));
  const log = join(folder, 'serial.log');
  const guest = prepareGuest(folder);
  let qemu: ChildProcess | null = null;

  const on = async () => {
    if (qemu !== null) return;
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', program, ...qemuArguments(options, guest, log)], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    qemu = child;
    child.once('exit', () => {
      if (qemu === child) qemu = null;
    });
    await once(child, 'spawn');
  };
  const off = async () => {
    const child = qemu;
    if (child === null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };

  /** Answers one call of the chassis program; what it returns is printed. Rejects what this chassis cannot do. */
  const answer = async ([operation, ...words]: string[]): Promise<string> => {
    if (operation === 'get') {
      const values: Record<string, string> = { power: qemu === null ? '0' : '1', boot: 'none' };
      return words.map((name) => `${name}:${values[name] ?? ''}\n`).join('');
    }
    if (operation === 'set' && words[0] === 'power') {
      await (words[1] === '1' ? on() : off());
      return '';
    }
    throw new Error(`this chassis has no "${operation} ${words.join(' ')}"`);
  };
  const server = createServer((socket) => void serve(socket, answer));
  await once(server.listen(0, HOST), 'listening');

  return {
    chassisControl: writeChassisLine(folder, server.address()),
    power: () => (qemu === null ? 'off' : 'on'),
    serialLog: () => (existsSync(log) ? readFileSync(log) : Buffer.alloc(0)),
    async [Symbol.asyncDispose]() {
      await off();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** No KVM: the proof must run on any build machine. No network, no disk, no screen: what it says, it says on COM1. */
function qemuArguments(options: QemuOptions, guest: { kernel: string; initrd: string }, log: string): string[] {
  return [
    ...['-machine', 'pc,graphics=off', '-accel', 'tcg', '-m', '192', '-nodefaults', '-display', 'none'],
    ...['-chardev', `socket,id=com1,host=${HOST},port=${options.serialPort},logfile=${log},logappend=on`],
    ...['-serial', 'chardev:com1'],
    ...['-kernel', guest.kernel, '-initrd', guest.initrd],
    ...['-append', `console=ttyS0,115200 ${options.kernelOptions ?? ''}`],
  ];
}

async function serve(socket: Socket, answer: (call: string[]) => Promise<string>): Promise<void> {
  socket.on('error', () => undefined);
  const [line] = await once(socket.setEncoding('utf8'), 'data');
  const reply = await answer(String(line).trim().split(' ')).catch(() => 'refused\n');
  socket.end(reply);
}

/** bash, because it can open a TCP connection by itself. */
function writeChassisLine(folder: string, address: ReturnType<ReturnType<typeof createServer>['address']>): string {
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  const path = join(folder, 'chassis-control');
  writeFileSync(
    path,
    `#!/bin/bash
exec 3<>/dev/tcp/${HOST}/${address.port}
echo "$*" >&3
status=0
while read -r line <&3; do
  [ "$line" = refused ] && status=1 || echo "$line"
done
exit $status
`,
  );
  chmodSync(path, 0o755);
  return path;
}

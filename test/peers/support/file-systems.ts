import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { requirePeer } from './require-peer.ts';
import { runProcess } from './run-process.ts';

/** An empty FAT volume of `mkfs.vfat`, the same bytes each time. */
export function fatImage(sectorSize: 512 | 4096, bytes = 512 * 1024): Promise<Buffer> {
  return made(bytes, (file) => [
    requirePeer('mkfs.vfat'),
    '-S',
    String(sectorSize),
    '-n',
    'DATA',
    '-i',
    '0BADCAFE',
    '--invariant',
    file,
  ]);
}

/** An empty NTFS volume of `mkntfs`. */
export function ntfsImage(bytes = 4 * 1024 * 1024): Promise<Buffer> {
  return made(bytes, (file) => [requirePeer('mkntfs'), '-F', '-Q', '-q', '-s', '512', '-L', 'OS', file]);
}

async function made(bytes: number, command: (file: string) => string[]): Promise<Buffer> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'rackhand-fs-'));
  try {
    const file = path.join(dir, 'volume.img');
    writeFileSync(file, '');
    truncateSync(file, bytes);
    const [program = '', ...args] = command(file);
    const { exitCode, stderr } = await runProcess(program, args);
    if (exitCode !== 0) throw new Error(`${program}: ${stderr}`);
    return readFileSync(file);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

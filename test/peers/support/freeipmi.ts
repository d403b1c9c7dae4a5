import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN, type PeerTarget } from './lab.ts';
import { requirePeer } from './require-peer.ts';
import { runProcess } from './run-process.ts';

/** Runs one of FreeIPMI's readers with a fresh folder for its cache of sensor records; what it printed. */
export async function freeipmi(
  program: 'ipmi-sensors' | 'ipmi-sel' | 'ipmi-fru',
  target: PeerTarget,
  options: readonly string[],
): Promise<string> {
  const { user, password } = target.credentials ?? ADMIN;
  const cache = mkdtempSync(join(tmpdir(), 'rackhand-freeipmi-'));
  try {
    const { exitCode, stdout, stderr } = await runProcess(
      requirePeer(program),
      [
        ...['-h', `${target.host}:${target.port}`, '-D', 'LAN_2_0', '-W', 'opensesspriv', '-l', 'USER'],
        ...['-u', user, '-p', password, '-I', String(target.cipherSuite ?? 3)],
        ...['--sdr-cache-directory', cache, '--quiet-cache', ...options],
      ],
      { env: { TZ: 'UTC' } },
    );
    if (exitCode !== 0) throw new Error(`${program} failed: ${stderr}`);
    return stdout;
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

/** "Name: value" lines of each block; blocks begin with a line that starts with `head`. */
export function blocks(text: string, head: string): Map<string, string[]>[] {
  const found: Map<string, string[]>[] = [];
  for (const line of text.split('\n')) {
    const at = line.indexOf(': ');
    if (at < 0) continue;
    const name = line.slice(0, at).trim();
    if (line.trim().startsWith(head)) found.push(new Map());
    const block = found.at(-1);
    block?.set(name, [...(block.get(name) ?? []), line.slice(at + 2).trim()]);
  }
  return found;
}

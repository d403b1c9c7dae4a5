import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { systemClock } from '../../../main/ports/clock.ts';
import { freeUdpPort } from './ports.ts';
import { requirePeer } from './require-peer.ts';

export interface Chronyd extends AsyncDisposable {
  /** `host:port` */
  readonly address: string;
}

/**
 * Debian's chronyd as a time server on a free loopback port. It does not touch the clock of this machine (`-x`), needs no
 * privileges (`-U`) and asks nobody.
 * @param knowsTheTime it takes its own clock for right (`local`); otherwise it has no source, and says so
 */
export async function startChronyd(knowsTheTime: boolean): Promise<Chronyd> {
  const folder = mkdtempSync(join(tmpdir(), 'rackhand-chronyd-'));
  const port = await freeUdpPort();
  const config = join(folder, 'chrony.conf');
  const lines = ['bindaddress 127.0.0.1', `port ${port}`, 'allow 127.0.0.1', 'cmdport 0', 'bindcmdaddress /'];
  if (knowsTheTime) lines.push('local stratum 5');
  writeFileSync(config, [...lines, `pidfile ${folder}/pid`, ''].join('\n'));
  const options = ['-x', '-U', '-u', userInfo().username, '-d', '-f', config];
  const child = spawn(requirePeer('chronyd'), options, { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  let failed: Error | null = null;
  child.once('error', (error) => {
    failed = error;
  });
  // It logs nothing once it listens, so the system is asked.
  while (!listens(port)) {
    if (failed || child.exitCode !== null)
      throw new Error(`chronyd did not start: ${said.join(' | ')}`, { cause: failed });
    await systemClock.sleep(10);
  }
  return {
    address: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether somebody has a UDP port of 127.0.0.1, by the system's own list. */
function listens(port: number): boolean {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync('/proc/net/udp', 'latin1').includes(` ${local} `);
}

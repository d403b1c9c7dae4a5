import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
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
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      // It has bound its port before it says this.
      if (line.includes('Disabled control of system clock')) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`chronyd did not start: ${said.join(' | ')}`)));
  });
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

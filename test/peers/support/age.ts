import { spawn } from 'node:child_process';
import { requirePeer } from './require-peer.ts';

export interface AgeRun {
  code: number | null;
  /** What it printed on its terminal. */
  said: string;
}

/**
 * Runs Debian's `age` at a terminal of its own (`script` of bsdutils), since it takes passphrases from nowhere else, and
 * types `passphrase` each time it asks.
 */
export async function age(args: readonly string[], passphrase: string): Promise<AgeRun> {
  const command = [requirePeer('age'), ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn(requirePeer('script'), ['--quiet', '--return', '--command', command, '/dev/null'], {
    stdio: 'pipe',
  });
  let said = '';
  let asked = 0;
  child.stdout.on('data', (data: Buffer) => {
    said += data.toString();
    const prompts = said.match(/(Enter|Confirm) passphrase[^:]*:/g)?.length ?? 0;
    for (; asked < prompts; asked += 1) child.stdin.write(`${passphrase}\n`);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, said };
}

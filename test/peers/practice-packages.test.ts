// The signatures on our practice packages, which only our own code has made, as osslsigncode sees them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { practicePackages } from '../../main/practice/packages/samples.ts';
import { packageSigner } from '../../main/practice/packages/signer.ts';
import { requirePeer } from './support/require-peer.ts';
import { runProcess } from './support/run-process.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'rackhand-packages-'));
const authority = path.join(folder, 'authority.pem');
const files: string[] = [];

beforeAll(async () => {
  const signer = packageSigner(Date.now());
  writeFileSync(authority, signer.anchor);
  for (const { name, bytes } of await practicePackages(signer)) {
    if (!name.endsWith('.EXE')) continue;
    writeFileSync(path.join(folder, name), bytes);
    files.push(name);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('practice packages', () => {
  it('are accepted by osslsigncode under the authority of the rack, the damaged one is not', async () => {
    const verdicts: Record<string, boolean> = {};
    for (const name of files) {
      const args = ['verify', '-CAfile', authority, '-in', path.join(folder, name)];
      const { exitCode, stdout } = await runProcess(requirePeer('osslsigncode'), args);
      verdicts[name] = exitCode === 0 && stdout.includes('Signature verification: ok');
    }
    expect(files.length).toBe(5);
    expect(verdicts).toEqual(Object.fromEntries(files.map((name) => [name, !name.includes('DAMAGED')])));
  });
});

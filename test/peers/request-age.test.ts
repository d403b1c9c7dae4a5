// A request without Rackhand: its key by Debian's age, its signature by OpenSSH.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { encodeSshPublicKey } from '../../main/bundle/codec/ssh.ts';
import { encodeSshSignature } from '../../main/bundle/codec/sshsig.ts';
import { identityTextOf, newSecret, recipientOf } from '../../main/request/age-x25519.ts';
import { bytesOf, fromCbor } from '../../main/request/cbor.ts';
import { ageFileOf } from '../../main/request/key.ts';
import { openSigned } from '../../main/request/signed.ts';
import { DOWNLOAD_KEY, SIGNER, signedRequest } from '../../main/request/testing.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'rackhand-request-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => path.join(folder, name);
const run = (program: string, args: string[], input?: Buffer) =>
  execFileSync(program, args, { input, stdio: ['pipe', 'pipe', 'pipe'] });

test('age -d opens the key that was sealed for a recipient of age-keygen', async () => {
  run('age-keygen', ['-o', at('identity')]);
  const recipient = run('age-keygen', ['-y', at('identity')])
    .toString()
    .trim();
  const { key } = await signedRequest(recipient);
  expect(run('age', ['-d', '-i', at('identity')], ageFileOf(key)).equals(DOWNLOAD_KEY)).toBe(true);
});

test('age -d opens it with the secret of our own collector, too, and age-keygen agrees on the recipient', async () => {
  const secret = newSecret();
  writeFileSync(at('own'), `${identityTextOf(secret)}\n`);
  expect(
    run('age-keygen', ['-y', at('own')])
      .toString()
      .trim(),
  ).toBe(recipientOf(secret));
  const { key } = await signedRequest(recipientOf(secret));
  expect(run('age', ['-d', '-i', at('own')], ageFileOf(key)).equals(DOWNLOAD_KEY)).toBe(true);
});

test('ssh-keygen -Y verify takes the signature, and not for something else', async () => {
  const { document } = await signedRequest();
  const { payload, publicKey } = openSigned(document);
  const parts = fromCbor(document);
  const signature = bytesOf(Array.isArray(parts) ? parts[2] : null);
  if (!signature) throw new Error('no signature');
  const namespace = 'rackhand-request';
  writeFileSync(at('signers'), `rack ${encodeSshPublicKey(SIGNER.publicKey, '')}\n`);
  writeFileSync(at('sig'), encodeSshSignature({ publicKey, namespace, hash: 'sha512', signature }));
  const verify = (name: string, bytes: Buffer) =>
    run(
      'ssh-keygen',
      ['-Y', 'verify', '-f', at('signers'), '-I', 'rack', '-n', name, '-s', at('sig')],
      bytes,
    ).toString();
  expect(verify(namespace, payload)).toContain('Good "rackhand-request" signature');
  expect(() => verify('rackhand-bundle', payload)).toThrow();
  expect(() => verify(namespace, Buffer.concat([payload, Buffer.alloc(1)]))).toThrow();
});

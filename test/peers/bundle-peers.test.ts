/**
 * A sealed bundle against the programs that a person would check it with (coreutils, minisign, OpenSSH), and what those
 * programs make against ours.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  decodePublicKey,
  decodeSecretKey,
  decodeSignature,
  encodePublicKey,
  verifyMinisign,
} from '../../main/bundle/codec/minisign.ts';
import { decodeSshPublicKey, encodeSshPublicKey, fingerprintOf } from '../../main/bundle/codec/ssh.ts';
import { decodeSshSignature, verifySsh } from '../../main/bundle/codec/sshsig.ts';
import { nextHop, readCustody } from '../../main/bundle/custody.ts';
import { bundlesIn, nodeFolder } from '../../main/bundle/folder.ts';
import { MINISIG, SSHSIG, sha256Of, TAGMANIFEST } from '../../main/bundle/layout.ts';
import { rotate } from '../../main/bundle/rotation.ts';
import { KEY, NOW, SERIAL, STRANGER, sealed, trusting } from '../../main/bundle/testing/bundles.ts';
import { readPublicKey, trustedKey } from '../../main/bundle/trust.ts';
import { verifyBundle } from '../../main/bundle/verify.ts';

let medium: string;
let root: string;
const inBundle = (name: string) => path.join(root, name);

beforeAll(async () => {
  medium = await mkdtemp(path.join(os.tmpdir(), 'rackhand-bundle-'));
  root = path.join(medium, '2026-11-21-001');
  for (const [name, bytes] of (await sealed({ partBytes: 20 })).files) {
    await mkdir(path.dirname(inBundle(name)), { recursive: true });
    await writeFile(inBundle(name), bytes);
  }
  await writeFile(path.join(medium, 'collector.pub'), encodePublicKey(KEY));
  const ssh = encodeSshPublicKey(KEY.publicKey, '');
  await writeFile(path.join(medium, 'allowed_signers'), `rackhand namespaces="rackhand-*" ${ssh}\n`);
});
afterAll(() => rm(medium, { recursive: true, force: true }));

/** A copy of the bundle in which something may be broken. */
async function copied(name: string): Promise<string> {
  const to = path.join(medium, name);
  await cp(root, to, { recursive: true });
  return to;
}

const run = (command: string, args: string[], { cwd = root, input = '' } = {}) =>
  spawnSync(command, args, { cwd, input, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });

const verified = (folder: string, trusted = [trusting()]) =>
  verifyBundle(nodeFolder(folder), { trusted, expected: { serial: SERIAL }, now: NOW });

test('sha256sum -c takes both manifests, and joined parts have the hash of joined-sha256.txt', async () => {
  for (const manifest of [TAGMANIFEST, 'manifest-sha256.txt'])
    expect(run('sha256sum', ['-c', '--strict', manifest])).toMatchObject({ status: 0 });
  const joined = run('sh', ['-c', 'cat data/base-7.0.bin.* | sha256sum']).stdout.slice(0, 64);
  expect(await readFile(inBundle('joined-sha256.txt'), 'utf8')).toContain(`${joined}  base-7.0.bin\n`);
  expect(
    run('sh', ['-c', 'find data -type f | sort > ../found; cut -c67- manifest-sha256.txt | sort | diff ../found -'])
      .status,
  ).toBe(0);
  const broken = await copied('broken-payload');
  await appendFile(path.join(broken, 'data/base-7.0.bin.001'), 'x');
  expect(run('sha256sum', ['-c', 'manifest-sha256.txt'], { cwd: broken }).status).toBe(1);
});

test("Debian's minisign accepts our signature, by the line and by the file, and prints whose bundle it is", async () => {
  const byFile = run('minisign', ['-Vm', TAGMANIFEST, '-p', '../collector.pub']);
  expect(byFile).toMatchObject({ status: 0 });
  expect(byFile.stdout).toContain('bundle:2026-11-21-001 seq:17 time:');
  expect(run('minisign', ['-Vm', TAGMANIFEST, '-P', trusting().minisign]).status).toBe(0);
  expect(run('minisign', ['-Vm', TAGMANIFEST, '-P', trusting(STRANGER).minisign]).status).toBe(1);
  const broken = await copied('broken-tagmanifest');
  await appendFile(path.join(broken, TAGMANIFEST), '\n');
  expect(run('minisign', ['-Vm', TAGMANIFEST, '-p', '../collector.pub'], { cwd: broken }).status).toBe(1);
});

test('a bundle that minisign signed, with a key of minisign -G -W, is good here', async () => {
  const bundle = await copied('by-minisign');
  for (const name of [MINISIG, SSHSIG]) await rm(path.join(bundle, name));
  execFileSync('minisign', ['-G', '-W', '-p', 'm.pub', '-s', 'm.key'], { cwd: medium });
  execFileSync('minisign', ['-Sm', path.join(bundle, TAGMANIFEST), '-s', 'm.key'], { cwd: medium });
  const key = readPublicKey(await readFile(path.join(medium, 'm.pub'), 'utf8'));
  const trusted = trustedKey(key, { name: 'By hand', own: false, since: '2026-01-01T00:00:00.000Z' });
  const view = await verified(bundle, [trusted]);
  expect(view.problems).toEqual([]);
  expect(view.signedBy).toBe(trusted.fingerprint);
  expect((await verified(bundle)).problems.map(({ code }) => code)).toEqual(['unknown-key']);

  const secret = decodeSecretKey(await readFile(path.join(medium, 'm.key')));
  expect(secret.publicKey.equals(key.publicKey)).toBe(true);
  expect(secret.id.equals(key.id)).toBe(true);
});

test('a signature of the old form (minisign -l) verifies as well', async () => {
  await writeFile(path.join(medium, 'file'), 'content\n');
  execFileSync('minisign', ['-G', '-W', '-f', '-p', 'l.pub', '-s', 'l.key'], { cwd: medium });
  execFileSync('minisign', ['-S', '-l', '-m', 'file', '-s', 'l.key'], { cwd: medium });
  const signed = decodeSignature(await readFile(path.join(medium, 'file.minisig'), 'utf8'));
  expect(signed.algorithm).toBe('Ed');
  const key = decodePublicKey(await readFile(path.join(medium, 'l.pub'), 'utf8'));
  expect(verifyMinisign(key, Buffer.from('content\n'), signed)).toBe(true);
  expect(verifyMinisign(key, Buffer.from('content'), signed)).toBe(false);
});

test('ssh-keygen -Y verify accepts our seal and our rotation, in their own namespaces only', async () => {
  const tagmanifest = await readFile(inBundle(TAGMANIFEST), 'utf8');
  const verify = (namespace: string, signature: string, input: string) =>
    run(
      'ssh-keygen',
      ['-Y', 'verify', '-f', '../allowed_signers', '-I', 'rackhand', '-n', namespace, '-s', signature],
      { input },
    );
  const good = verify('rackhand-bundle', SSHSIG, tagmanifest);
  expect(good).toMatchObject({ status: 0 });
  expect(good.stdout).toContain('Good "rackhand-bundle" signature');
  expect(verify('rackhand-request', SSHSIG, tagmanifest).status).not.toBe(0);
  expect(verify('rackhand-bundle', SSHSIG, `${tagmanifest}\n`).status).not.toBe(0);
  const { statement, signedByOld } = JSON.parse(rotate(KEY, STRANGER, '2026-11-22T00:00:00.000Z'));
  await writeFile(path.join(medium, 'rotation.sig'), signedByOld);
  expect(verify('rackhand-rotation', '../rotation.sig', statement)).toMatchObject({ status: 0 });
});

test('a signature of ssh-keygen -Y sign verifies here, its key is read, and the fingerprints are the same', async () => {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'courier', '-f', 'id'], { cwd: medium });
  await writeFile(path.join(medium, 'note'), 'a note');
  execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-f', 'id', '-n', 'rackhand-bundle', 'note'], { cwd: medium });
  const signed = decodeSshSignature(await readFile(path.join(medium, 'note.sig'), 'utf8'));
  expect(verifySsh(signed, 'rackhand-bundle', Buffer.from('a note'))).toBe(true);
  expect(verifySsh(signed, 'rackhand-request', Buffer.from('a note'))).toBe(false);
  const publicKey = decodeSshPublicKey(await readFile(path.join(medium, 'id.pub'), 'utf8'));
  expect(signed.publicKey.equals(publicKey)).toBe(true);
  expect(run('ssh-keygen', ['-lf', '../id.pub']).stdout).toContain(` ${fingerprintOf(publicKey)} `);
});

test('minisign accepts a change of custody', async () => {
  const of = { bundle: '2026-11-21-001', tagmanifestSha256: sha256Of(await readFile(inBundle(TAGMANIFEST))) };
  const place = { person: 'A. Admin', role: 'admin', from: 'office', to: 'courier', medium: null, seal: null } as const;
  const hop = nextHop(of, readCustody(new Map(), of, []), { ...place, at: '2026-11-21T11:00:00.000Z', note: '' }, KEY);
  const bundle = await copied('with-custody');
  await mkdir(path.join(bundle, 'custody'));
  for (const { name, text } of hop) await writeFile(path.join(bundle, name), text);
  const name = hop[1]?.name ?? '';
  expect(run('minisign', ['-Vm', name, '-p', '../collector.pub'], { cwd: bundle })).toMatchObject({ status: 0 });
  expect((await verified(bundle)).problems).toEqual([]);
});

test('read from real folders: good as it is; links, folders and files more are named, and bundles are found', async () => {
  expect((await verified(root)).problems).toEqual([]);
  expect(await bundlesIn(root)).toEqual(['.']);
  expect(await bundlesIn(medium)).toContain('2026-11-21-001');
  const bundle = await copied('linked');
  await rm(path.join(bundle, 'data/base-7.0.bin.001'));
  run('ln', ['-s', '/etc/hostname', 'data/base-7.0.bin.001'], { cwd: bundle });
  run('mkfifo', ['data/pipe'], { cwd: bundle });
  run('mkdir', ['-p', 'data/deep/deeper/deepest/end'], { cwd: bundle });
  const found = (await verified(bundle)).problems.map(({ code, file }) => `${code} ${file}`);
  expect(found).toContain('hostile-name data/base-7.0.bin.001');
  expect(found).toContain('hostile-name data/pipe');
  expect(found).toContain('hostile-name data/deep/deeper');
  const folder = nodeFolder(bundle);
  const first = folder.read('data/base-7.0.bin.001')[Symbol.asyncIterator]().next();
  await expect(first).rejects.toMatchObject({ code: 'ELOOP' });
});

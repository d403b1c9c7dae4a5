// Update packages against osslsigncode: what it signs we accept, what it refuses we refuse.
import { execFile } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DupError } from '../../main/idrac/dup/error.ts';
import { openPackageFile, packageInMemory } from '../../main/idrac/dup/file.ts';
import { inspect } from '../../main/idrac/dup/inspect.ts';
import { anchorsOf } from '../../main/idrac/dup/signature/chain.ts';
import { dupOf, peStub, SAMPLE_XML } from '../../main/idrac/dup/testing/package.ts';
import { zipOf } from '../../main/practice/packages/zip.ts';
import { type Authority, createAuthority, type SignOptions } from './support/authenticode.ts';
import { CLI_SOURCES } from './support/rackhand-cli.ts';
import { runProcess } from './support/run-process.ts';

const now = new Date();
const run = promisify(execFile);
let authority: Authority;
let stranger: Authority;

beforeAll(async () => {
  authority = await createAuthority();
  stranger = await createAuthority();
  await authority.leaf('rsa');
  await authority.leaf('p256', { key: 'P-256' });
  await authority.leaf('p384', { key: 'P-384' });
  await authority.leaf('web', { usage: 'serverAuth' });
  await authority.leaf('past', { valid: ['20200101000000Z', '20210101000000Z'] });
  await authority.leaf('other', { subject: '/O=Somebody Else/CN=Somebody Else' });
});
afterAll(() => {
  authority.remove();
  stranger.remove();
});

const sample = (options: Parameters<typeof dupOf>[0] = {}) => authority.write('sample.exe', dupOf(options));
async function judged(file: string, root = authority.rootPem) {
  const opened = await openPackageFile(file);
  try {
    return await inspect(opened, { anchors: anchorsOf(root), now });
  } finally {
    await opened.close();
  }
}
const stateOf = async (file: string, root = authority.rootPem) => (await judged(file, root)).signature?.state;

describe('a package signed by osslsigncode', () => {
  it.each([32, 64] as const)('is read and valid in every offset style, %i bit', async (bits) => {
    for (const offsets of ['archive', 'file'] as const) {
      const file = await authority.sign(sample({ bits, offsets }), 'rsa');
      const { facts, signature } = await judged(file);
      expect(facts?.vendorVersion).toBe('2.10.1');
      expect(signature).toMatchObject({ state: 'valid', signer: { organisation: 'Dell Inc' } });
      expect(await authority.verifies(file)).toBe(true);
    }
  });

  it.each<[string, string, SignOptions]>([
    ['RSA and SHA-1', 'rsa', { hash: 'sha1' }],
    ['RSA and SHA-384', 'rsa', { hash: 'sha384' }],
    ['ECDSA P-256', 'p256', {}],
    ['ECDSA P-384 and SHA-384', 'p384', { hash: 'sha384' }],
    ['a timestamp', 'rsa', { stampedAt: 1_700_000_000 }],
    ['a certificate that is over, stamped while it was not', 'past', { stampedAt: 1_590_000_000 }],
  ])('is valid with %s', async (_, leaf, options) => {
    const file = await authority.sign(sample(), leaf, options);
    const { signature } = await judged(file);
    expect(signature?.state, signature?.reason).toBe('valid');
    expect(await authority.verifies(file)).toBe(true);
    const { stampedAt } = options;
    expect(signature?.timestamp?.time ?? null).toBe(stampedAt ? new Date(stampedAt * 1000).toISOString() : null);
  });

  it('is valid with a second signature nested in it, and refused when that one is wrong', async () => {
    const once = await authority.sign(sample(), 'rsa', { hash: 'sha1' });
    const twice = await authority.sign(once, 'rsa', { nest: true });
    expect(await stateOf(twice)).toBe('valid');
    expect(await authority.verifies(twice)).toBe(true);
    const strange = await authority.sign(once, 'web', { nest: true });
    expect(await stateOf(strange)).toBe('wrong-purpose');
  });

  it.each<[string, string, string, SignOptions]>([
    ['for something else', 'wrong-purpose', 'web', {}],
    ['that is over', 'expired', 'past', {}],
    ['that is over, stamped too late', 'expired', 'past', { stampedAt: 1_700_000_000 }],
    ['without its intermediate', 'untrusted-root', 'rsa', { alone: true }],
  ])('is refused with a certificate %s', async (_, state, leaf, options) => {
    const file = await authority.sign(sample(), leaf, options);
    expect(await stateOf(file)).toBe(state);
    expect(await authority.verifies(file)).toBe(false);
  });

  it('is refused under another root of the same name', async () => {
    const file = await authority.sign(sample(), 'rsa', { stampedAt: 1_700_000_000 });
    expect(await stateOf(file, stranger.rootPem)).not.toBe('valid');
    expect(await authority.verifies(file, stranger.root)).toBe(false);
  });

  // Of the bytes that no signature covers osslsigncode skips some (padding, versions, the signer's algorithm identifier),
  // and it takes a damaged timestamp for none. We take none of that; what the hash covers, both refuse.
  it.each([
    ['without', {}],
    ['with', { stampedAt: 1_700_000_000 }],
  ])('is refused after any change, %s a timestamp', async (_, options) => {
    const original = readFileSync(await authority.sign(sample({ bits: 64 }), 'rsa', options));
    const table = original.readUInt32LE(0x98 + 112 + 32);
    // With the header's checksum cleared: it is no proof, and would notice what the signature must.
    original.writeUInt32LE(0, 0xd8);
    expect(await stateOf(authority.write('cleared.exe', original))).toBe('valid');
    const { ours, theirs } = await accepted(original, positions(original.length));
    expect(ours).toEqual([]);
    expect(theirs.filter((at) => at < table)).toEqual([]);
    const longer = authority.write('longer.exe', Buffer.concat([original, Buffer.alloc(8)]));
    expect(await stateOf(longer)).toBe('bad-signature');
  });
});

const positions = (length: number) => Array.from({ length: Math.ceil(length / 61) }, (_, i) => i * 61);

/** Where a changed byte is still taken, by us and by osslsigncode. */
async function accepted(original: Buffer, at: readonly number[]): Promise<{ ours: number[]; theirs: number[] }> {
  const anchors = anchorsOf(authority.rootPem);
  const found: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
  for (const position of at) {
    const bytes = Buffer.from(original);
    bytes[position] = (bytes[position] ?? 0) ^ 0xff;
    const state = await inspect(packageInMemory('x.exe', bytes), { anchors, now }).then(
      ({ signature }) => signature?.state,
      (error: unknown) => {
        if (error instanceof DupError) return error.code;
        throw error;
      },
    );
    if (state === 'valid') found.ours.push(position);
    if (await authority.verifies(authority.write('changed.exe', bytes))) found.theirs.push(position);
  }
  return found;
}

describe('a package of 500 MB', () => {
  it('is inspected in less than 100 MB more than a small one', async () => {
    const file = authority.write('big.exe', peStub());
    const zip = zipOf([{ name: 'package.xml', data: Buffer.from(SAMPLE_XML) }]);
    const size = 500 << 20;
    const handle = openSync(file, 'r+');
    ftruncateSync(handle, size);
    writeSync(handle, zip, 0, zip.length, size - zip.length);
    closeSync(handle);
    const peak = async (target: string): Promise<number> => {
      const { stdout } = await run(process.execPath, [
        path.join(import.meta.dirname, 'support/inspect-peak.ts'),
        target,
      ]);
      const {
        size: read,
        version,
        kilobytes,
      } = JSON.parse(stdout) as { size: number; version: string; kilobytes: number };
      expect([read, version]).toEqual([statSync(target).size, '2.10.1']);
      return kilobytes;
    };
    const small = await peak(sample());
    const big = await peak(file);
    console.log(`peak ${(small / 1024).toFixed(0)} MB for a small file, ${(big / 1024).toFixed(0)} MB for 500 MB`);
    expect(big - small).toBeLessThan(100 * 1024);
  });
});

describe('rackhand firmware', () => {
  const rackhand = (...args: string[]) => runProcess(process.execPath, [CLI_SOURCES, '--json', 'firmware', ...args]);

  it('inspects: 0 for a good package, 5 for one that is refused', async () => {
    const good = await authority.sign(sample(), 'rsa');
    const trust = ['--trust', authority.root];
    const one = await rackhand('inspect', good, ...trust);
    expect(one.exitCode, one.stderr).toBe(0);
    const [first] = (JSON.parse(one.stdout) as { files: Record<string, unknown>[] }).files;
    expect(first).toMatchObject({ path: good, decision: 'ok', kind: 'windows-package', verdicts: [] });
    expect(first).toMatchObject({ facts: { rebootRequired: true, impactsTpm: true }, signature: { state: 'valid' } });

    const cut = authority.write('cut.exe', readFileSync(good).subarray(0, 100));
    const other = await authority.sign(sample(), 'other');
    const all = await rackhand('inspect', good, cut, other, '/nonexistent/x.exe', ...trust);
    expect(all.exitCode).toBe(5);
    const { files } = JSON.parse(all.stdout) as {
      files: { decision: string; error?: { code: string }; verdicts?: { code: string }[] }[];
    };
    expect(files.map(({ decision }) => decision)).toEqual(['ok', 'refused', 'refused', 'refused']);
    expect(files.map(({ error, verdicts }) => error?.code ?? verdicts?.[0]?.code)).toEqual([
      undefined,
      'dup.truncated',
      'signer',
      'dup.file',
    ]);
    expect((await rackhand('inspect', good)).exitCode).toBe(5);
    expect((await rackhand('inspect', good, ...trust, '--hash', '00'.repeat(32))).exitCode).toBe(5);
    expect((await rackhand('inspect', good, ...trust, '--hash', 'xyz')).exitCode).toBe(2);
  });

  it('plans for the machine of a file of facts', async () => {
    const good = await authority.sign(sample(), 'rsa');
    const facts = (systemId: string) =>
      authority.write(
        `${systemId}.json`,
        Buffer.from(
          JSON.stringify({
            name: 'ABC1234',
            systemId,
            idracGeneration: 9,
            installed: [{ componentId: '159', version: '2.9.4' }],
          }),
        ),
      );
    const plan = await rackhand('plan', good, '--trust', authority.root, '--machine', facts('0716'));
    expect(plan.exitCode, plan.stderr).toBe(0);
    const { steps } = JSON.parse(plan.stdout) as { steps: { kind: string; demands: string | null }[] };
    expect(steps.map(({ kind }) => kind)).toEqual([
      'check-ready',
      'bitlocker',
      'install',
      'reboot',
      'verify',
      'inventory',
    ]);
    expect(steps[1]?.demands).toBe('I-HW-001');
    expect((await rackhand('plan', good, '--trust', authority.root, '--machine', facts('0001'))).exitCode).toBe(5);
    expect((await rackhand('plan', good, '--machine', authority.write('bad.json', Buffer.from('{}')))).exitCode).toBe(
      2,
    );
  });
});

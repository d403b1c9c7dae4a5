import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkHash, statedHash } from './catalogue.ts';
import { DupError } from './error.ts';
import { openPackageFile, packageInMemory } from './file.ts';
import { inspect } from './inspect.ts';
import { readPe } from './pe.ts';
import { digestsOf } from './signature/digests.ts';
import { dupOf, linuxBinOf, peStub } from './testing/package.ts';

const options = { anchors: { certificates: [] }, now: new Date(0) };
const look = (name: string, bytes: Buffer) => inspect(packageInMemory(name, bytes), options);

describe('a file', () => {
  it.each([
    ['dup.exe', dupOf(), 'windows-package', true],
    ['dup.BIN', linuxBinOf(), 'linux-package', true],
    ['script.sh', Buffer.from('#!/bin/sh\nexit 0\n'), 'unknown', false],
    ['setup.exe', peStub(), 'program', false],
    ['driver.exe', dupOf({ xml: null }), 'program', false],
    ['bios.exe', Buffer.concat([peStub(), Buffer.from('PFS.HDR.')]), 'program', false],
    ['firmimg.d9', Buffer.alloc(100, 7), 'image', false],
    ['FIRMIMG.D7', Buffer.alloc(100, 7), 'image', false],
    ['psu.pm', Buffer.alloc(100, 7), 'image', false],
    ['dup.exe.sign', Buffer.from('-----BEGIN PGP SIGNATURE-----'), 'signature', false],
    ['firmimg.d9', Buffer.alloc(0), 'unknown', false],
    ['readme.txt', Buffer.from('M'), 'unknown', false],
  ])('%s is told by its content: %#', async (name, bytes, kind, facts) => {
    const found = await look(name, bytes);
    expect(found).toMatchObject({ file: name, size: bytes.length, kind });
    expect(found.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(found.facts !== null).toBe(facts);
    expect(found.signature?.state ?? null).toBe(kind === 'windows-package' || kind === 'program' ? 'not-signed' : null);
  });

  it('with a certificate table beyond its end is no signed file', async () => {
    const bytes = dupOf();
    bytes.writeUInt32LE(0x7fff_fff8, 0x98 + 96 + 32);
    bytes.writeUInt32LE(64, 0x98 + 96 + 36);
    expect((await look('dup.exe', bytes)).signature).toMatchObject({ state: 'bad-signature' });
  });

  it('says whether it has the hash that is stated for it', async () => {
    const bytes = dupOf();
    const file = packageInMemory('dup.exe', bytes);
    for (const algorithm of ['md5', 'sha256'] as const) {
      const stated = statedHash(createHash(algorithm).update(bytes).digest('hex').toUpperCase());
      expect((await inspect(file, { ...options, stated })).hash).toMatchObject({ algorithm, matches: true });
    }
    const other = statedHash('0'.repeat(64));
    expect(other && checkHash(other, { md5: '', sha256: '1'.repeat(64) }).matches).toBe(false);
    for (const text of ['', 'xyz', '0'.repeat(40), `0x${'0'.repeat(62)}`]) expect(statedHash(text)).toBeNull();
  });

  it('is named in the error when it is not there, a folder, or ends too early', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'rackhand-dup-'));
    try {
      await expect(openPackageFile(path.join(folder, 'x.exe'))).rejects.toMatchObject({ code: 'file', file: 'x.exe' });
      await expect(openPackageFile(folder)).rejects.toMatchObject({ code: 'file' });
      writeFileSync(path.join(folder, 'y.exe'), 'MZ');
      const file = await openPackageFile(path.join(folder, 'y.exe'));
      const error: unknown = await inspect(file, options).catch((reason: unknown) => reason);
      await file.close();
      expect(error).toBeInstanceOf(DupError);
      expect((error as DupError).toFailure()).toMatchObject({ code: 'dup.truncated', params: { file: 'y.exe' } });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('hashes in one pass', () => {
  it('are those of the whole, whatever lies on the border of two reads', async () => {
    const bytes = Buffer.alloc((1 << 20) + 8);
    peStub().copy(bytes);
    bytes.fill(0x5a, 1024);
    const checksumAt = 0xd8;
    const entry = 0x98 + 96 + 32;
    // A table that begins four bytes after the first megabyte.
    bytes.writeUInt32LE((1 << 20) + 4, entry);
    bytes.writeUInt32LE(4, entry + 4);
    const file = packageInMemory('x.exe', bytes);
    const digests = await digestsOf(file, await readPe(file), ['sha256', 'sha384']);
    const covered = Buffer.concat([
      bytes.subarray(0, checksumAt),
      bytes.subarray(checksumAt + 4, entry),
      bytes.subarray(entry + 8, (1 << 20) + 4),
    ]);
    for (const name of ['sha256', 'sha384'] as const) {
      expect(digests.authenticode.get(name)).toEqual(createHash(name).update(covered).digest());
    }
    expect(digests.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it.each([0, 1, 2, 3])('give the checksum that the plain algorithm gives, %i bytes past a word', async (past) => {
    const bytes = Buffer.concat([
      peStub(),
      Buffer.from([0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0xfa, 0xf9]).subarray(0, 4 + past),
    ]);
    bytes.writeUInt32LE(0xdead_beef, 0xd8);
    const file = packageInMemory('x.exe', bytes);
    let sum = 0;
    for (let at = 0; at < bytes.length; at += 2) {
      if (at === 0xd8 || at === 0xda) continue;
      sum += (bytes[at] ?? 0) + ((bytes[at + 1] ?? 0) << 8);
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    expect((await digestsOf(file, await readPe(file), [])).checksum).toBe(sum + bytes.length);
  });
});

import { describe, expect, it } from 'vitest';
import { seeded } from '../../../ports/seeded.ts';
import { DupError } from '../error.ts';
import { packageInMemory } from '../file.ts';
import { inspect } from '../inspect.ts';
import { dupOf } from '../testing/package.ts';
// Made with osslsigncode 2.9 under a test authority; test/peers/dup.test.ts makes such files anew.
import signed from '../testing/signed.json' with { type: 'json' };
import { anchorsOf } from './chain.ts';
import { DerError, oidOf, parseDer, timeOf } from './der.ts';
import { isDell, organisationOf } from './names.ts';
import { parseSignedData } from './signed-data.ts';

const anchors = anchorsOf(signed.root);
const now = new Date('2030-01-01T00:00:00Z');
const bytesOf = (name: 'rsaStamped' | 'ecdsa' | 'rsaSha1') => Buffer.from(signed[name], 'base64');
const stateOf = async (bytes: Buffer) => {
  try {
    return (await inspect(packageInMemory('test.exe', bytes), { anchors, now })).signature?.state ?? 'no program';
  } catch (error) {
    if (error instanceof DupError) return error.code;
    throw error;
  }
};

describe('an Authenticode signature', () => {
  it.each([
    ['rsaStamped', 'sha256', 'Dell Inc', 'Rackhand Test TSA'],
    ['ecdsa', 'sha384', 'Dell Technologies Inc.', null],
    ['rsaSha1', 'sha1', 'Dell Inc', null],
  ] as const)('holds: %s', async (name, hash, organisation, authority) => {
    const { signature } = await inspect(packageInMemory('test.exe', bytesOf(name)), { anchors, now });
    expect(signature).toMatchObject({
      state: 'valid',
      hash,
      signer: { organisation },
      chain: [organisation, 'Rackhand Test Code CA', 'Rackhand Test Root'],
      anchor: anchors.certificates[0]?.fingerprint256,
    });
    expect(signature?.timestamp?.authority ?? null).toBe(authority);
  });

  // With the header's checksum cleared, as anybody can clear it: else that would notice, and hide what the signature misses.
  it.each([
    ['rsaStamped', 'the file', 0],
    ['ecdsa', 'its table', 2856],
  ] as const)(
    'is refused when any one byte is changed: %s, %s',
    async (name, _, from) => {
      const original = bytesOf(name);
      const checksumAt = 0xd8;
      for (const at of [0, 1]) {
        const bytes = Buffer.from(original);
        bytes[checksumAt + at] = (bytes[checksumAt + at] ?? 0) ^ 1;
        expect(await stateOf(bytes)).toBe('digest-mismatch');
      }
      original.writeUInt32LE(0, checksumAt);
      expect(await stateOf(original)).toBe('valid');
      const accepted: number[] = [];
      for (let at = from; at < original.length; at++) {
        const bytes = Buffer.from(original);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
        if ((await stateOf(bytes)) === 'valid') accepted.push(at);
      }
      expect(accepted).toEqual([]);
    },
    60_000,
  );

  it('is refused at every length but its own', async () => {
    const original = bytesOf('ecdsa');
    const accepted: number[] = [];
    for (let length = 0; length < original.length; length += 7) {
      if ((await stateOf(original.subarray(0, length))) === 'valid') accepted.push(length);
    }
    expect(accepted).toEqual([]);
    expect(await stateOf(Buffer.concat([original, Buffer.alloc(8)]))).toBe('bad-signature');
  });

  it('is not taken from another file', async () => {
    const [from, to] = [bytesOf('rsaSha1'), bytesOf('ecdsa')];
    const entry = (bytes: Buffer) => bytes.readUInt32LE(0x98 + 112 + 32);
    const moved = Buffer.concat([to.subarray(0, entry(to)), from.subarray(entry(from))]);
    moved.writeUInt32LE(from.length - entry(from), 0x98 + 112 + 36);
    moved.writeUInt32LE(0, 0xd8);
    expect(await stateOf(moved)).toBe('digest-mismatch');
  });

  it('is not there, without anchors untrusted, and expired without a timestamp', async () => {
    expect(await stateOf(dupOf())).toBe('not-signed');
    const check = async (name: 'rsaStamped' | 'ecdsa', options: { anchors: typeof anchors; now: Date }) =>
      (await inspect(packageInMemory('test.exe', bytesOf(name)), options)).signature;
    const stranger = await check('ecdsa', { anchors: { certificates: [] }, now });
    expect(stranger).toMatchObject({
      state: 'untrusted-root',
      anchor: null,
      reason: expect.stringContaining('Test Code CA'),
    });
    const late = new Date('2300-01-01T00:00:00Z');
    expect(await check('ecdsa', { anchors, now: late })).toMatchObject({ state: 'expired' });
    expect(await check('rsaStamped', { anchors, now: late })).toMatchObject({ state: 'valid' });
  });

  it('answers random bytes in its table with a verdict', async () => {
    const random = seeded(11);
    const original = bytesOf('ecdsa');
    const table = original.readUInt32LE(0x98 + 112 + 32);
    const seen = new Set<string>();
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(original);
      for (let n = 0; n < 40; n++)
        bytes[table + 8 + Math.floor(random() * (bytes.length - table - 8))] = Math.floor(random() * 256);
      bytes.writeUInt32LE(0, 0xd8);
      seen.add(await stateOf(bytes));
    }
    expect(seen).toEqual(new Set(['bad-signature']));
  });
});

describe('DER', () => {
  const hex = (text: string) => parseDer(Buffer.from(text.replaceAll(' ', ''), 'hex'));

  it('is read with exact bytes', () => {
    const value = hex('30 08 02 01 05 31 03 04 01 ff');
    expect(value.children.map(({ tag }) => tag)).toEqual([0x02, 0x31]);
    expect(value.children[1]?.children[0]?.content).toEqual(Buffer.from([0xff]));
    expect(oidOf(hex('06 09 2a 86 48 86 f7 0d 01 07 02'))).toBe('1.2.840.113549.1.7.2');
    expect(oidOf(hex('06 03 88 37 03'))).toBe('2.999.3');
    expect(timeOf(hex('17 0d 3439 3132 3331 3233 3539 3539 5a')).toISOString()).toBe('2049-12-31T23:59:59.000Z');
    expect(timeOf(hex('17 0d 3530 3031 3031 3030 3030 3030 5a')).getUTCFullYear()).toBe(1950);
  });

  it.each([
    ['', 'nothing'],
    ['30 80 00 00', 'an indefinite length'],
    ['04 81 01 00', 'a long-winded length'],
    ['04 82 00 81', 'a length with a leading zero'],
    ['04 02 00', 'less than announced'],
    ['04 01 00 00', 'more than announced'],
    ['30 03 04 02 00', 'a child beyond its parent'],
    ['1f 81 01 00', 'a long tag'],
    [`${'30 80'.repeat(3)}`, 'indefinite lengths'],
  ])('refuses %s: %s', (text) => {
    expect(() => hex(text)).toThrow(DerError);
  });

  it('refuses what is nested too deep, and random bytes as SignedData', () => {
    let deep = Buffer.from([5, 0]);
    for (let n = 0; n < 45; n++) deep = Buffer.concat([Buffer.from([0x30, deep.length]), deep]);
    expect(() => parseDer(deep)).toThrow(/nested/);
    const random = seeded(3);
    for (let round = 0; round < 2000; round++) {
      const bytes = Buffer.from(
        Array.from({ length: 1 + Math.floor(random() * 60) }, () => Math.floor(random() * 256)),
      );
      if (round % 2) bytes[0] = 0x30;
      expect(() => parseSignedData(bytes)).toThrow(DerError);
    }
  });
});

describe('the name on a certificate', () => {
  it('is one of Dell’s, whole', () => {
    for (const name of [
      'Dell Inc',
      'Dell Inc.',
      'Dell, Inc.',
      'Dell Technologies Inc.',
      'DELL TECHNOLOGIES',
      'Dell USA L.P.',
    ]) {
      expect(isDell(name), name).toBe(true);
    }
    for (const name of ['Dell Consulting Ltd', 'Dellinc', 'Not Dell Inc', 'Dell Inc\nx', '', null]) {
      expect(isDell(name), String(name)).toBe(false);
    }
  });

  it('is not taken from a line that is there twice', () => {
    expect(organisationOf('C=US\nO=Dell Inc\nCN=x')).toBe('Dell Inc');
    expect(organisationOf('C=US\nO=Dell\\, Inc.\nCN=x')).toBe('Dell, Inc.');
    expect(organisationOf('O=Other\nO=Dell Inc')).toBeNull();
    expect(organisationOf('CN=O=Dell Inc')).toBeNull();
  });
});

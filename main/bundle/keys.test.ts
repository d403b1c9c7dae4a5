import { expect, test } from 'vitest';
import { secretFromBase64 } from './codec/base64.ts';
import {
  decodePublicKey,
  decodeSecretKey,
  decodeSignature,
  encodePublicKey,
  keyIdText,
  signMinisign,
  verifyMinisign,
} from './codec/minisign.ts';
import { encodeSshPublicKey } from './codec/ssh.ts';
import { decodeSshSignature, signSsh, verifySsh } from './codec/sshsig.ts';
import { fingerprintOf, generateKey, keyFromSeed, sign, verify, wipeKey } from './keys.ts';
import { acceptRotation, rotate } from './rotation.ts';
import { readPublicKey, revoke, revokedFor, trust, trustedKey } from './trust.ts';

const KEY = keyFromSeed(Buffer.alloc(32, 1));
const OTHER = keyFromSeed(Buffer.alloc(32, 2));
const CONTENT = Buffer.from('abc  data/one.bin\n');
const T1 = '2026-11-21T10:00:00.000Z';
const T2 = '2026-11-22T10:00:00.000Z';
const listed = (key = KEY) => trustedKey(key, { name: 'Collector', own: false, since: T1 });

// Made once with Debian's minisign 0.11 (`minisign -G -W`, `minisign -S`); test/peers/bundle-peers.test.ts makes fresh ones.
const MINISIGN = {
  public: [
    'untrusted comment: minisign public key 663738A9F2C863B8',
    'RWS4Y8jyqTg3ZmvsDXVxhgUScymhFBSTAuj7jD7uV64wJEQ8d0Z+jsqc',
    '',
  ].join('\n'),
  secret: [
    'untrusted comment: minisign encrypted secret key',
    'RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAuGPI8qk4N2Y1B5wYnRj0tmtqpA1xCISNTeYzMACE+m2zpvyEF8JVsGvsDXVxhgUScymhFBSTAuj7jD7uV64wJEQ8d0Z+jsqcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    '',
  ].join('\n'),
  signature: [
    'untrusted comment: signature from minisign secret key',
    'RUS4Y8jyqTg3Zr8YBahL8V3S94kem6gPecTz3JSJdisuZ22yyHdSgUmHCtOkX4JGcPBcZwSjJUofUQMRa++9w/YO5JzgVJSB4gQ=',
    'trusted comment: bundle:x seq:1',
    'maZ+FZNzKmJCekwf309TslG2ZknbQLtBfkywCNbemkcgZFJ+LoJy5hLj487pu8NJyjE6qb8iRJSwMtAy0718BA==',
    '',
  ].join('\n'),
  content: 'a file\n',
};

test('RFC 8032, 7.1, test 2: the seed gives the public key', () => {
  const seed = Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex');
  const key = keyFromSeed(seed);
  expect(key.publicKey.toString('hex')).toBe('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
});

test('a generated key signs for one purpose only, and is nothing but zeros once it is wiped', () => {
  const key = generateKey();
  const signature = sign(key, 'rackhand-request', CONTENT);
  expect(signature).toHaveLength(64);
  expect(verify(key.publicKey, 'rackhand-request', CONTENT, signature)).toBe(true);
  expect(verify(key.publicKey, 'rackhand-bundle', CONTENT, signature)).toBe(false);
  expect(verify(OTHER.publicKey, 'rackhand-request', CONTENT, signature)).toBe(false);
  expect(verify(key.publicKey, 'rackhand-request', Buffer.from('other'), signature)).toBe(false);
  expect(verify(key.publicKey, 'rackhand-request', CONTENT, signature.subarray(1))).toBe(false);
  expect(key.seed.buffer.byteLength).toBe(32);
  wipeKey(key);
  expect(key.seed.equals(Buffer.alloc(32))).toBe(true);
});

test('a key made by minisign -G -W is read, and what minisign signed with it verifies', () => {
  const secret = decodeSecretKey(Buffer.from(MINISIGN.secret));
  const publicKey = decodePublicKey(MINISIGN.public);
  expect(secret.publicKey.equals(publicKey.publicKey)).toBe(true);
  expect(secret.id.equals(publicKey.id)).toBe(true);
  expect(MINISIGN.public).toContain(keyIdText(publicKey.id));
  const signed = decodeSignature(MINISIGN.signature);
  expect(verifyMinisign(publicKey, Buffer.from(MINISIGN.content), signed)).toBe(true);
  expect(verifyMinisign(publicKey, Buffer.from(`${MINISIGN.content}.`), signed)).toBe(false);
  expect(encodePublicKey(publicKey)).toBe(MINISIGN.public);
});

test('no byte of a minisign signature but its untrusted comment can be changed', () => {
  const text = Buffer.from(signMinisign(KEY, CONTENT, 'bundle:b seq:1'));
  const free = [Buffer.from('untrusted comment: ').length, text.indexOf('\n')] as const;
  for (let at = 0; at < text.length; at++) {
    for (const bit of [1, 2, 0x20]) {
      const flipped = Buffer.from(text);
      flipped[at] = (flipped[at] ?? 0) ^ bit;
      const whitespaceAtEnd = at === text.length - 1;
      const holds = accepts(() => verifyMinisign(KEY, CONTENT, decodeSignature(flipped.toString('latin1'))));
      const allowed = (at >= free[0] && at < free[1]) || whitespaceAtEnd;
      if (!allowed) expect({ at, bit, holds }).toEqual({ at, bit, holds: false });
    }
  }
  expect(verifyMinisign(OTHER, CONTENT, decodeSignature(text.toString()))).toBe(false);
  expect(verifyMinisign({ ...KEY, id: OTHER.id }, CONTENT, decodeSignature(text.toString()))).toBe(false);
});

test('no byte of an OpenSSH signature can be changed, and its namespace counts', () => {
  const text = Buffer.from(signSsh(KEY, 'rackhand-bundle', CONTENT));
  const signed = decodeSshSignature(text.toString());
  expect(signed.publicKey.equals(KEY.publicKey)).toBe(true);
  expect(verifySsh(signed, 'rackhand-bundle', CONTENT)).toBe(true);
  expect(verifySsh(signed, 'file', CONTENT)).toBe(false);
  for (let at = 0; at < text.length - 1; at++) {
    const flipped = Buffer.from(text);
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    const holds = accepts(() => {
      const decoded = decodeSshSignature(flipped.toString('latin1'));
      return decoded.publicKey.equals(KEY.publicKey) && verifySsh(decoded, 'rackhand-bundle', CONTENT);
    });
    expect({ at, holds }).toEqual({ at, holds: false });
  }
});

test('secret keys with a password, damaged or of another kind are refused by name', () => {
  const body = Buffer.from(MINISIGN.secret.split('\n')[1] ?? '', 'base64');
  const file = (bytes: Buffer) => Buffer.from(`untrusted comment: x\n${bytes.toString('base64')}\n`);
  const changed = (at: number, value: number) => {
    const copy = Buffer.from(body);
    copy[at] = value;
    return file(copy);
  };
  expect(() => decodeSecretKey(Buffer.concat([changed(2, 0x53)]))).toThrow('not a minisign secret key');
  const locked = Buffer.from(body);
  locked.write('Sc', 2);
  expect(() => decodeSecretKey(file(locked))).toThrow('under a password');
  for (const bad of [changed(0, 0), changed(4, 0), changed(62, 1), changed(100, 1), file(body.subarray(1))])
    expect(() => decodeSecretKey(bad)).toThrow('not a minisign secret key');
  for (const bad of ['', '\n', 'x\n!!!!\n', 'no line feed']) {
    expect(() => decodeSecretKey(Buffer.from(bad))).toThrow('not a minisign secret key');
  }
});

test('base64 of secrets is that of Node, for all lengths, and takes one spelling only', () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Buffer.from(Array.from({ length }, (_, i) => (i * 89 + length) & 0xff));
    expect(secretFromBase64(Buffer.from(bytes.toString('base64')))?.equals(bytes)).toBe(true);
  }
  for (const bad of ['a', 'aa', 'aaa', 'aa a', 'a===', 'aaa-', 'ab==cd==', 'aaaa=', 'AB=='])
    expect(secretFromBase64(Buffer.from(bad)), bad).toBeNull();
});

test('public keys are read in both forms, and nothing else is', () => {
  const openssh = encodeSshPublicKey(KEY.publicKey, 'collector@example');
  expect(readPublicKey(`${openssh}\n`)).toEqual({ id: KEY.id, publicKey: KEY.publicKey });
  const key = listed();
  expect(readPublicKey(key.minisign)).toEqual(readPublicKey(key.openssh));
  expect(key.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
  const rsa = 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC';
  for (const bad of ['', 'RWQ', rsa, `${openssh}\n${openssh}`, openssh.replace('AAAAC3', 'AAAAC4'), 'x'.repeat(5000)])
    expect(() => readPublicKey(bad)).toThrow(/not a minisign|not an OpenSSH|too long/);
});

test('a revoked key refuses what was made from then on; a revocation only moves to an earlier time', () => {
  const keys = revoke([listed()], listed().fingerprint, 'laptop lost', T2);
  const [key] = keys;
  if (!key) throw new Error('no key');
  expect(revokedFor(key, T1)).toBe(false);
  expect([T2, '2027-01-01T00:00:00Z', null, 'yesterday'].map((at) => revokedFor(key, at))).toEqual(Array(4).fill(true));
  expect(revoke(keys, key.fingerprint, 'again', '2027-01-01T00:00:00Z')).toEqual(keys);
  expect(revoke(keys, key.fingerprint, 'earlier', T1)[0]?.revoked).toEqual({ at: T1, reason: 'earlier' });
  expect(trust(keys, listed())).toEqual(keys);
  expect(() => revoke(keys, 'SHA256:x', 'r', T1)).toThrow('No key SHA256:x');
});

test('a rotation is believed when the trusted old key and the new one signed it', () => {
  const keys = acceptRotation([listed()], rotate(KEY, OTHER, T2));
  expect(keys.map(({ fingerprint, name, revoked }) => [fingerprint, name, revoked])).toEqual([
    [fingerprintOf(KEY.publicKey), 'Collector', { at: T2, reason: 'rotated' }],
    [fingerprintOf(OTHER.publicKey), 'Collector', null],
  ]);
  expect(() => acceptRotation(keys, rotate(KEY, generateKey(), T2))).toThrow('was revoked');
  expect(() => acceptRotation([listed(OTHER)], rotate(KEY, OTHER, T2))).toThrow('not trusted');
  expect(() => acceptRotation([listed(), listed(OTHER)], rotate(KEY, OTHER, T2))).toThrow('in the list already');
});

test('a rotation statement that was altered, or signed by somebody else, is not', () => {
  const good = JSON.parse(rotate(KEY, OTHER, T2));
  const stranger = JSON.parse(rotate(generateKey(), OTHER, T2));
  const thief = JSON.parse(rotate(KEY, generateKey(), T2));
  const bad = [
    { ...good, statement: good.statement.replace('2026', '2025') },
    { ...good, signedByOld: stranger.signedByOld },
    { ...good, signedByOld: good.signedByNew },
    { ...good, signedByNew: good.signedByOld },
    { ...good, signedByNew: thief.signedByNew },
    { ...stranger, statement: good.statement },
    { ...good, statement: good.statement.replace(fingerprintOf(OTHER.publicKey), fingerprintOf(KEY.publicKey)) },
    { ...good, extra: 1 },
    {},
  ];
  for (const file of bad)
    expect(() => acceptRotation([listed()], JSON.stringify(file))).toThrow('rotation statement does not hold');
  expect(() => acceptRotation([listed()], '{')).toThrow('it is not one');
});

function accepts(attempt: () => boolean): boolean {
  try {
    return attempt();
  } catch {
    return false;
  }
}

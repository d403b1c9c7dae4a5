import crypto from 'node:crypto';
import { expect, test } from 'vitest';
import { MODP2_PRIME, withModp2 } from './modp2.ts';

const unknownGroup = () => {
  throw Object.assign(new Error('Unknown DH group'), { code: 'ERR_CRYPTO_UNKNOWN_DH_GROUP' });
};

test('the prime of RFC 2409 §6.2, safe, 1024 bits', () => {
  expect(MODP2_PRIME).toHaveLength(128);
  const prime = BigInt(`0x${MODP2_PRIME.toString('hex')}`);
  expect(crypto.checkPrimeSync(prime)).toBe(true);
  expect(crypto.checkPrimeSync((prime - 1n) / 2n)).toBe(true);
});

test('two sides agree over it where the library knows no such name', () => {
  const make = withModp2(unknownGroup);
  const [alice, bob] = [make('modp2'), make('modp2')];
  alice.generateKeys();
  bob.generateKeys();
  expect(alice.computeSecret(bob.getPublicKey())).toEqual(bob.computeSecret(alice.getPublicKey()));
  expect(alice.getPrime()).toEqual(MODP2_PRIME);
});

test('other names fail as they did, and a library that knows the group is left alone', () => {
  expect(() => withModp2(unknownGroup)('modp99')).toThrow('Unknown DH group');
  const known = crypto.getDiffieHellman('modp14');
  expect(withModp2(() => known)('modp2')).toBe(known);
});

// The unit tests run under a guard that refuses what Electron lacks, modp2 included.
test('in place for whoever asks node:crypto', () => {
  expect(crypto.createDiffieHellmanGroup('modp2').getPrime()).toEqual(MODP2_PRIME);
});

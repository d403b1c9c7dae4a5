import { expect, test } from 'vitest';
import { isReasonable, STRONG, stretch } from './stretch.ts';

test('keys are those of RFC 7914 §12', async () => {
  // The vectors are 64 bytes long; a shorter key is their beginning (RFC 8018 §5.2).
  const key = async (password: string, salt: string, n: number, r: number, p: number) =>
    (await stretch(password, Buffer.from(salt), { n, r, p })).toString('hex');
  expect(await key('password', 'NaCl', 1024, 8, 16)).toBe(
    'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162',
  );
  expect(await key('pleaseletmein', 'SodiumChloride', 16384, 8, 1)).toBe(
    '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2',
  );
});

test('the same characters give the same key, however their system writes them', async () => {
  const salt = Buffer.alloc(32);
  const cost = { n: 16, r: 1, p: 1 };
  const key = (passphrase: string | Buffer) => stretch(passphrase, salt, cost);
  expect(await key('Ärger mit Öl')).toEqual(await key('A\u0308rger mit O\u0308l'));
  expect(await key('Ärger')).not.toEqual(await key('Arger'));
  const bytes = Buffer.from('as it is');
  expect(await key(bytes)).toEqual(await key('as it is'));
  expect(bytes.toString()).toBe('as it is');
});

test('costs out of a damaged file are not tried', () => {
  expect(STRONG).toEqual({ n: 131072, r: 8, p: 1 });
  expect(isReasonable(STRONG)).toBe(true);
  for (const change of [
    { n: 2 ** 21 },
    { n: 1 },
    { n: 0 },
    { n: 1000 },
    { n: -2 },
    { r: 0 },
    { r: 17 },
    { p: 0 },
    { p: 5 },
  ]) {
    expect(isReasonable({ ...STRONG, ...change }), JSON.stringify(change)).toBe(false);
  }
});

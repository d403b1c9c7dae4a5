import { bech32 } from '@scure/base';
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { expect, test } from 'vitest';
import { fingerprintOf } from '../bundle/keys.ts';
import { packAge, unpackAge } from './age-pack.ts';
import { newSecret, publicKeyOf, recipientOf } from './age-x25519.ts';
import { decodeDocument, encodeDocument, type RequestFields } from './document.ts';
import { RequestError } from './errors.ts';
import { ageFileOf, openKey, traceOf } from './key.ts';
import { readRequest, viewOf } from './request.ts';
import { signPayload } from './signed.ts';
import { DOWNLOAD_KEY, FIELDS, SIGNER, signedRequest } from './testing.ts';

const codeOf = async (act: () => unknown): Promise<string> => {
  try {
    await act();
    return 'done';
  } catch (error) {
    return error instanceof RequestError ? error.code : String(error);
  }
};
const clear = { how: 'clear', bytes: DOWNLOAD_KEY } as const;

test('what was asked for comes back, all or only what there is', async () => {
  const { document } = await signedRequest();
  const read = readRequest(document);
  expect(read.fields).toEqual(FIELDS);
  expect((await openKey(read.key, null)).equals(DOWNLOAD_KEY)).toBe(true);
  const less = { baseVersion: null, productVersion: null, skewS: null, tripId: 'trip 7' };
  expect((await signedRequest(null, less)).fields).toEqual({ ...FIELDS, ...less });
});

test('the same request has the same bytes, and they have one form only', async () => {
  const payload = encodeDocument({ fields: FIELDS, key: clear });
  expect(encodeDocument({ fields: { ...FIELDS }, key: clear }).equals(payload)).toBe(true);
  // The round number 2 in a byte of its own (18 02) where one byte does for both: the same value, another text.
  const round = payload.indexOf(Buffer.from([3, 2, 4]));
  const longer = Buffer.concat([payload.subarray(0, round + 1), Buffer.from([0x18, 2]), payload.subarray(round + 2)]);
  expect(await codeOf(() => decodeDocument(longer))).toBe('request.unreadable');
  expect(decodeDocument(payload).fields.round).toBe(2);
});

test('no byte of a request can be changed', async () => {
  const { document } = await signedRequest();
  for (let at = 0; at < document.length; at++) {
    for (const bit of [1, 0x20, 0x80]) {
      const changed = Buffer.from(document);
      changed[at] = (changed[at] ?? 0) ^ bit;
      expect(await codeOf(() => readRequest(changed)), `${at} ${bit}`).toMatch(/^request\.(unreadable|signature)$/);
    }
    expect(await codeOf(() => readRequest(document.subarray(0, at)))).toBe('request.unreadable');
  }
});

test('a signature that was made for a bundle is none for a request', async () => {
  const { sign } = await import('../bundle/keys.ts');
  const { toCbor } = await import('./cbor.ts');
  const payload = encodeDocument({ fields: FIELDS, key: clear });
  const other = toCbor([payload, SIGNER.publicKey, sign(SIGNER, 'rackhand-bundle', payload)]);
  expect(await codeOf(() => readRequest(other))).toBe('request.signature');
  expect(await codeOf(() => readRequest(signPayload(SIGNER, payload)))).toBe('done');
});

test.each<[string, Partial<RequestFields>]>([
  ['serial', { serial: '' }],
  ['serial', { serial: 'x'.repeat(101) }],
  ['host', { host: 'rs\nrack' }],
  ['host', { host: 'rs\u202erack' }],
  ['product', { product: 'a\ud800' }],
  ['round', { round: 0 }],
  ['round', { round: 1.5 }],
  ['madeAt', { madeAt: 'yesterday' }],
  ['skewMs', { skewS: Number.NaN }],
  ['skewMs', { skewS: 1e12 }],
  ['id', { id: '00' }],
])('a request cannot carry a %s like that', async (field, fields) => {
  await expect(signedRequest(null, fields)).rejects.toMatchObject({ code: 'request.field', params: { field } });
});

test('names that nobody gave, another version and two keys are refused', async () => {
  const { fromCbor, toCbor } = await import('./cbor.ts');
  const changed = (change: (map: Map<number, unknown>) => void) => {
    const map = fromCbor(encodeDocument({ fields: FIELDS, key: clear })) as Map<number, unknown>;
    change(map);
    return codeOf(() => decodeDocument(toCbor(map)));
  };
  expect(await changed(() => {})).toBe('done');
  for (const change of [
    (map: Map<number, unknown>) => map.set(99, 1),
    (map: Map<number, unknown>) => map.set(0, 2),
    (map: Map<number, unknown>) => map.set(12, Buffer.alloc(200)),
    (map: Map<number, unknown>) => map.delete(11),
    (map: Map<number, unknown>) => map.set(11, Buffer.alloc(0)),
    (map: Map<number, unknown>) => map.set(2, Buffer.alloc(15)),
  ])
    expect(await changed((map) => void change(map))).toBe('request.unreadable');
});

test('a sealed key opens for its collector alone, with Rackhand and with the age library', async () => {
  const identity = await generateX25519Identity();
  const secret = Buffer.from(bech32.decodeToBytes(identity).bytes);
  expect(recipientOf(secret)).toBe(await identityToRecipient(identity));
  const { key, document } = await signedRequest(recipientOf(secret));
  expect(document.includes(DOWNLOAD_KEY)).toBe(false);
  expect((await openKey(key, secret)).equals(DOWNLOAD_KEY)).toBe(true);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  expect(Buffer.from(await decrypter.decrypt(ageFileOf(key))).equals(DOWNLOAD_KEY)).toBe(true);
  expect(await codeOf(() => openKey(key, newSecret()))).toBe('request.sealed');
  expect(await codeOf(() => openKey(key, null))).toBe('request.sealed');
  for (let at = 0; at < key.bytes.length; at++) {
    const bytes = Buffer.from(key.bytes);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    expect(await codeOf(() => openKey({ how: 'sealed', bytes }, secret)), String(at)).toBe('request.sealed');
  }
});

test('no recipient, no seal', async () => {
  const good = recipientOf(newSecret());
  expect(publicKeyOf(good)).toHaveLength(32);
  for (const bad of ['', 'age1', good.slice(0, -1), `${good}q`, good.replace('age1', 'bge1'), 'age1pq1qqqq'])
    await expect(signedRequest(bad), bad).rejects.toMatchObject({ code: 'request.collector' });
});

test('only a plain age file for one recipient is packed', async () => {
  const { key } = await signedRequest(recipientOf(newSecret()));
  const file = ageFileOf(key);
  expect(packAge(file)?.equals(key.bytes)).toBe(true);
  expect(packAge(Buffer.from(file.toString('latin1').replace('X25519', 'X25518'), 'latin1'))).toBeNull();
  expect(packAge(file.subarray(0, 100))).toBeNull();
  expect(unpackAge(Buffer.alloc(127))).toBeNull();
});

test('a view says who signed and never what the key is', async () => {
  const request = await signedRequest();
  const trusted: string[] = [];
  const view = viewOf(request, DOWNLOAD_KEY, (fingerprint) => trusted.push(fingerprint) > 0);
  expect(trusted).toEqual([fingerprintOf(SIGNER.publicKey)]);
  expect(view).toMatchObject({
    ...FIELDS,
    signedBy: trusted[0],
    trusted: true,
    keySealed: false,
    keyMasked: 'RS••••••AL',
  });
  expect(view.keySha256).toMatch(/^[\da-f]{64}$/);
  expect(JSON.stringify(view)).not.toContain('7F3K');
  expect(viewOf(request, null, () => false)).toMatchObject({ keyMasked: '', keySha256: '', trusted: false });
});

test('a short key shows none of its characters', () => {
  expect(traceOf(Buffer.from('abcdefghijklmno')).masked).toBe('••••••');
});

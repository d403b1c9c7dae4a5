import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { selfSigned } from './certificate.ts';
import * as der from './der.ts';

describe('self-signed certificate', () => {
  const made = selfSigned(
    'sps.practice',
    ['127.0.0.1'],
    new Date('2026-01-02T03:04:05Z'),
    new Date('2051-06-07T08:09:10Z'),
  );
  const read = new X509Certificate(made.cert);

  it('is signed by its own key', () => {
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.checkIssued(read)).toBe(true);
    expect(read.checkPrivateKey(createPrivateKey(made.key))).toBe(true);
  });

  it('says who it is for and how long, on both sides of 2050', () => {
    expect(read.subject).toBe('CN=sps.practice');
    expect(read.issuer).toBe('CN=sps.practice');
    expect(new Date(read.validFrom).toISOString()).toBe('2026-01-02T03:04:05.000Z');
    expect(new Date(read.validTo).toISOString()).toBe('2051-06-07T08:09:10.000Z');
    expect(read.checkHost('sps.practice')).toBe('sps.practice');
    expect(read.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(read.checkIP('127.0.0.2')).toBeUndefined();
    expect(read.ca).toBe(true);
  });

  it('carries the fingerprint that a client will see, and another one each time', () => {
    expect(made.fingerprint256).toBe(read.fingerprint256);
    expect(made.fingerprint256).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    const other = selfSigned('sps.practice', [], new Date(0), new Date(1e12));
    expect(other.fingerprint256).not.toBe(made.fingerprint256);
  });
});

describe('DER', () => {
  it.each([
    ['zero', der.integer(Buffer.of(0)), '020100'],
    ['leading zeros dropped', der.integer(Buffer.of(0, 0, 5)), '020105'],
    ['a sign octet where the top bit is set', der.integer(Buffer.of(0x80)), '02020080'],
    ['an arc above 127', der.oid('1.2.840.10045.4.3.2'), '06082a8648ce3d040302'],
    ['UTCTime', der.time(new Date('2049-12-31T23:59:59Z')), `170d${Buffer.from('491231235959Z').toString('hex')}`],
    [
      'GeneralizedTime',
      der.time(new Date('2050-01-01T00:00:00Z')),
      `180f${Buffer.from('20500101000000Z').toString('hex')}`,
    ],
    ['a length of one octet', der.octetString(Buffer.alloc(0x7f)).subarray(0, 2), '047f'],
    ['a length of two octets', der.octetString(Buffer.alloc(0x80)).subarray(0, 3), '048180'],
    ['a length of three octets', der.octetString(Buffer.alloc(0x100)).subarray(0, 4), '04820100'],
    ['a length of four octets', der.octetString(Buffer.alloc(0x1_0000)).subarray(0, 5), '0483010000'],
  ])('writes %s', (_what, bytes, hex) => {
    expect(bytes.toString('hex')).toBe(hex);
  });
});

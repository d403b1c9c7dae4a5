/** A certificate authority for rehearsal, made anew for every practice rack: its keys are on no disk and in no release. */
import { generateKeyPairSync, type KeyObject, type X509Certificate } from 'node:crypto';
import { basicConstraints, COMMON_NAME, extension, issue, nameOf } from '../tls/certificate.ts';
import * as der from '../tls/der.ts';

/** The organisation that signs practice packages. Never taken for Dell: it is expected on a practice rack only. */
export const PRACTICE_ORGANISATION = 'Rackhand practice (Dell)';

export interface PackageSigner {
  /** Of the authority, PEM: what a reader of the packages must trust. */
  anchor: string;
  certificate: X509Certificate;
  /** Issuer's name and serial number, as CMS names a signer (IssuerAndSerialNumber). */
  issuerAndSerial: Buffer;
  key: KeyObject;
}

const ORGANISATION = '2.5.4.10';
const KEY_USAGE = '2.5.29.15';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';
const YEAR_MS = 365 * 86_400_000;

/** An authority, and a code-signing certificate of it. `now` in milliseconds; both are valid from a year before to a year after. */
export function packageSigner(now: number): PackageSigner {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const span = { notBefore: new Date(now - YEAR_MS), notAfter: new Date(now + YEAR_MS) };
  const issuer = name('Rackhand practice authority');
  const anchor = issue(
    {
      ...{ issuer, subject: issuer, publicKey: authority.publicKey, ...span },
      // keyCertSign
      extensions: [basicConstraints(), extension(KEY_USAGE, true, Buffer.from([0x03, 0x02, 0x02, 0x04]))],
    },
    authority.privateKey,
  );
  const certificate = issue(
    {
      ...{ issuer, subject: name('Rackhand practice packages'), publicKey: own.publicKey, ...span },
      extensions: [
        // digitalSignature
        extension(KEY_USAGE, true, Buffer.from([0x03, 0x02, 0x07, 0x80])),
        extension(EXTENDED_KEY_USAGE, false, der.sequence(der.oid(CODE_SIGNING))),
      ],
    },
    authority.privateKey,
  );
  const serial = der.integer(Buffer.from(certificate.serialNumber, 'hex'));
  const issuerAndSerial = der.sequence(issuer, serial);
  return { anchor: anchor.toString(), certificate, issuerAndSerial, key: own.privateKey };
}

const name = (common: string): Buffer =>
  nameOf([
    [ORGANISATION, PRACTICE_ORGANISATION],
    [COMMON_NAME, common],
  ]);

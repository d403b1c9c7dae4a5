import { generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import { isIPv4 } from 'node:net';
import type { Clock } from '../../ports/clock.ts';
import * as der from './der.ts';

export const COMMON_NAME = '2.5.4.3';
const SUBJECT_ALT_NAME = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';
export const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';

export interface SelfSigned {
  /** PEM, for tls.createServer. */
  cert: string;
  key: string;
  /** SHA-256 over the DER, colon-separated hex: the pin. */
  fingerprint256: string;
}

/** Who and how long; every part in DER. */
export interface CertificateText {
  issuer: Buffer;
  subject: Buffer;
  publicKey: KeyObject;
  notBefore: Date;
  notAfter: Date;
  extensions: readonly Buffer[];
}

/**
 * An X.509 v3 certificate (RFC 5280 §4.1) signed with a P-256 key. Node has no writer for certificates, and a practice
 * rack must not ship a private key.
 */
export function issue(text: CertificateText, key: KeyObject): X509Certificate {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40; // positive, never zero, at most 20 octets (RFC 5280 §4.1.2.2)
  const algorithm = der.sequence(der.oid(ECDSA_WITH_SHA256));
  const toBeSigned = der.sequence(
    der.explicit(0, der.integer(Buffer.of(2))), // v3
    der.integer(serial),
    algorithm,
    text.issuer,
    der.sequence(der.time(text.notBefore), der.time(text.notAfter)),
    text.subject,
    text.publicKey.export({ type: 'spki', format: 'der' }),
    der.explicit(3, der.sequence(...text.extensions)),
  );
  return new X509Certificate(der.sequence(toBeSigned, algorithm, der.bitString(sign('sha256', toBeSigned, key))));
}

/**
 * A self-signed certificate over a fresh key.
 * @param name common name; also a DNS name in the subject alternative name, beside the IPv4 addresses
 * @param addresses IPv4 addresses it is valid for
 */
export function selfSigned(name: string, addresses: string[], notBefore: Date, notAfter: Date): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = nameOf([[COMMON_NAME, name]]);
  const extensions = [basicConstraints(), alternativeNames(name, addresses)];
  const text = { issuer: subject, subject, publicKey, notBefore, notAfter, extensions };
  const certificate = issue(text, privateKey);
  return {
    cert: certificate.toString(),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    fingerprint256: certificate.fingerprint256,
  };
}

/** A distinguished name of pairs of attribute type and text (RFC 5280 §4.1.2.4). */
export const nameOf = (parts: readonly (readonly [type: string, text: string])[]): Buffer =>
  der.sequence(...parts.map(([type, text]) => der.set(der.sequence(der.oid(type), der.utf8String(text)))));

export const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
  der.sequence(der.oid(id), ...(critical ? [der.boolean(true)] : []), der.octetString(value));

/** A certificate authority. */
export const basicConstraints = (): Buffer => extension(BASIC_CONSTRAINTS, true, der.sequence(der.boolean(true)));

function alternativeNames(name: string, addresses: string[]): Buffer {
  const DNS_NAME = 2;
  const IP_ADDRESS = 7;
  const ipv4 = addresses.filter((address) => isIPv4(address));
  return extension(
    SUBJECT_ALT_NAME,
    false,
    der.sequence(
      der.implicit(DNS_NAME, Buffer.from(name, 'latin1')),
      ...ipv4.map((address) => der.implicit(IP_ADDRESS, Buffer.from(address.split('.').map(Number)))),
    ),
  );
}

/** The certificate of a practice machine on loopback, from a year ago to a year ahead. */
export function practiceCertificate(host: string, clock: Clock): SelfSigned {
  const year = 365 * 86_400_000;
  const now = clock.now();
  return selfSigned(host, ['127.0.0.1'], new Date(now - year), new Date(now + year));
}

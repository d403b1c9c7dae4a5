import type { X509Certificate } from 'node:crypto';
import { algorithmOf, child, type Der, DerError, oidOf, parseDer, TAG, timeOf } from './der.ts';
import {
  certificateOfSigner,
  digest,
  hashNamed,
  parseSignedData,
  type SignerInfo,
  signatureHolds,
  signerOf,
} from './signed-data.ts';

const RFC3161 = '1.3.6.1.4.1.311.3.3.1';
const COUNTERSIGNATURE = '1.2.840.113549.1.9.6';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const SIGNING_TIME = '1.2.840.113549.1.9.5';
const DATA = '1.2.840.113549.1.7.1';

export const TIMESTAMP_ATTRIBUTES: readonly string[] = [RFC3161, COUNTERSIGNATURE];

export interface Timestamp {
  time: Date;
  authority: X509Certificate;
  /** What came along to prove the authority. */
  certificates: X509Certificate[];
}

/**
 * The time at which an authority saw the signature: a token of RFC 3161, or the older countersignature (RFC 2985 §5.3.6). Its
 * hash and signature are checked here, the authority's chain is not. Null when there is none, DerError when it is not genuine.
 */
export function timestampOf(signer: SignerInfo, certificates: readonly X509Certificate[]): Timestamp | null {
  const token = signer.unsignedAttributes.get(RFC3161);
  const counter = signer.unsignedAttributes.get(COUNTERSIGNATURE);
  if (token && counter) throw new DerError('two timestamps');
  if (token) return ofToken(token, signer.signature);
  return counter ? ofCountersignature(counter, signer.signature, certificates) : null;
}

function ofToken(token: Der, stamped: Buffer): Timestamp {
  const data = parseSignedData(token.bytes);
  if (data.contentType !== TST_INFO || data.content.tag !== TAG.octets) throw new DerError('not a timestamp');
  const authority = certificateOfSigner(data.signer, data.certificates);
  if (!authority || !signatureHolds(data.signer, authority, data.content.content, TST_INFO)) {
    throw new DerError('a timestamp whose signature is wrong');
  }
  if (data.signer.unsignedAttributes.size > 0) throw new DerError('a timestamp with unsigned attributes');
  // TSTInfo: version, policy, messageImprint, serialNumber, genTime (RFC 3161 §2.4.2).
  const info = parseDer(data.content.content);
  const imprint = child(info, 2, TAG.sequence);
  const hash = hashNamed(algorithmOf(imprint.children[0]));
  if (!child(imprint, 1, TAG.octets).content.equals(digest(hash, stamped))) {
    throw new DerError('a timestamp of another signature');
  }
  return { time: timeOf(child(info, 4, 0x18)), authority, certificates: data.certificates };
}

function ofCountersignature(counter: Der, stamped: Buffer, certificates: readonly X509Certificate[]): Timestamp {
  const signer = signerOf(counter);
  const authority = certificateOfSigner(signer, certificates);
  const type = signer.signedAttributes.get('1.2.840.113549.1.9.3');
  const genuine =
    authority !== null &&
    signer.unsignedAttributes.size === 0 &&
    (!type || oidOf(type) === DATA) &&
    signatureHolds(signer, authority, stamped, null);
  if (!genuine) throw new DerError('a countersignature that is wrong');
  const time = signer.signedAttributes.get(SIGNING_TIME);
  if (!time) throw new DerError('a countersignature without time');
  return { time: timeOf(time), authority, certificates: [] };
}

/** Requests: what goes out of the air gap. Made and signed at the rack, read and checked on the connected side. */
import { randomBytes } from 'node:crypto';
import type { RequestView } from '../../preload/contract.ts';
import { fingerprintOf, type SigningKey } from '../bundle/keys.ts';
import { type CarriedKey, decodeDocument, encodeDocument, type RequestFields } from './document.ts';
import { carryKey, traceOf } from './key.ts';
import { openSigned, signPayload } from './signed.ts';

/** A request whose signature fits. Whether its signer is trusted is for the caller to say. */
export interface SignedRequest {
  fields: RequestFields;
  key: CarriedKey;
  /** Of the signer: Ed25519, 32 bytes. */
  publicKey: Buffer;
  /** The signed bytes as every carrier takes them. */
  document: Buffer;
}

/** The number that tells this request from every other one. */
export const newRequestId = (): string => randomBytes(16).toString('hex');

/**
 * Makes and signs a request. The caller wipes `downloadKey` and `signer`. @param recipient of the collector (`age1…`), or null:
 * then the key lies in it in clear. Throws RequestError `request.field` or `request.collector`.
 */
export async function makeRequest(
  fields: RequestFields,
  downloadKey: Buffer,
  signer: SigningKey,
  recipient: string | null,
): Promise<SignedRequest> {
  const key = await carryKey(downloadKey, recipient);
  return readRequest(signPayload(signer, encodeDocument({ fields, key })));
}

/** Reads the signed bytes. Throws RequestError `request.unreadable` or `request.signature`. */
export function readRequest(document: Buffer): SignedRequest {
  const { payload, publicKey } = openSigned(document);
  return { ...decodeDocument(payload), publicKey, document };
}

/**
 * What a screen may show of it. @param downloadKey opened, or null when it cannot be opened here
 * @param trusted says whether this computer trusts a fingerprint
 */
export function viewOf(
  { fields, key, publicKey }: SignedRequest,
  downloadKey: Buffer | null,
  trusted: (fingerprint: string) => boolean,
): RequestView {
  const signedBy = fingerprintOf(publicKey);
  const { sha256, masked } = downloadKey ? traceOf(downloadKey) : { sha256: '', masked: '' };
  const keySealed = key.how === 'sealed';
  return { ...fields, signedBy, trusted: trusted(signedBy), keySealed, keyMasked: masked, keySha256: sha256 };
}

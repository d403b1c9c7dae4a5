import { createHash, verify, X509Certificate } from 'node:crypto';
import { algorithmOf, child, type Der, DerError, oidOf, parseDer, TAG } from './der.ts';

export type HashName = 'sha1' | 'sha256' | 'sha384' | 'sha512';

const HASHES: Readonly<Record<string, HashName>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};
/** Signature algorithms by key type; those that name a hash must name the signer's. */
const SIGNATURES: Readonly<Record<string, { key: 'rsa' | 'ec'; hash: HashName | null }>> = {
  '1.2.840.113549.1.1.1': { key: 'rsa', hash: null },
  '1.2.840.113549.1.1.5': { key: 'rsa', hash: 'sha1' },
  '1.2.840.113549.1.1.11': { key: 'rsa', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { key: 'rsa', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { key: 'rsa', hash: 'sha512' },
  '1.2.840.10045.2.1': { key: 'ec', hash: null },
  '1.2.840.10045.4.1': { key: 'ec', hash: 'sha1' },
  '1.2.840.10045.4.3.2': { key: 'ec', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { key: 'ec', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { key: 'ec', hash: 'sha512' },
};
const SIGNED_DATA = '1.2.840.113549.1.7.2';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';

export interface SignerInfo {
  hash: HashName;
  algorithm: { key: 'rsa' | 'ec'; hash: HashName | null };
  /** Serial number in upper case hexadecimal and the issuer's name in DER, or a subject key identifier. */
  serial: string;
  issuer: Buffer;
  /** The signed attributes as they are signed (a SET, not [0]); null when there are none. */
  signed: Buffer | null;
  signedAttributes: ReadonlyMap<string, Der>;
  unsignedAttributes: ReadonlyMap<string, Der>;
  signature: Buffer;
}
export interface SignedData {
  contentType: string;
  /** Content of the [0]: the value with tag and length. */
  content: Der;
  certificates: X509Certificate[];
  signer: SignerInfo;
}

export const hashNamed = (oid: string): HashName => {
  const name = HASHES[oid];
  if (!name) throw new DerError(`the hash ${oid} is not supported`);
  return name;
};
export const digest = (hash: HashName, bytes: Buffer): Buffer => createHash(hash).update(bytes).digest();

/**
 * A PKCS #7 or CMS SignedData with one signer (RFC 2315 §9, RFC 5652 §5). Everything that no signature covers must be what
 * the standard says, so that a changed byte is found there too. DerError otherwise.
 */
export function parseSignedData(bytes: Buffer): SignedData {
  const root = parseDer(bytes);
  if (root.tag !== TAG.sequence || oidOf(child(root, 0, TAG.oid)) !== SIGNED_DATA || root.children.length !== 2) {
    throw new DerError('not a SignedData');
  }
  const explicit = child(root, 1, 0xa0);
  if (explicit.children.length !== 1) throw new DerError('not a SignedData');
  const data = child(explicit, 0, TAG.sequence);
  const version = child(data, 0, TAG.integer).content;
  const algorithms = child(data, 1, TAG.set).children.map(algorithmOf);
  const encapsulated = child(data, 2, TAG.sequence);
  const contentType = oidOf(child(encapsulated, 0, TAG.oid));
  const wrapped = child(encapsulated, 1, 0xa0);
  const content = wrapped.children[0];
  if (!content || wrapped.children.length !== 1 || encapsulated.children.length !== 2) throw new DerError('no content');
  // Revocation lists ([1]) are skipped: offline there is no way to know that they are all.
  const [certificates, signers, ...more] = data.children.slice(3);
  if (certificates?.tag !== 0xa0 || signers?.tag !== TAG.set || more.length > 0) {
    throw new DerError('certificates and signers are not where they belong');
  }
  if (signers.children.length !== 1) throw new DerError(`${signers.children.length} signers instead of one`);
  const signer = signerOf(child(signers, 0, TAG.sequence));
  const expected = contentType === '1.2.840.113549.1.7.1' || contentType.startsWith('1.3.6.1.4.1.311.') ? 1 : 3;
  if (version.length !== 1 || version[0] !== expected) throw new DerError('a version that does not fit');
  if (algorithms.length !== 1 || hashNamed(algorithms[0] ?? '') !== signer.hash) throw new DerError('two hashes named');
  return { contentType, content, certificates: certificates.children.map(certificateOf), signer };
}

function certificateOf({ bytes }: Der): X509Certificate {
  try {
    return new X509Certificate(bytes);
  } catch {
    throw new DerError('a certificate that cannot be read');
  }
}

/** RFC 5652 §5.3, with issuer and serial number: what Authenticode and RFC 3161 services write. */
export function signerOf(info: Der): SignerInfo {
  const version = child(info, 0, TAG.integer).content;
  const id = child(info, 1, TAG.sequence);
  if (version.length !== 1 || version[0] !== 1 || id.children.length !== 2) throw new DerError('not a signer');
  const hash = hashNamed(algorithmOf(info.children[2]));
  const rest = info.children.slice(3);
  const signed = rest[0]?.tag === 0xa0 ? rest.shift() : undefined;
  const oid = algorithmOf(rest.shift());
  const algorithm = SIGNATURES[oid];
  if (!algorithm) throw new DerError(`the signature algorithm ${oid} is not supported`);
  if (algorithm.hash !== null && algorithm.hash !== hash) throw new DerError('two hashes named');
  const signature = rest.shift();
  const unsigned = rest[0]?.tag === 0xa1 ? rest.shift() : undefined;
  if (signature?.tag !== TAG.octets || rest.length > 0) throw new DerError('not a signer');
  return {
    hash,
    algorithm,
    serial: child(id, 1, TAG.integer)
      .content.toString('hex')
      .toUpperCase()
      .replace(/^(00)+/, ''),
    issuer: child(id, 0, TAG.sequence).bytes,
    signed: signed ? Buffer.concat([Buffer.from([TAG.set]), signed.bytes.subarray(1)]) : null,
    signedAttributes: attributesOf(signed),
    unsignedAttributes: attributesOf(unsigned),
    signature: signature.content,
  };
}

/** One value for each type, none twice. */
function attributesOf(set: Der | undefined): Map<string, Der> {
  const found = new Map<string, Der>();
  for (const attribute of set?.children ?? []) {
    const oid = oidOf(child(attribute, 0, TAG.oid));
    const values = child(attribute, 1, TAG.set).children;
    const [value] = values;
    if (attribute.tag !== TAG.sequence || attribute.children.length !== 2 || !value || found.has(oid)) {
      throw new DerError('a damaged attribute');
    }
    found.set(oid, values.length === 1 ? value : child(attribute, 1, TAG.set));
  }
  return found;
}

/** The certificate that a signer names. */
export function certificateOfSigner(signer: SignerInfo, from: readonly X509Certificate[]): X509Certificate | null {
  return (
    from.find(
      (certificate) =>
        certificate.serialNumber.replace(/^(00)+/, '') === signer.serial && issuerOf(certificate).equals(signer.issuer),
    ) ?? null
  );
}

/** Issuer's name in DER: TBSCertificate has [0] version, serial number, signature, issuer (RFC 5280 §4.1). */
function issuerOf(certificate: X509Certificate): Buffer {
  const tbs = child(parseDer(certificate.raw), 0, TAG.sequence);
  return child(tbs, tbs.children[0]?.tag === 0xa0 ? 3 : 2, TAG.sequence).bytes;
}

/**
 * Whether the signer signed `content`: the signed attributes hold the content's type and hash, and the signature over the
 * attributes is the certificate's. Without attributes the signature is over the content itself, which Authenticode and
 * RFC 3161 do not allow: false. `contentType` null: a countersignature, whose content has no type of its own.
 */
export function signatureHolds(
  signer: SignerInfo,
  certificate: X509Certificate,
  content: Buffer,
  contentType: string | null,
): boolean {
  const type = signer.signedAttributes.get(CONTENT_TYPE);
  const hash = signer.signedAttributes.get(MESSAGE_DIGEST);
  if (!signer.signed || !hash || hash.tag !== TAG.octets) return false;
  if (contentType !== null && (!type || oidOf(type) !== contentType)) return false;
  if (!hash.content.equals(digest(signer.hash, content))) return false;
  try {
    const key = certificate.publicKey;
    return key.asymmetricKeyType === signer.algorithm.key && verify(signer.hash, signer.signed, key, signer.signature);
  } catch {
    return false; // A key of a kind or curve that this runtime has not.
  }
}

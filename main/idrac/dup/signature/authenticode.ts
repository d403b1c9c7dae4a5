import type { X509Certificate } from 'node:crypto';
import type { PackageFile } from '../file.ts';
import type { PeLayout } from '../pe.ts';
import { type Chain, chainOf, type TrustAnchors, unproven } from './chain.ts';
import { algorithmOf, child, DerError, firstDer, oidOf, TAG } from './der.ts';
import { type Digests, digestsOf } from './digests.ts';
import { commonNameOf, organisationOf } from './names.ts';
import {
  certificateOfSigner,
  type HashName,
  hashNamed,
  parseSignedData,
  type SignedData,
  signatureHolds,
} from './signed-data.ts';
import { TIMESTAMP_ATTRIBUTES, timestampOf } from './timestamp.ts';

/**
 * valid: hash, signature, chain, purpose and time hold. digest-mismatch: the file was changed after signing. bad-signature:
 * the signature itself is damaged, wrong or of an unknown kind. untrusted-root: all of it holds, but signer or timestamp
 * authority lead to no certificate authority that is trusted here. expired: no timestamp proves that it was signed in time.
 */
export type SignatureState =
  | 'valid'
  | 'not-signed'
  | 'digest-mismatch'
  | 'bad-signature'
  | 'untrusted-root'
  | 'expired'
  | 'wrong-purpose';

export interface SignatureVerdict {
  state: SignatureState;
  /** English, for people: what exactly was found. */
  reason: string;
  /** Organisation and name as the certificate states them; null as long as no certificate could be read. */
  signer: { organisation: string | null; commonName: string | null; serial: string } | null;
  /** Names from the signer upwards, as far as they lead. */
  chain: string[];
  /** SHA-256 of the anchor's certificate; null when it leads to none. */
  anchor: string | null;
  hash: HashName | null;
  timestamp: { time: string; authority: string | null } | null;
}

const INDIRECT_DATA = '1.3.6.1.4.1.311.2.1.4';
const PE_IMAGE = '1.3.6.1.4.1.311.2.1.15';
const NESTED = '1.3.6.1.4.1.311.2.4.1';
/** WIN_CERTIFICATE: length, revision 2.0, type PKCS #7 SignedData. */
const HEADER = 8;
const LARGEST_TABLE = 1 << 20;

/**
 * Checks the Authenticode signature of a program and takes the file's hashes in the same pass. The certificate table must be
 * the end of the file and hold exactly one entry. Revocation is not checked: there is no network. Throws only when the file
 * cannot be read.
 */
export async function checkAuthenticode(
  file: PackageFile,
  pe: PeLayout,
  anchors: TrustAnchors,
  now: Date,
): Promise<{ verdict: SignatureVerdict; digests: Digests }> {
  let signatures: SignedData[] = [];
  let broken: string | null = null;
  try {
    signatures = await signaturesOf(file, pe);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    broken = error.message;
  }
  const digests = await digestsOf(file, pe, [...new Set(signatures.map((one) => one.signer.hash))]);
  if (broken !== null) return { verdict: verdictOf('bad-signature', `the signature is damaged: ${broken}`), digests };
  // A checksum of zero was never set. No signature covers it, and nothing but this compares it.
  if (signatures.length > 0 && pe.checksum !== 0 && pe.checksum !== digests.checksum) {
    return { verdict: verdictOf('digest-mismatch', 'the checksum in the program header is wrong'), digests };
  }
  const verdicts = signatures.map((one) => check(one, digests, anchors, now));
  const verdict = verdicts.find(({ state }) => state !== 'valid') ?? verdicts[0];
  return { verdict: verdict ?? verdictOf('not-signed', 'the program carries no signature'), digests };
}

/** The signature and those nested in it (a second hash for newer systems). */
async function signaturesOf(file: PackageFile, pe: PeLayout): Promise<SignedData[]> {
  if (!pe.certificates) return [];
  const { offset, size } = pe.certificates;
  if (offset + size !== file.size) throw new DerError('the certificate table is not the end of the file');
  if (offset <= pe.securityEntryAt || offset % 8 !== 0 || size <= HEADER || size > LARGEST_TABLE) {
    throw new DerError('the certificate table has no sensible place or size');
  }
  const table = await file.read(offset, size);
  const length = table.readUInt32LE(0);
  if (table.readUInt16LE(4) !== 0x0200 || table.readUInt16LE(6) !== 2) throw new DerError('not a PKCS #7 signature');
  const end = HEADER + firstDer(table.subarray(HEADER)).bytes.length;
  const padding = table.subarray(end);
  // Some signers count the padding to the entry, some do not.
  if ((length !== end && length !== size) || padding.length > 7 || padding.some((byte) => byte !== 0)) {
    throw new DerError('something else lies in the certificate table');
  }
  const outer = parseSignedData(table.subarray(HEADER, end));
  const nested = outer.signer.unsignedAttributes.get(NESTED);
  const inner = nested
    ? (nested.tag === TAG.set ? nested.children : [nested]).map(({ bytes }) => parseSignedData(bytes))
    : [];
  if (inner.some(({ signer }) => signer.unsignedAttributes.has(NESTED))) throw new DerError('nested twice');
  return [outer, ...inner];
}

function check(data: SignedData, digests: Digests, anchors: TrustAnchors, now: Date): SignatureVerdict {
  try {
    return judge(data, digests, anchors, now);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return verdictOf('bad-signature', `the signature is damaged: ${error.message}`);
  }
}

function judge(data: SignedData, digests: Digests, anchors: TrustAnchors, now: Date): SignatureVerdict {
  const { signer, certificates } = data;
  const certificate = certificateOfSigner(signer, certificates);
  if (!certificate) return verdictOf('bad-signature', 'the signer’s certificate is not in the file');
  const found = { ...whoSigned(certificate), hash: signer.hash };
  const stated = imageDigestOf(data);
  if (!digests.authenticode.get(stated.hash)?.equals(stated.digest)) {
    return { ...verdictOf('digest-mismatch', 'the file was changed after it was signed'), ...found };
  }
  if (!signatureHolds(signer, certificate, data.content.content, INDIRECT_DATA)) {
    return { ...verdictOf('bad-signature', 'the signature is not the one of the certificate that it names'), ...found };
  }
  const unknown = [...signer.unsignedAttributes.keys()].find(
    (oid) => oid !== NESTED && !TIMESTAMP_ATTRIBUTES.includes(oid),
  );
  if (unknown) throw new DerError(`an unsigned attribute ${unknown}`);
  const stamp = timestampOf(signer, certificates);
  const chain = chainOf(certificate, certificates, anchors, stamp?.time ?? now, 'code-signing');
  const result = {
    ...found,
    chain: chain.certificates.map(nameOf),
    anchor: chain.state === 'untrusted' ? null : (chain.certificates.at(-1)?.fingerprint256 ?? null),
    timestamp: stamp && { time: stamp.time.toISOString(), authority: commonNameOf(stamp.authority.subject) },
  };
  if (chain.state !== 'trusted') return { ...verdictOf(...wordsFor(chain, 'signer')), ...result };
  if (stamp) {
    const brought = [...stamp.certificates, ...certificates];
    const authority = chainOf(stamp.authority, brought, anchors, stamp.time, 'time-stamping');
    if (authority.state !== 'trusted')
      return { ...verdictOf(...wordsFor(authority, 'timestamp authority')), ...result };
  }
  const [stray] = unproven([...certificates, ...(stamp?.certificates ?? [])], anchors);
  if (stray) {
    const reason = `the certificate ${nameOf(stray)}, which comes along, leads to nobody who is trusted here`;
    return { ...verdictOf('untrusted-root', reason), ...result };
  }
  return { ...verdictOf('valid', 'hash, signature and chain hold; revocation was not checked'), ...result };
}

/** SpcIndirectDataContent: the kind of thing that is signed, and its hash. */
function imageDigestOf({ contentType, content, signer }: SignedData): { hash: HashName; digest: Buffer } {
  if (contentType !== INDIRECT_DATA || content.tag !== TAG.sequence) throw new DerError('it signs something else');
  if (oidOf(child(child(content, 0, TAG.sequence), 0, TAG.oid)) !== PE_IMAGE) throw new DerError('it signs no program');
  const info = child(content, 1, TAG.sequence);
  const hash = hashNamed(algorithmOf(info.children[0]));
  if (hash !== signer.hash) throw new DerError('two hashes named');
  return { hash, digest: child(info, 1, TAG.octets).content };
}

function wordsFor({ state, certificates }: Chain, whose: string): [SignatureState, string] {
  const top = certificates.at(-1);
  if (state === 'expired') return ['expired', `a certificate of the ${whose} was not valid at the time that is proven`];
  if (state === 'purpose') return ['wrong-purpose', `the certificate of the ${whose} is not meant for this`];
  return ['untrusted-root', `the ${whose} leads to ${top ? nameOf(top) : 'nobody'}, which is not trusted here`];
}

const whoSigned = (certificate: X509Certificate): Pick<SignatureVerdict, 'signer'> => ({
  signer: {
    organisation: organisationOf(certificate.subject),
    commonName: commonNameOf(certificate.subject),
    serial: certificate.serialNumber,
  },
});
const nameOf = ({ subject }: X509Certificate): string =>
  commonNameOf(subject) ?? organisationOf(subject) ?? 'a nameless certificate';

function verdictOf(state: SignatureState, reason: string): SignatureVerdict {
  return { state, reason, signer: null, chain: [], anchor: null, hash: null, timestamp: null };
}

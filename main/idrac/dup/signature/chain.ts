import { X509Certificate } from 'node:crypto';

/** Certificate authorities that the caller trusts. */
export interface TrustAnchors {
  /** Whole certificates: a package seldom brings its root, so a fingerprint alone would not do. */
  certificates: readonly X509Certificate[];
}

export type Purpose = 'code-signing' | 'time-stamping';
const PURPOSES: Readonly<Record<Purpose, string>> = {
  'code-signing': '1.3.6.1.5.5.7.3.3',
  'time-stamping': '1.3.6.1.5.5.7.3.8',
};

/** Certificates from PEM text; throws when one cannot be read. */
export function anchorsOf(pem: string): TrustAnchors {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return { certificates: blocks.map((block) => new X509Certificate(block)) };
}

/** `untrusted`: the path as far as it goes. `expired`: valid at another time. `purpose`: a certificate for something else. */
export interface Chain {
  state: 'trusted' | 'untrusted' | 'expired' | 'purpose';
  /** From the leaf upwards. */
  certificates: readonly X509Certificate[];
}

/**
 * The path from `leaf` through `brought` certificates to an anchor (RFC 5280 §6, without revocation, for which there is no
 * network, and without path length and name constraints). Each link: issuer's name, CA flag, key usage, signature, valid at
 * `time`; the leaf has the purpose. An anchor's own dates do not matter, as in every trust store.
 */
export function chainOf(
  leaf: X509Certificate,
  brought: readonly X509Certificate[],
  anchors: TrustAnchors,
  time: Date,
  purpose: Purpose,
): Chain {
  const { path: certificates, trusted } = search([leaf], [...brought], anchors);
  if (!trusted) return { state: 'untrusted', certificates };
  if (!leaf.keyUsage?.includes(PURPOSES[purpose])) return { state: 'purpose', certificates };
  const outside = certificates.slice(0, -1).some((one) => time < one.validFromDate || time > one.validToDate);
  return { state: outside ? 'expired' : 'trusted', certificates };
}

interface Path {
  path: readonly X509Certificate[];
  trusted: boolean;
}

/** The first path to an anchor, else the longest. `unused` shrinks, so cross-signed circles cost no more than a chain. */
function search(path: readonly X509Certificate[], unused: X509Certificate[], { certificates }: TrustAnchors): Path {
  const last = path.at(-1);
  if (!last) return { path, trusted: false };
  if (path.length > 1 && certificates.some((anchor) => anchor.raw.equals(last.raw))) return { path, trusted: true };
  const anchor = certificates.find((candidate) => issued(candidate, last));
  if (anchor) return { path: [...path, anchor], trusted: true };
  let best: Path = { path, trusted: false };
  for (let at = unused.findIndex((one) => issued(one, last)); at >= 0 && !best.trusted; ) {
    const found = search([...path, ...unused.splice(at, 1)], unused, { certificates });
    if (found.trusted || found.path.length > best.path.length) best = found;
    at = unused.findIndex((one) => issued(one, last));
  }
  return best;
}

const issued = (issuer: X509Certificate, subject: X509Certificate): boolean =>
  issuer.ca && !issuer.raw.equals(subject.raw) && subject.checkIssued(issuer) && signed(issuer, subject);

function signed(issuer: X509Certificate, subject: X509Certificate): boolean {
  try {
    return subject.verify(issuer.publicKey);
  } catch {
    return false; // A key of a kind or curve that this runtime has not.
  }
}

/**
 * Certificates that no other one here, nor they themselves, have signed. Nobody relies on one that is in no path, but a byte
 * changed in it would stay unseen.
 */
export function unproven(brought: readonly X509Certificate[], anchors: TrustAnchors): X509Certificate[] {
  const issuers = [...brought, ...anchors.certificates];
  return brought.filter(
    (one) =>
      !anchors.certificates.some((anchor) => anchor.raw.equals(one.raw)) &&
      !issuers.some((issuer) => one.checkIssued(issuer) && signed(issuer, one)),
  );
}

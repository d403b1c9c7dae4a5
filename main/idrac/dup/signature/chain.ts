import { X509Certificate } from 'node:crypto';

/** Certificate authorities that the caller trusts. */
export interface TrustAnchors {
  /** PEM text of any number of certificates. A package seldom brings its root, so a fingerprint alone would not do. */
  certificates: readonly X509Certificate[];
}

export type Purpose = 'code-signing' | 'time-stamping';
const PURPOSES: Readonly<Record<Purpose, string>> = {
  'code-signing': '1.3.6.1.5.5.7.3.3',
  'time-stamping': '1.3.6.1.5.5.7.3.8',
};
const LONGEST = 8;

/** Certificates from PEM text; throws when one cannot be read. */
export function anchorsOf(pem: string): TrustAnchors {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return { certificates: blocks.map((block) => new X509Certificate(block)) };
}

export type Chain =
  | { state: 'trusted'; certificates: X509Certificate[] }
  | { state: 'untrusted'; certificates: X509Certificate[] }
  | { state: 'expired' | 'purpose'; certificates: X509Certificate[] };

/**
 * The path from `leaf` through `brought` certificates to an anchor (RFC 5280 §6, without revocation: there is no network).
 * Each link: issuer's name, CA flag, signature, valid at `time`; the leaf has the purpose. `untrusted` is the path as far as
 * it goes. An anchor's own dates do not matter, as in every trust store.
 */
export function chainOf(
  leaf: X509Certificate,
  brought: readonly X509Certificate[],
  anchors: TrustAnchors,
  time: Date,
  purpose: Purpose,
): Chain {
  const path = [leaf];
  const trusted = follow(path, brought, anchors);
  if (!trusted) return { state: 'untrusted', certificates: path };
  if (!leaf.keyUsage?.includes(PURPOSES[purpose])) return { state: 'purpose', certificates: path };
  const outside = path.slice(0, -1).some((one) => time < one.validFromDate || time > one.validToDate);
  return { state: outside ? 'expired' : 'trusted', certificates: path };
}

/** Extends `path` until it ends in an anchor. A name can have several certificates (cross-signing); the first that leads there is taken. */
function follow(path: X509Certificate[], brought: readonly X509Certificate[], anchors: TrustAnchors): boolean {
  const last = path.at(-1);
  if (!last || path.length > LONGEST) return false;
  if (path.length > 1 && anchors.certificates.some((anchor) => anchor.raw.equals(last.raw))) return true;
  const anchor = anchors.certificates.find((candidate) => issued(candidate, last));
  if (anchor) {
    path.push(anchor);
    return true;
  }
  let farthest: X509Certificate[] = [];
  for (const candidate of brought) {
    if (path.some((one) => one.raw.equals(candidate.raw)) || !issued(candidate, last)) continue;
    const longer = [...path, candidate];
    const trusted = follow(longer, brought, anchors);
    if (trusted || longer.length > farthest.length) farthest = longer;
    if (trusted) break;
  }
  path.push(...farthest.slice(path.length));
  const end = path.at(-1);
  return anchors.certificates.some((one) => end !== undefined && end !== leafOf(path) && one.raw.equals(end.raw));
}

const leafOf = (path: readonly X509Certificate[]) => path[0];

const issued = (issuer: X509Certificate, subject: X509Certificate): boolean =>
  issuer.ca && subject.checkIssued(issuer) && subject.verify(issuer.publicKey);

/** Whether every certificate that came along is genuine as far as that can be told: its issuer is there, and signed it. */
export function strangers(brought: readonly X509Certificate[], anchors: TrustAnchors): X509Certificate[] {
  const issuers = [...brought, ...anchors.certificates];
  return brought.filter((one) => !issuers.some((issuer) => one.checkIssued(issuer) && one.verify(issuer.publicKey)));
}

/** The tag files of a bundle as texts: everything but the vendor's files, as media.md §4 lays them out. */
import { createHash } from 'node:crypto';
import { BAGIT_TXT, type BagInfo, encodeBagInfo } from './codec/bag-info.ts';
import { encodeManifest, type Manifest } from './codec/manifest.ts';
import { signMinisign } from './codec/minisign.ts';
import { encodePackages, type Packages } from './codec/packages.ts';
import { signSsh } from './codec/sshsig.ts';
import { verifyText } from './codec/verify-text.ts';
import type { Namespace, SigningKey } from './keys.ts';

export const TAGMANIFEST = 'tagmanifest-sha256.txt';
export const MINISIG = `${TAGMANIFEST}.minisig`;
export const SSHSIG = `${TAGMANIFEST}.sig`;
export const MANIFEST = 'manifest-sha256.txt';
export const BAG_INFO = 'bag-info.txt';
export const PACKAGES = 'packages.json';
export const BAGIT = 'bagit.txt';
/** Without these under the signature, something that counts is not under it. */
export const REQUIRED_TAGS = [BAGIT, BAG_INFO, MANIFEST, PACKAGES] as const;
export const NAMESPACE: Namespace = 'rackhand-bundle';

export interface TagFile {
  name: string;
  text: string;
}

/** SHA-256 in lower-case hexadecimal. */
export const sha256Of = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** The tag files in the order in which they are written: the tag manifest after all that it names, its signatures last. */
export function tagFiles(
  packages: Packages,
  rest: Pick<BagInfo, 'previous' | 'expiresAt' | 'media'>,
  key: SigningKey,
): TagFile[] {
  const { bundle, sequence, sealedAt, request, target } = packages;
  const parts = packages.packages.flatMap((one) => one.parts);
  const octets = parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const counted = { octets, streams: parts.length };
  const info = { ...rest, ...counted, id: bundle, sequence, sealedAt, request, serial: target.serial };
  const payload: Manifest = new Map(parts.map(({ path, sha256 }) => [path, sha256]));
  const joined: Manifest = new Map(
    packages.packages
      .filter((one) => one.parts.length > 1)
      .map(({ parts: [first], sha256 }) => [first?.path.slice('data/'.length, -'.001'.length) ?? '', sha256]),
  );
  const named: TagFile[] = [
    { name: BAGIT, text: BAGIT_TXT },
    { name: BAG_INFO, text: encodeBagInfo(info) },
    { name: PACKAGES, text: encodePackages(packages) },
    { name: MANIFEST, text: encodeManifest(payload) },
    ...(joined.size > 0 ? [{ name: 'joined-sha256.txt', text: encodeManifest(joined) }] : []),
    { name: 'VERIFY.txt', text: verifyText(packages) },
  ];
  const text = encodeManifest(new Map(named.map((file) => [file.name, sha256Of(file.text)])));
  return [...named, { name: TAGMANIFEST, text }, ...signatures(Buffer.from(text), commentOf(packages), key)];
}

function signatures(tagmanifest: Buffer, comment: string, key: SigningKey): TagFile[] {
  return [
    { name: MINISIG, text: signMinisign(key, tagmanifest, comment) },
    { name: SSHSIG, text: signSsh(key, NAMESPACE, tagmanifest) },
  ];
}

/** The trusted comment of a bundle's signature: what `minisign -V` prints beside its verdict. */
export const commentOf = ({ bundle, sequence, sealedAt }: Pick<Packages, 'bundle' | 'sequence' | 'sealedAt'>): string =>
  `bundle:${bundle} seq:${sequence} time:${Math.floor(Date.parse(sealedAt) / 1000)}`;

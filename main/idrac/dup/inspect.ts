import { type ArchiveMember, readArchive } from './archive.ts';
import { checkHash, type HashCheck, type StatedHash } from './catalogue.ts';
import { DupError } from './error.ts';
import type { PackageFile } from './file.ts';
import { kindOf } from './kind.ts';
import { readLinuxBin } from './linux-bin.ts';
import { type PackageFacts, parsePackageXml } from './package-xml.ts';
import { type PeLayout, readPe } from './pe.ts';
import { checkAuthenticode, type SignatureVerdict } from './signature/authenticode.ts';
import type { TrustAnchors } from './signature/chain.ts';
import { digestsOf } from './signature/digests.ts';

/**
 * windows-package: a DUP for iDRAC or Windows. linux-package: a .BIN. program: a Windows program without package.xml (driver
 * installer, client BIOS). image: .d7, .d9 or .pm. signature: a .sign file. unknown: none of these.
 */
export type PackageKind = 'windows-package' | 'linux-package' | 'program' | 'image' | 'signature' | 'unknown';

export interface Inspection {
  /** Name of the file, without its folder. */
  file: string;
  /** Bytes. */
  size: number;
  sha256: string;
  kind: PackageKind;
  /** What package.xml says; null when there is none. */
  facts: PackageFacts | null;
  members: ArchiveMember[];
  /** Null for what is no Windows program. */
  signature: SignatureVerdict | null;
  /** Null when no hash was stated. */
  hash: HashCheck | null;
}
export interface InspectOptions {
  anchors: TrustAnchors;
  now: Date;
  stated?: StatedHash | null;
}

/**
 * Reads everything that a firmware file says of itself, and checks what can be checked of it without network; nothing of it
 * is run. The file is read once from end to end, never held. DupError when it cannot be read or its structure is damaged; a
 * file of the wrong kind, or one whose signature does not hold, is a finding and no error.
 */
export async function inspect(file: PackageFile, { anchors, now, stated = null }: InspectOptions): Promise<Inspection> {
  const raw = await kindOf(file);
  if (raw === 'program') return inspectProgram(file, await readPe(file), anchors, now, stated);
  const xml = raw === 'script' ? await readLinuxBin(file) : null;
  const digests = await digestsOf(file, null, []);
  return {
    ...measured(file, digests, stated),
    kind: xml ? 'linux-package' : raw === 'script' ? 'unknown' : raw,
    facts: xml ? parsePackageXml(file.name, xml) : null,
    members: [],
    signature: null,
  };
}

async function inspectProgram(
  file: PackageFile,
  pe: PeLayout,
  anchors: TrustAnchors,
  now: Date,
  stated: StatedHash | null,
): Promise<Inspection> {
  // An address beyond the file is judged by the signature's check; the archive is then sought before the end.
  const end = Math.min(pe.certificates?.offset ?? file.size, file.size);
  const archive = await readArchive(file, end).catch((error: unknown) => {
    if (error instanceof DupError && error.code === 'no-package') return null;
    throw error;
  });
  const facts = archive && parsePackageXml(file.name, archive.packageXml);
  const { verdict, digests } = await checkAuthenticode(file, pe, anchors, now);
  return {
    ...measured(file, digests, stated),
    kind: archive ? 'windows-package' : 'program',
    facts,
    members: archive?.members ?? [],
    signature: verdict,
  };
}

function measured(
  file: PackageFile,
  digests: { md5: string; sha256: string },
  stated: StatedHash | null,
): Pick<Inspection, 'file' | 'size' | 'sha256' | 'hash'> {
  return {
    file: file.name,
    size: file.size,
    sha256: digests.sha256,
    hash: stated && checkHash(stated, digests),
  };
}

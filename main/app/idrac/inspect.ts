import { rootCertificates } from 'node:tls';
import type { PackageView } from '../../../preload/contract.ts';
import { openPackageFile } from '../../idrac/dup/file.ts';
import { type Inspection, inspect } from '../../idrac/dup/inspect.ts';
import { anchorsOf, type TrustAnchors } from '../../idrac/dup/signature/chain.ts';

/** The certificate authorities that this runtime trusts, and those that are given; parsed once. */
export function packageAnchors(more: readonly string[] = []): () => TrustAnchors {
  let anchors: TrustAnchors | null = null;
  return () => {
    anchors ??= anchorsOf([...rootCertificates, ...more].join('\n'));
    return anchors;
  };
}

/** Reads packages one after the other, without running them. @throws DupError for a file that cannot be read */
export async function inspectPackages(
  files: readonly string[],
  anchors: TrustAnchors,
  now: Date,
): Promise<{ path: string; found: Inspection }[]> {
  const out: { path: string; found: Inspection }[] = [];
  for (const path of files) {
    const file = await openPackageFile(path);
    try {
      out.push({ path, found: await inspect(file, { anchors, now }) });
    } finally {
      await file.close();
    }
  }
  return out;
}

const KIND: Readonly<Record<Inspection['kind'], PackageView['kind']>> = {
  'windows-package': 'dup',
  'linux-package': 'bin',
  program: 'other',
  image: 'other',
  signature: 'other',
  unknown: 'other',
};

export function packageView(path: string, { size, sha256, kind, facts, signature }: Inspection): PackageView {
  const signer = signature?.signer ?? null;
  return {
    ...{ file: path, size, sha256, kind: KIND[kind] },
    name: facts?.name ?? null,
    version: facts?.vendorVersion ?? null,
    date: facts?.date ?? null,
    criticality: facts?.criticality.text ?? null,
    rebootRequired: facts?.rebootRequired ?? null,
    impactsTpm: facts?.impactsTpm ?? null,
    components: facts?.components.map(({ id }) => Number(id)) ?? [],
    systems: facts?.systems.map(({ systemId, name }) => ({ id: Number.parseInt(systemId, 16), name })) ?? [],
    signature: {
      verdict: signature?.state ?? 'not-signed',
      signer: signer && [signer.organisation, signer.commonName].filter((name) => name !== null).join(', '),
    },
    fit: [],
  };
}

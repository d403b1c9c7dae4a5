import { rootCertificates } from 'node:tls';
import type { PackageView } from '../../../preload/contract.ts';
import { fitOf, judgeFile, type Signers } from '../../firmware/fit.ts';
import type { MachineFacts } from '../../firmware/machine.ts';
import { openPackageFile } from '../../idrac/dup/file.ts';
import { type Inspection, inspect } from '../../idrac/dup/inspect.ts';
import { anchorsOf, type TrustAnchors } from '../../idrac/dup/signature/chain.ts';
import type { Idrac } from '../../idrac/idrac.ts';

/** The certificate authorities that this runtime trusts, and those that are given; parsed once. */
export function packageAnchors(more: () => readonly string[]): () => TrustAnchors {
  let anchors: TrustAnchors | null = null;
  return () => {
    anchors ??= anchorsOf([...rootCertificates, ...more()].join('\n'));
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

/** What a server must be known by to judge a package for it. @throws the driver's errors */
export async function machineOf(idrac: Idrac): Promise<MachineFacts> {
  const { model, systemId } = await idrac.info();
  const installed = await idrac.firmware();
  return {
    name: idrac.name,
    model,
    systemId: systemId === null ? null : systemId.toString(16).toUpperCase().padStart(4, '0'),
    idracGeneration: null,
    installed: installed.map(({ componentId, name, version }) => ({
      componentId: String(componentId ?? ''),
      name,
      version,
      pci: null,
    })),
  };
}

const SEVERITY = { hard: 'refused', gated: 'gated', soft: 'note' } as const;

/** As the screen shows it; judged for a machine where one is given, else for what can be said of the file alone. */
export function packageView(
  path: string,
  found: Inspection,
  machine: MachineFacts | null,
  expected?: Signers,
): PackageView {
  const { size, sha256, kind, facts, signature } = found;
  const { verdicts } = machine ? fitOf(found, machine, expected) : judgeFile(found, expected);
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
    fit: verdicts.map(({ code, severity, reason, lift }) => ({ id: code, severity: SEVERITY[severity], reason, lift })),
  };
}

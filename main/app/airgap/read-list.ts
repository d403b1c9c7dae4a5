import type { OfferedPackage, PackageKind } from '../../../preload/contract.ts';

const MAX_LINES = 1000;
const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};

/**
 * What a person has copied from a vendor's page, one package in a line, read as far as its shape tells: name, version, size,
 * checksum, address, what it needs. Nothing of it is believed before a person has looked through it.
 */
export function readList(text: string): OfferedPackage[] {
  const found = new Map<string, OfferedPackage>();
  for (const line of text.split(/\r?\n/).slice(0, MAX_LINES)) {
    const one = readLine(line.trim());
    if (one) found.set(one.name, one);
  }
  return [...found.values()];
}

function readLine(line: string): OfferedPackage | null {
  const take = (pattern: RegExp): string | null => {
    const found = pattern.exec(line);
    if (!found) return null;
    line = line.replace(found[0], ' ');
    return found[1] ?? found[0];
  };
  const url = take(/https:\/\/\S+/i);
  const vendorSha256 = take(/\b[0-9a-f]{64}\b/i)?.toLowerCase() ?? null;
  const needs = take(/\b(?:requires|needs|depends on|benötigt|erfordert)[:\s]+([^\t;)]+)/i);
  const sizeBytes = sizeOf(take(/\b\d+(?:[.,]\d+)?\s?(?:[KMG]i?B|bytes?)\b/i));
  const cells = line
    .split(/\t|\s{2,}|[;|]/)
    .map((cell) => cell.replace(/^[-*•\s()]+|[\s():,]+$/g, ''))
    .filter(Boolean);
  const [name, ...rest] = cells;
  if (name === undefined || !/[a-z]/i.test(name)) return null;
  const version = rest.map((cell) => /\d+(?:\.\d+)+/.exec(cell)?.[0]).find(Boolean) ?? /\d+(?:\.\d+)+/.exec(name)?.[0];
  return {
    ...{ name: name.slice(0, 200), version: version ?? null, kind: kindOf(line) },
    dependsOn:
      needs
        ?.split(/\s*(?:,|\band\b|\bund\b)\s*/)
        .map((one) => one.trim())
        .filter(Boolean) ?? [],
    ...{ sizeBytes, vendorSha256, url },
  };
}

function kindOf(line: string): PackageKind {
  if (/\bbase\b|\bbasis/i.test(line)) return 'base';
  if (/\.rpm\b/i.test(line)) return 'rpm';
  if (/hotfix|\.ipm\b/i.test(line)) return 'hotfix';
  if (/firmware|\.iso\b/i.test(line)) return 'firmware';
  return /licen[cs]e|lizenz/i.test(line) ? 'licence' : 'product';
}

/** Bytes; null for what is no size. "1,5 GB" and "1.5 GB" are the same, and nothing says which thousands are meant. */
function sizeOf(text: string | null): number | null {
  const [, number = '', unit = ''] = /([\d.,]+)\s?([a-z]+)/i.exec(text ?? '') ?? [];
  const factor = UNITS[unit.toLowerCase().replace(/^bytes?$/, 'b')];
  // Only an exact number of bytes can be held against a file later.
  return factor === 1 && /^\d+$/.test(number) ? Number(number) : null;
}

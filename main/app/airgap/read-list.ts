import type { OfferedPackage, PackageKind } from '../../../preload/contract.ts';

const MAX_LINES = 1000;

/** What the heads of a table are called, in both languages. */
const HEADS = {
  name: /^(package|name|file|paket|datei)/i,
  version: /^version/i,
  kind: /^(type|kind|typ|art)/i,
  dependsOn: /^(requires|depends|needs|benötigt|voraussetzung)/i,
  size: /^(size|größe)/i,
  sha256: /^(sha|checksum|prüfsumme)/i,
} as const;
type Column = keyof typeof HEADS;

/**
 * What a person has copied from a vendor's page, read as far as its shape tells: a table with a head (tabs between its cells), or
 * a package in each line. Nothing of it is believed before a person has looked through it.
 */
export function readList(text: string): OfferedPackage[] {
  const lines = text.split(/\r?\n/).slice(0, MAX_LINES);
  const found = new Map<string, OfferedPackage>();
  let head: (Column | null)[] | null = null;
  for (const line of lines) {
    const cells = line.split('\t').map((cell) => cell.trim());
    const columns = headOf(cells);
    if (columns) {
      head = columns;
      continue;
    }
    const one = head && cells.length > 1 ? fromRow(cells, head) : fromLine(line.trim());
    if (one) found.set(one.name, one);
  }
  return [...found.values()];
}

function headOf(cells: readonly string[]): (Column | null)[] | null {
  const names = Object.keys(HEADS) as Column[];
  const columns = cells.map((cell) => names.find((name) => HEADS[name].test(cell)) ?? null);
  return cells.length > 1 && columns.includes('name') && columns.filter(Boolean).length >= 2 ? columns : null;
}

function fromRow(cells: readonly string[], head: readonly (Column | null)[]): OfferedPackage | null {
  const cell = (column: Column): string => cells[head.indexOf(column)] ?? '';
  const name = cell('name');
  if (name === '') return null;
  const url = /https:\/\/\S+/i.exec(cells.join(' '))?.[0] ?? null;
  return {
    ...{ name: name.slice(0, 200), version: cell('version') || null, kind: kindOf(`${cell('kind')} ${name}`) },
    dependsOn: namesIn(cell('dependsOn')),
    ...{ sizeBytes: sizeOf(cell('size')), vendorSha256: hashIn(cell('sha256')), url },
  };
}

function fromLine(text: string): OfferedPackage | null {
  let line = text;
  const take = (pattern: RegExp): string | null => {
    const found = pattern.exec(line);
    if (!found) return null;
    line = line.replace(found[0], ' ');
    return found[1] ?? found[0];
  };
  const url = take(/https:\/\/\S+/i);
  const vendorSha256 = hashIn(take(/\b[0-9a-f]{64}\b/i) ?? '');
  const needs = take(/\b(?:requires|needs|depends on|benötigt|erfordert)[:\s]+([^\t;)]+)/i);
  const size = take(/\b\d+(?:[.,]\d+)?\s?(?:[KMG]i?B|bytes?)\b/i);
  const cells = line
    .split(/\t|\s{2,}|[;|]/)
    .map((cell) => cell.replace(/^[-*•\s()]+|[\s():,]+$/g, ''))
    .filter(Boolean);
  const [name = '', ...rest] = cells;
  if (!/[a-z]/i.test(name)) return null;
  const version = [...rest, name].map((cell) => /\d+(?:\.\d+)+/.exec(cell)?.[0]).find(Boolean) ?? null;
  const shape = { name: name.slice(0, 200), version, kind: kindOf(line) };
  return { ...shape, dependsOn: namesIn(needs ?? ''), sizeBytes: sizeOf(size ?? ''), vendorSha256, url };
}

const namesIn = (text: string): string[] =>
  text
    .split(/\s*(?:,|\band\b|\bund\b)\s*/)
    .map((one) => one.trim())
    .filter((one) => one !== '' && one !== '-' && one !== '–');
const hashIn = (text: string): string | null => /\b[0-9a-f]{64}\b/i.exec(text)?.[0].toLowerCase() ?? null;

function kindOf(text: string): PackageKind {
  if (/\bbase\b|\bbasis/i.test(text)) return 'base';
  if (/\.rpm\b/i.test(text)) return 'rpm';
  if (/hotfix|\.ipm\b/i.test(text)) return 'hotfix';
  if (/firmware|\.iso\b/i.test(text)) return 'firmware';
  return /licen[cs]e|lizenz/i.test(text) ? 'licence' : 'product';
}

/** Only an exact number of bytes can be held against a file later: "1.5 GB" says too little. */
function sizeOf(text: string): number | null {
  const bytes = /^(\d+)(?:\s?bytes?)?$/i.exec(text.trim())?.[1];
  return bytes === undefined ? null : Number(bytes);
}

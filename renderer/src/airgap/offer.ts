import type { OfferedPackage, PackageKind } from '../../../preload/contract.ts';

export const kinds: readonly PackageKind[] = ['base', 'product', 'firmware', 'hotfix', 'rpm', 'licence', 'other'];

/** A line of the list while a person edits it. */
export interface Row {
  id: number;
  name: string;
  version: string;
  kind: PackageKind;
  /** Names, separated by commas. */
  dependsOn: string;
  sizeBytes: string;
  sha256: string;
  url: string;
}
export type Flaw = 'no-name' | 'twice' | 'unknown-dependency' | 'waits-for-itself' | 'size' | 'sha256' | 'url';

export const emptyRow = (id: number): Row => ({
  ...{ id, name: '', version: '', kind: 'product', dependsOn: '', sizeBytes: '', sha256: '', url: '' },
});
export const rowOf = (one: OfferedPackage, id: number): Row => ({
  id,
  name: one.name,
  version: one.version ?? '',
  kind: one.kind,
  dependsOn: one.dependsOn.join(', '),
  sizeBytes: one.sizeBytes === null ? '' : String(one.sizeBytes),
  sha256: one.vendorSha256 ?? '',
  url: one.url ?? '',
});

const named = (text: string): string[] => text.split(',').flatMap((name) => name.trim() || []);
const orNull = (text: string): string | null => text.trim() || null;

/** The row as the contract has it; only of a row without flaws. */
export const packageOf = (row: Row): OfferedPackage => ({
  name: row.name.trim(),
  version: orNull(row.version),
  kind: row.kind,
  dependsOn: named(row.dependsOn),
  sizeBytes: row.sizeBytes.trim() === '' ? null : Number(row.sizeBytes),
  vendorSha256: orNull(row.sha256.toLowerCase()),
  url: orNull(row.url),
});

/** What is wrong with one row beside the others; null when nothing is. */
export function flawOf(row: Row, rows: readonly Row[]): Flaw | null {
  const name = row.name.trim();
  if (name === '') return 'no-name';
  const names = rows.map((other) => other.name.trim());
  if (names.filter((other) => other === name).length > 1) return 'twice';
  if (named(row.dependsOn).some((first) => !names.includes(first))) return 'unknown-dependency';
  if (waitsFor(name, name, rows, new Set())) return 'waits-for-itself';
  if (!/^\d*$/.test(row.sizeBytes.trim())) return 'size';
  if (!/^([0-9a-f]{64})?$/i.test(row.sha256.trim())) return 'sha256';
  return row.url.trim() === '' || /^https:\/\/[^\s/]+/.test(row.url.trim()) ? null : 'url';
}

function waitsFor(from: string, goal: string, rows: readonly Row[], seen: Set<string>): boolean {
  const row = rows.find((one) => one.name.trim() === from);
  return named(row?.dependsOn ?? '').some((first) => {
    if (first === goal) return true;
    if (seen.has(first)) return false;
    seen.add(first);
    return waitsFor(first, goal, rows, seen);
  });
}

/** The row one place up (-1) or down (1): the order as listed decides where dependencies do not. */
export function moved(rows: readonly Row[], id: number, by: -1 | 1): Row[] {
  const at = rows.findIndex((row) => row.id === id);
  const row = rows[at];
  const other = rows[at + by];
  if (!row || !other) return [...rows];
  return rows.map((one) => (one === row ? other : one === other ? row : one));
}

/** Receipts lie beside their packages, so the store is its own index: nothing can disagree with it. */
import path from 'node:path';
import { errnoOf } from '../ports/files.ts';
import { putFile, readText } from './durable.ts';
import { isSha256, type Layout, receiptOf } from './layout.ts';
import type { ContentPorts } from './ports.ts';
import { type Journal, type Receipt, readReceipt, writeRecord } from './records.ts';

/** Null when there is none, or none that can be read. */
export async function loadReceipt({ files }: ContentPorts, layout: Layout, sha256: string): Promise<Receipt | null> {
  const text = await readText(files, receiptOf(layout, sha256));
  const receipt = text === null ? null : readReceipt(text);
  return receipt?.sha256 === sha256 ? receipt : null;
}

export async function saveReceipt({ files }: ContentPorts, layout: Layout, receipt: Receipt): Promise<Receipt> {
  await putFile(files, receiptOf(layout, receipt.sha256), writeRecord(receipt));
  return receipt;
}

/** The receipt of a package that is in its place now: a new one, or the former one with this arrival added once. */
export function withArrival(
  former: Receipt | null,
  journal: Journal,
  whole: NonNullable<Journal['whole']>,
  copy: Receipt['copies'][number],
): Receipt {
  const { key, startedAt, entry, origin } = journal;
  const arrivals = (former?.arrivals ?? []).filter((known) => known.key !== key || known.at !== startedAt);
  return {
    format: 'rackhand-receipt-1',
    sha256: whole.sha256,
    size: whole.size,
    arrivals: [...arrivals, { key, at: startedAt, entry, origin }],
    copies: withCopy(former?.copies ?? [], copy),
    scan: former?.scan ?? null,
    archive: former?.archive ?? null,
  };
}

/** The newest look at each place. */
export const withCopy = (copies: Receipt['copies'], copy: Receipt['copies'][number]): Receipt['copies'] => [
  ...copies.filter(({ place }) => place !== copy.place),
  copy,
];

/** Hashes of everything that has a package or a receipt in the store, sorted. */
export async function hashesIn({ files }: ContentPorts, { blobs }: Layout): Promise<string[]> {
  const found = new Set<string>();
  for (const folder of await names(files, blobs)) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    for (const name of await names(files, path.join(blobs, folder))) {
      const sha256 = name.replace(/\.json$/, '');
      if (isSha256(sha256) && sha256.startsWith(folder)) found.add(sha256);
    }
  }
  return [...found].sort();
}

async function names(files: ContentPorts['files'], folder: string): Promise<string[]> {
  try {
    return await files.readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return [];
    throw error;
  }
}

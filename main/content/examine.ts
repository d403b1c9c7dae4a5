import type { ScanResult } from '../../preload/contract.ts';
import { readability } from './readable.ts';
import type { Receipt } from './records.ts';
import { type OwnScanner, type ScanPorts, scanFile } from './scan.ts';
import type { ContentStore } from './store.ts';

/**
 * Reads a package through as an archive and lets a scanner look at it; both go into the receipt. What a scanner found
 * something in is in the quarantine afterwards. @throws ContentError `content.missing`; the signal's reason
 */
export async function examine(
  store: ContentStore,
  sha256: string,
  scanner: { ports: ScanPorts; own: OwnScanner | null },
  signal?: AbortSignal,
): Promise<Receipt & { scan: ScanResult | null }> {
  const file = await store.file(sha256);
  const { size } = await store.recordArchive(sha256, await readability(file, signal));
  const scan = await scanFile(scanner.ports, file, size, scanner.own, signal);
  return { ...(await store.recordScan(sha256, scan)), scan };
}

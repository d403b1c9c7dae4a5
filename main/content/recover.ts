import path from 'node:path';
import type { Failure } from '../../preload/contract.ts';
import { errnoOf } from '../ports/files.ts';
import { Arrival } from './arrival.ts';
import { syncFolder } from './durable.ts';
import { ContentError } from './error.ts';
import { blobOf, type Layout } from './layout.ts';
import type { ContentPorts } from './ports.ts';
import { putAside } from './quarantine.ts';
import { hashesIn, loadReceipt, saveReceipt } from './receipts.ts';
import type { Journal, Receipt } from './records.ts';

/** What became of the leftovers of a process that ended in the middle. */
export interface Recovery {
  /** Whole, and in the store now. */
  completed: Receipt[];
  /** Their source is needed for the rest: ask for them again under the same key, and they go on where they were. */
  unfinished: Journal[];
  /** Files in the quarantine that this recovery put there. */
  quarantined: string[];
  /** What was whole and turned out not to be what it should; its bytes are in the quarantine, where there were any. */
  failures: Failure[];
  /** Another process is at work on them. */
  busy: string[];
}

type Alone = <T>(id: string, work: () => Promise<T>) => Promise<T>;

/** May itself be killed at any instant and run again. */
export async function recover(
  ports: ContentPorts,
  layout: Layout,
  alone: Alone,
  signal?: AbortSignal,
): Promise<Recovery> {
  const result: Recovery = { completed: [], unfinished: [], quarantined: [], failures: [], busy: [] };
  for (const id of await leftIn(ports, layout)) {
    try {
      await alone(id, () => one(ports, layout, id, result, signal));
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      if (error.code === 'content.busy') result.busy.push(id);
      else result.failures.push(error.toFailure());
    }
  }
  for (const sha256 of await hashesIn(ports, layout)) await withoutReceipt(ports, layout, sha256, result, signal);
  return result;
}

async function leftIn({ files }: ContentPorts, { inbox }: Layout): Promise<string[]> {
  const ids = (await files.readdir(inbox)).map((name) => /^([0-9a-f]{24})\.(part|json|json\.new)$/.exec(name)?.[1]);
  return [...new Set(ids.filter((id) => id !== undefined))].sort();
}

async function one(ports: ContentPorts, layout: Layout, id: string, result: Recovery, signal?: AbortSignal) {
  const { files } = ports;
  // A journal that was not finished being written: the former one counts.
  await files.unlink(path.join(layout.inbox, `${id}.json.new`)).catch(absent);
  const part = path.join(layout.inbox, `${id}.part`);
  const arrival = await Arrival.left(ports, layout, id);
  if (!arrival) {
    const aside = await putAside(ports, layout, part, { why: 'orphan', name: null, journal: null });
    if (aside) result.quarantined.push(aside);
    return;
  }
  const { whole, origin } = arrival.journal;
  if (whole) {
    result.completed.push(await settled(arrival, signal));
    return;
  }
  if (origin.kind === 'https' || (await unchanged(ports, origin))) {
    result.unfinished.push(arrival.journal);
    return;
  }
  // The file it was copied from is gone or another one: this beginning of it may be all that is left.
  const aside = await arrival.putAside('incomplete');
  if (aside) result.quarantined.push(aside);
  await arrival.forget();
}

/** A whole one may have been judged and moved, and then the disk lost it: that must not stop the recovery of the others. */
async function settled(arrival: Arrival, signal?: AbortSignal): Promise<Receipt> {
  try {
    return await arrival.settle(null, signal);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    throw new ContentError('content.missing', `${arrival.name} was whole, but its file is gone from the store.`, error);
  }
}

async function unchanged({ files }: ContentPorts, origin: Extract<Journal['origin'], { kind: 'file' }>) {
  try {
    return new Date((await files.stat(origin.file)).mtimeMs).toISOString() === origin.modifiedAt;
  } catch {
    return false;
  }
}

/** A package without a receipt that can be read gets a new one when it is what its name says. */
async function withoutReceipt(
  ports: ContentPorts,
  layout: Layout,
  sha256: string,
  result: Recovery,
  signal?: AbortSignal,
): Promise<void> {
  if (await loadReceipt(ports, layout, sha256)) return;
  const file = blobOf(layout, sha256);
  const read = await ports.reader.hash(file, signal).catch(absent);
  if (!read) return;
  if (read.sha256 !== sha256) {
    const aside = await putAside(ports, layout, file, { why: 'damaged', name: null, journal: null });
    if (aside) result.quarantined.push(aside);
    return;
  }
  const at = new Date(ports.clock.now()).toISOString();
  const copies = [{ place: 'store', at, how: read.how, path: file, otherDisk: false }];
  const nothing = { arrivals: [], scan: null, archive: null };
  const bare: Receipt = { format: 'rackhand-receipt-1', sha256, size: read.size, copies, ...nothing };
  await syncFolder(ports.files, path.dirname(file));
  result.completed.push(await saveReceipt(ports, layout, bare));
}

function absent(error: unknown): undefined {
  if (errnoOf(error) !== 'ENOENT') throw error;
}

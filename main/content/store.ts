/**
 * The content store of the connected side (media.md §5): packages that can be downloaded once only, each under its SHA-256.
 * What it says it has is whole; what was begun is completed or put aside; nothing that came in is ever deleted.
 */
import path from 'node:path';
import type { ReadBack, ScanResult } from '../../preload/contract.ts';
import { Arrival, type Wanted } from './arrival.ts';
import { exists, syncFolder } from './durable.ts';
import { ContentError, placeError } from './error.ts';
import { blobOf, idOf, type Layout, layoutOf } from './layout.ts';
import { lock } from './lock.ts';
import type { ContentPorts } from './ports.ts';
import { putAside } from './quarantine.ts';
import { hashesIn, loadReceipt, saveReceipt, withCopy } from './receipts.ts';
import type { Archive, Origin, Receipt } from './records.ts';
import { type Recovery, recover } from './recover.ts';

/** One package after it was read through. */
export interface Verified {
  sha256: string;
  name: string | null;
  state: 'good' | 'damaged' | 'missing';
  how: ReadBack | null;
}

export class ContentStore {
  readonly ports: ContentPorts;
  readonly layout: Layout;

  private constructor(ports: ContentPorts, layout: Layout) {
    this.ports = ports;
    this.layout = layout;
  }

  /** Makes the folders that are not there yet. Call `recover` next. @throws ContentError when it cannot be written to */
  static async open(root: string, ports: ContentPorts): Promise<ContentStore> {
    const layout = layoutOf(root);
    await inPlace(root, async () => {
      for (const folder of [layout.inbox, layout.quarantine, layout.blobs, locksOf(layout)]) {
        await ports.files.mkdir(folder);
      }
      for (const folder of [path.dirname(layout.blobs), root, path.dirname(root)]) {
        await syncFolder(ports.files, folder);
      }
    });
    return new ContentStore(ports, layout);
  }

  /** Completes what a killed process left whole, puts aside what cannot be completed, names what can go on. */
  recover(signal?: AbortSignal): Promise<Recovery> {
    return inPlace(this.layout.root, () =>
      recover(this.ports, this.layout, (id, work) => this.#alone(id, id, work), signal),
    );
  }

  receipt(sha256: string): Promise<Receipt | null> {
    return loadReceipt(this.ports, this.layout, sha256);
  }

  async receipts(): Promise<Receipt[]> {
    const all = await Promise.all((await hashesIn(this.ports, this.layout)).map((sha256) => this.receipt(sha256)));
    return all.filter((receipt) => receipt !== null);
  }

  /** What came in under this key already, and is whole. */
  async find(key: string): Promise<Receipt | null> {
    const found = (await this.receipts()).filter(({ arrivals }) => arrivals.some((arrival) => arrival.key === key));
    for (const receipt of found) {
      if (await exists(this.ports.files, blobOf(this.layout, receipt.sha256))) return receipt;
    }
    return null;
  }

  /** Where the bytes lie, for reading. @throws ContentError `content.missing` */
  async file(sha256: string): Promise<string> {
    const file = blobOf(this.layout, sha256);
    if (await exists(this.ports.files, file)) return file;
    throw new ContentError('content.missing', `The store has no package ${sha256.slice(0, 12)}….`);
  }

  /**
   * Works on one arrival, alone in this and all other processes. A package that came in under this key before is the answer
   * at once; so a link that works only once is never asked twice.
   */
  async arrive(wanted: Wanted, origin: Origin, work: (arrival: Arrival) => Promise<Receipt>): Promise<Receipt> {
    const id = idOf(wanted.key);
    return this.#alone(id, wanted.entry.name, () =>
      inPlace(`${wanted.entry.name} in ${this.layout.root}`, async () => {
        const here = await this.find(wanted.key);
        const left = await Arrival.left(this.ports, this.layout, id);
        if (left?.journal.whole) return left.settle();
        if (here) return here;
        // The list may have been corrected meanwhile.
        await left?.save({ entry: wanted.entry });
        return work(left ?? (await Arrival.begin(this.ports, this.layout, wanted, origin)));
      }),
    );
  }

  /** Into the receipt. What a scanner found something in goes into the quarantine; its receipt stays and says so. */
  async recordScan(sha256: string, scan: ScanResult): Promise<Receipt> {
    const receipt = await this.#known(sha256);
    const blob = blobOf(this.layout, sha256);
    const name = receipt.arrivals.at(-1)?.entry.name ?? null;
    const found = scan.verdict === 'found';
    // The verdict first: killed in between, it is a package that is known to be bad, never one that looks unscanned.
    const saved = await saveReceipt(this.ports, this.layout, {
      ...receipt,
      scan,
      copies: found ? receipt.copies.filter(({ place }) => place !== 'store') : receipt.copies,
    });
    if (found) await putAside(this.ports, this.layout, blob, { why: 'found', name, journal: null });
    return saved;
  }

  /** Into the receipt: whether the package could be read through as an archive. */
  async recordArchive(sha256: string, archive: Archive): Promise<Receipt> {
    return saveReceipt(this.ports, this.layout, { ...(await this.#known(sha256)), archive });
  }

  /** A copy that was read back in another place; the newest look at each place counts. */
  async recordCopy(sha256: string, copy: Receipt['copies'][number]): Promise<Receipt> {
    const receipt = await this.#known(sha256);
    return saveReceipt(this.ports, this.layout, { ...receipt, copies: withCopy(receipt.copies, copy) });
  }

  /** Reads every package back and compares it with its name. What is damaged is put aside, never deleted. */
  async verify(signal?: AbortSignal): Promise<Verified[]> {
    const result: Verified[] = [];
    for (const sha256 of await hashesIn(this.ports, this.layout)) {
      const receipt = await this.receipt(sha256);
      const blob = blobOf(this.layout, sha256);
      const name = receipt?.arrivals.at(-1)?.entry.name ?? null;
      if (!(await exists(this.ports.files, blob))) {
        if (receipt?.scan?.verdict !== 'found') result.push({ sha256, name, state: 'missing', how: null });
        continue;
      }
      const read = await this.ports.reader.hash(blob, signal);
      const good = read.sha256 === sha256;
      result.push({ sha256, name, state: good ? 'good' : 'damaged', how: read.how });
      if (!good) await putAside(this.ports, this.layout, blob, { why: 'damaged', name, journal: null });
      if (receipt) await this.#seen(receipt, blob, good ? read.how : null);
    }
    return result;
  }

  async #seen(receipt: Receipt, blob: string, how: ReadBack | null): Promise<void> {
    const at = new Date(this.ports.clock.now()).toISOString();
    const others = receipt.copies.filter(({ place }) => place !== 'store');
    const own = how === null ? [] : [{ place: 'store', at, how, path: blob, otherDisk: false }];
    await saveReceipt(this.ports, this.layout, { ...receipt, copies: [...own, ...others] });
  }

  async #known(sha256: string): Promise<Receipt> {
    const receipt = await this.receipt(sha256);
    if (receipt) return receipt;
    throw new ContentError('content.missing', `The store has no package ${sha256.slice(0, 12)}….`);
  }

  async #alone<T>(id: string, what: string, work: () => Promise<T>): Promise<T> {
    const release = lock(path.join(locksOf(this.layout), id), what);
    try {
      return await work();
    } finally {
      release();
    }
  }
}

const locksOf = ({ root }: Layout): string => path.join(root, 'locks');

/** System errors inside are those of the place. */
export async function inPlace<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw placeError(what, error);
  }
}

/**
 * Room for `bytes` before the first one is written. Packages on their way in ask for twice their size: a part that has to
 * begin anew is kept. @throws ContentError `content.full`
 */
export async function demandRoom({ files }: ContentPorts, folder: string, name: string, bytes: number): Promise<void> {
  const free = await files.freeBytes(folder);
  if (free >= bytes) return;
  throw new ContentError('content.full', `${name}: ${folder} has ${free} bytes free, ${bytes} are needed.`);
}

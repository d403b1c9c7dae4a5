/** One package on its way into the store: its part, its journal, and how it becomes a package. */
import type { OfferedPackage } from '../../preload/contract.ts';
import { exists, moveFile, putFile, readText, sealFile, syncFolder } from './durable.ts';
import { ContentError } from './error.ts';
import { blobOf, idOf, journalOf, type Layout, partOf } from './layout.ts';
import type { ContentPorts } from './ports.ts';
import { putAside } from './quarantine.ts';
import { loadReceipt, saveReceipt, withArrival } from './receipts.ts';
import { type Journal, type Origin, type Receipt, readJournal, writeRecord } from './records.ts';

/** What is to come in: the caller's own name for it, such as trip and package, and the entry of the recorded list. */
export interface Wanted {
  key: string;
  entry: OfferedPackage;
}

export class Arrival {
  readonly id: string;
  readonly part: string;
  journal: Journal;
  readonly #ports: ContentPorts;
  readonly #layout: Layout;

  private constructor(ports: ContentPorts, layout: Layout, journal: Journal) {
    this.#ports = ports;
    this.#layout = layout;
    this.journal = journal;
    this.id = idOf(journal.key);
    this.part = partOf(layout, this.id);
  }

  /** The one that a former process left, or null. A journal that cannot be read is put aside with its part. */
  static async left(ports: ContentPorts, layout: Layout, id: string): Promise<Arrival | null> {
    const text = await readText(ports.files, journalOf(layout, id));
    if (text === null) return null;
    const journal = readJournal(text);
    if (journal && idOf(journal.key) === id) return new Arrival(ports, layout, journal);
    await putAside(ports, layout, partOf(layout, id), { why: 'unknown', name: null, journal: null });
    await putAside(ports, layout, journalOf(layout, id), { why: 'unreadable', name: null, journal: null });
    return null;
  }

  /** A new one; its journal is durable before its first byte is written. */
  static async begin(ports: ContentPorts, layout: Layout, wanted: Wanted, origin: Origin): Promise<Arrival> {
    const arrival = new Arrival(ports, layout, {
      format: 'rackhand-arrival-1',
      key: wanted.key,
      entry: wanted.entry,
      origin,
      startedAt: new Date(ports.clock.now()).toISOString(),
      boot: ports.boot,
      generation: 0,
      durable: 0,
      size: null,
      validator: null,
      whole: null,
    });
    await arrival.putAside('orphan');
    await arrival.save();
    return arrival;
  }

  get name(): string {
    return this.journal.entry.name;
  }

  /** The journal as it is now, made durable. Never promises a byte that was not synced before. */
  async save(changes: Partial<Journal> = {}): Promise<void> {
    this.journal = { ...this.journal, ...changes };
    await putFile(this.#ports.files, journalOf(this.#layout, this.id), writeRecord(this.journal));
  }

  /** The part begins anew; what there was of it is kept. */
  async newGeneration(why: string): Promise<void> {
    await this.putAside(why);
    const generation = this.journal.generation + 1;
    await this.save({ generation, durable: 0, size: null, validator: null, whole: null });
  }

  /** The part into the quarantine, if there is one. @returns where it is now */
  putAside(why: string): Promise<string | null> {
    return putAside(this.#ports, this.#layout, this.part, { why, name: this.name, journal: this.journal });
  }

  /** Nothing is under way any more: the journal goes. */
  async forget(): Promise<void> {
    await this.#ports.files.unlink(journalOf(this.#layout, this.id));
    await syncFolder(this.#ports.files, this.#layout.inbox);
  }

  /**
   * The part has all its bytes and is synced: read it back, judge it, put it in its place, write the receipt. May be cut off
   * at any instant and called again; nothing of it needs the source.
   * @param seen SHA-256 that was taken while it was written, where one was
   * @throws ContentError `content.mismatch`, `content.damaged`: the part is in the quarantine then
   */
  async settle(seen: string | null = null, signal?: AbortSignal): Promise<Receipt> {
    const whole = await this.#judge(seen, signal);
    const blob = await this.#place(whole, signal);
    await sealFile(this.#ports.files, blob);
    const at = new Date(this.#ports.clock.now()).toISOString();
    const copy = { place: 'store', at, how: whole.how, path: blob, otherDisk: false };
    const former = await loadReceipt(this.#ports, this.#layout, whole.sha256);
    const receipt = await saveReceipt(this.#ports, this.#layout, withArrival(former, this.journal, whole, copy));
    await this.forget();
    return receipt;
  }

  async #judge(seen: string | null, signal?: AbortSignal): Promise<NonNullable<Journal['whole']>> {
    const { files, reader } = this.#ports;
    const { whole: before, entry } = this.journal;
    // Judged before, and moved before the process was killed: what is left to judge lies in its place.
    const moved = before !== null && !(await exists(files, this.part));
    const file = moved ? blobOf(this.#layout, before.sha256) : this.part;
    const whole = await reader.hash(file, signal);
    const expected = before?.sha256 ?? seen;
    if (expected !== null && whole.sha256 !== expected) {
      throw await this.#refuse(file, 'damaged', 'what was read back from the disk is not what was written');
    }
    if (entry.vendorSha256 !== null && whole.sha256 !== entry.vendorSha256.toLowerCase()) {
      throw await this.#refuse(file, 'mismatch', 'its SHA-256 is not the one of the list');
    }
    if (entry.sizeBytes !== null && whole.size !== entry.sizeBytes) {
      const finding = `it has ${whole.size} bytes, the list says ${entry.sizeBytes}`;
      throw await this.#refuse(file, 'mismatch', finding);
    }
    if (before === null) await this.save({ durable: whole.size, whole });
    return whole;
  }

  async #refuse(file: string, why: 'damaged' | 'mismatch', finding: string): Promise<ContentError> {
    const { name, journal } = this;
    await putAside(this.#ports, this.#layout, file, { why, name, journal });
    await this.forget();
    return new ContentError(`content.${why}`, `${name}: ${finding}. It was put aside.`);
  }

  /** Same bytes as before need no second file; but only when those that are there are still good. */
  async #place({ sha256 }: { sha256: string }, signal?: AbortSignal): Promise<string> {
    const { files, reader } = this.#ports;
    const blob = blobOf(this.#layout, sha256);
    if (!(await exists(files, this.part))) return blob;
    await files.mkdir(blob.slice(0, -sha256.length));
    if (await exists(files, blob)) {
      if ((await reader.hash(blob, signal)).sha256 === sha256) {
        await files.unlink(this.part);
        return blob;
      }
      await putAside(this.#ports, this.#layout, blob, { why: 'damaged', name: this.name, journal: null });
    }
    await moveFile(files, this.part, blob);
    return blob;
  }
}

import { u16le } from '../../ipmi/bytes.ts';
import type { SelInfo } from '../../ipmi/commands/get-sel-info.ts';
import { FIRST_RECORD, LAST_RECORD, type RecordPart } from '../../ipmi/commands/record-part.ts';
import { decodeSelEntry, encodeSelEntry, SEL_ENTRY_LENGTH, type SelEntry } from '../../ipmi/sel/entry.ts';

const UNSPECIFIED = 0xffffffff;

/** The event log of a practice BMC. */
export class PracticeSel {
  readonly #capacity: number;
  readonly #seconds: () => number;
  #entries: Buffer[] = [];
  #nextId = 1;
  #overflow = false;
  #lastAddition = UNSPECIFIED;
  #lastErase = UNSPECIFIED;
  #reservation = 0;

  /** `seconds`: the log's clock, seconds since 1970. */
  constructor(seconds: () => number, capacity = 512) {
    this.#seconds = seconds;
    this.#capacity = capacity;
  }

  get seconds(): number {
    return this.#seconds();
  }

  get entries(): SelEntry[] {
    return this.#entries.map((bytes) => decodeSelEntry(bytes));
  }

  get info(): SelInfo {
    return {
      version: '1.5',
      entries: this.#entries.length,
      free: (this.#capacity - this.#entries.length) * SEL_ENTRY_LENGTH,
      lastAddition: this.#lastAddition,
      lastErase: this.#lastErase,
      overflow: this.#overflow,
      reserves: true,
    };
  }

  /** Stores an entry under the next record id, at the present time when its own is 0. A full log drops it. */
  add(entry: SelEntry): void {
    if (this.#entries.length >= this.#capacity) {
      this.#overflow = true;
      return;
    }
    const timed = entry.timestamp === 0 ? { ...entry, timestamp: this.seconds } : entry;
    const bytes = encodeSelEntry(timed);
    u16le(this.#nextId++).copy(bytes, 0);
    this.#entries.push(bytes);
    this.#lastAddition = this.seconds;
  }

  reserve(): number {
    this.#reservation = (this.#reservation % 0xffff) + 1;
    return this.#reservation;
  }

  holds(reservation: number): boolean {
    return reservation !== 0 && reservation === this.#reservation;
  }

  /** One entry, or null when there is none with this id. */
  read(recordId: number): RecordPart | null {
    const last = this.#entries.length - 1;
    const at =
      recordId === FIRST_RECORD
        ? 0
        : recordId === LAST_RECORD
          ? last
          : this.#entries.findIndex((e) => e.readUInt16LE(0) === recordId);
    const bytes = this.#entries[at];
    if (!bytes) return null;
    return { next: this.#entries[at + 1]?.readUInt16LE(0) ?? LAST_RECORD, bytes };
  }

  clear(): void {
    this.#entries = [];
    this.#overflow = false;
    this.#lastErase = this.seconds;
    this.#reservation = 0;
  }
}

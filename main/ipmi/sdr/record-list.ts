import type { Reads } from '../bmc.ts';
import type { Read } from '../commands/command.ts';
import {
  FIRST_RECORD,
  LAST_RECORD,
  type RecordPart,
  type RecordPartRequest,
  WHOLE_RECORD,
} from '../commands/record-part.ts';
import { IpmiError } from '../errors.ts';
import { decodeSdrHeader, SDR_HEADER } from './record.ts';

const RESERVATION_LOST = 0xc5;
/** Answers that mean "not so long": C7h, C8h, CAh, and FFh as some BMCs put it. */
const TOO_LONG: ReadonlySet<number> = new Set([0xc7, 0xc8, 0xca, 0xff]);
const FIRST_PART = 32;
const SHORTEST_PART = 8;
/** Another tool may take the reservation away all the time; then the list is given up. */
const MOST_RESTARTS = 20;
/** A repository holds some hundred records; record ids are 16 bits. */
const MOST_RECORDS = 4_096;

type Part = Read<RecordPartRequest, RecordPart>;

/** Walks a list of sensor records, one at a time, whatever the BMC's buffers allow. */
export class RecordList {
  /** The record that `advance` has read; null when the BMC could not give it. */
  record: Buffer | null = null;
  /** Why the list ended before its end; null while all is well. */
  broken: string | null = null;
  readonly #bmc: Reads;
  readonly #get: Part;
  readonly #reserve: Read<void, number> | null;
  readonly #seen = new Set<number>();
  #next = FIRST_RECORD;
  #reservation: number | null = null;
  #always = false;
  /** Bytes asked for at once; most BMCs give a whole record, some refuse and are asked for less from then on. */
  #step = WHOLE_RECORD;
  #restarts = 0;

  constructor(bmc: Reads, get: Part, reserve: Read<void, number> | null) {
    this.#bmc = bmc;
    this.#get = get;
    this.#reserve = reserve;
  }

  /** Reads the next record. False behind the last one, and when the list is broken. Throws IpmiError. */
  async advance(): Promise<boolean> {
    this.record = null;
    if (this.#next === LAST_RECORD || this.broken !== null) return false;
    if (this.#seen.has(this.#next) || this.#seen.size >= MOST_RECORDS) {
      this.broken = `the list of records bites its tail at record ${this.#next}`;
      return false;
    }
    const id = this.#next;
    for (;;) {
      try {
        const { next, bytes } = await this.#whole(id);
        this.#seen.add(id);
        // The first one was asked for as 0000h and has an id of its own.
        if (bytes.length >= SDR_HEADER) this.#seen.add(decodeSdrHeader(bytes).recordId);
        this.#next = next;
        this.record = bytes;
        return true;
      } catch (e) {
        if (e instanceof IpmiError && e.status === RESERVATION_LOST && this.#restarts++ < MOST_RESTARTS) {
          // Lost, or wanted for the first bytes too, against the specification: from now on each read brings one.
          this.#reservation = null;
          this.#always = true;
          continue;
        }
        // Without this record its successor is unknown too. What was read so far is still worth having.
        if (!(e instanceof IpmiError && (e.code === 'completion' || e.code === 'protocol'))) throw e;
        this.broken = e.finding;
        return false;
      }
    }
  }

  /** One record: at once if possible, else its header and then the rest in parts. */
  async #whole(id: number): Promise<RecordPart> {
    const first = await this.#part(id, 0, this.#step === WHOLE_RECORD ? null : SDR_HEADER);
    if (first.bytes.length < SDR_HEADER) return first;
    const size = SDR_HEADER + decodeSdrHeader(first.bytes).length;
    let bytes = first.bytes;
    while (bytes.length < size) {
      const part = await this.#part(id, bytes.length, size - bytes.length);
      if (part.bytes.length === 0) break; // shorter than its own length says: decoded as damaged
      bytes = Buffer.concat([bytes, part.bytes]);
    }
    return { next: first.next, bytes: bytes.subarray(0, size) };
  }

  /** `count` bytes at most (null: all), halved as long as the BMC refuses. Throws IpmiError. */
  async #part(recordId: number, offset: number, count: number | null): Promise<RecordPart> {
    for (;;) {
      const wanted = this.#step === WHOLE_RECORD ? (count ?? WHOLE_RECORD) : Math.min(count ?? SDR_HEADER, this.#step);
      try {
        const reservation = offset > 0 || this.#always ? await this.#reserved() : 0;
        return await this.#bmc.read(this.#get, { reservation, recordId, offset, count: wanted });
      } catch (e) {
        const tooLong = e instanceof IpmiError && e.status !== null && TOO_LONG.has(e.status);
        if (!tooLong || this.#step <= SHORTEST_PART) throw e;
        this.#step = this.#step === WHOLE_RECORD ? FIRST_PART : this.#step / 2;
      }
    }
  }

  async #reserved(): Promise<number> {
    this.#reservation ??= this.#reserve ? await this.#bmc.read(this.#reserve, undefined) : 0;
    return this.#reservation;
  }
}

import { crc32 } from 'node:zlib';
import { RequestError } from '../errors.ts';
import { xorInto } from './frames.ts';
import { fragmentsIn } from './mixing.ts';
import { type Part, readFrame } from './part.ts';

/** How far a scan is: independent parts so far, and how many are needed. */
export interface Collected {
  have: number;
  need: number;
}

/** Parts reduced to their first fragment and others after it: one row of a matrix over GF(2). */
interface Row {
  mask: bigint;
  data: Buffer;
}

/**
 * Puts a message together from frames in any order, with gaps and repeats. Every part is an equation, so any `seqLen`
 * independent ones will do. It does not know whom a message is from: the signature inside decides that.
 */
export class Collector {
  #first: Part | null = null;
  #rows = new Map<number, Row>();
  #message: Buffer | null = null;

  /** The message, once it is whole. */
  get message(): Buffer | null {
    return this.#message;
  }

  get progress(): Collected {
    const need = this.#first?.seqLen ?? 1;
    return { have: this.#message ? need : this.#rows.size, need };
  }

  /**
   * Takes one frame. Throws RequestError `request.unreadable` for a text that is none, `request.mixed` for one of another
   * message; what was collected so far stays.
   */
  add(text: string): Collected {
    const frame = readFrame(text);
    if ('whole' in frame) this.#takeWhole(frame.whole);
    else this.#takePart(frame.part);
    return this.progress;
  }

  #takeWhole(message: Buffer): void {
    if (this.#first !== null || (this.#message !== null && !this.#message.equals(message))) throw mixed();
    this.#message = message;
  }

  #takePart(part: Part): void {
    if (this.#first === null && this.#message !== null) throw mixed();
    const first = this.#first ?? part;
    const same =
      part.seqLen === first.seqLen &&
      part.messageLength === first.messageLength &&
      part.checksum === first.checksum &&
      part.data.length === first.data.length;
    if (!same) throw mixed();
    this.#first = first;
    if (this.#message !== null) return;
    this.#insert(part);
    if (this.#rows.size === first.seqLen) this.#finish(first);
  }

  #insert({ seqNum, seqLen, checksum, data }: Part): void {
    const row: Row = { mask: 0n, data: Buffer.from(data) };
    for (const index of fragmentsIn(seqNum, seqLen, checksum)) row.mask |= 1n << BigInt(index);
    for (let index = 0; index < seqLen; index++) {
      if ((row.mask & (1n << BigInt(index))) === 0n) continue;
      const pivot = this.#rows.get(index);
      if (!pivot) return void this.#rows.set(index, row);
      row.mask ^= pivot.mask;
      xorInto(row.data, pivot.data);
    }
    // It says nothing new. If it says something else, one of the parts is not what the sender made.
    if (row.data.some((byte) => byte !== 0)) throw mixed();
  }

  /** Solves from the last fragment to the first: a row holds only its own fragment and later ones. */
  #finish({ seqLen, messageLength, checksum }: Part): void {
    const fragments: Buffer[] = Array(seqLen);
    for (let index = seqLen - 1; index >= 0; index--) {
      const row = this.#rows.get(index);
      if (!row) return;
      for (let later = index + 1; later < seqLen; later++) {
        const fragment = fragments[later];
        if (fragment && (row.mask & (1n << BigInt(later))) !== 0n) xorInto(row.data, fragment);
      }
      fragments[index] = row.data;
    }
    const message = Buffer.concat(fragments).subarray(0, messageLength);
    this.#rows.clear();
    if (crc32(message) === checksum) this.#message = message;
    else {
      this.#first = null;
      throw mixed();
    }
  }
}

const mixed = () =>
  new RequestError('request.mixed', 'These codes do not belong together, or one of them is not what its sender made.');

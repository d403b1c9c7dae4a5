import type { Clock } from '../../ports/clock.ts';
import type { Reads } from '../bmc.ts';
import { DecodeError } from '../bytes.ts';
import { getSelEntry } from '../commands/get-sel-entry.ts';
import { getSelInfo, type SelInfo } from '../commands/get-sel-info.ts';
import { getSelTime } from '../commands/get-sel-time.ts';
import { FIRST_RECORD, LAST_RECORD, type RecordPart, WHOLE_RECORD } from '../commands/record-part.ts';
import { reserveSel } from '../commands/reserve-sel.ts';
import { IpmiError, present } from '../errors.ts';
import { decodeSelEntry, type SelEntry } from './entry.ts';
import { selTime } from './time.ts';

/** What the log looked like when it was read, to go on from there at the next visit. */
export interface SelMark {
  /** The last entry as stored. */
  last: Buffer;
  lastErase: number;
}

export interface SelLog {
  info: SelInfo;
  /** In the order of the log. With `after`, only what came later. */
  entries: SelEntry[];
  /** Records that hold no entry (shorter than 16 bytes). */
  damaged: number;
  /** Null for an empty log. */
  mark: SelMark | null;
  /** `after` did not fit any more (the log was cleared, or its entry is gone), so that everything was read. */
  restarted: boolean;
  /** False when the log changed faster than it could be read, or its list of entries bites its tail. */
  complete: boolean;
}

export interface ReadSelOptions {
  /** Mark of an earlier reading: only later entries are read. */
  after?: SelMark | null;
  progress?: (done: number, of: number) => void;
  signal?: AbortSignal;
}

/** Times the log is looked at again because it grew or was cleared meanwhile. */
const MOST_ROUNDS = 8;
/** Entries have 16-bit ids; no BMC holds so many. */
const MOST_ENTRIES = 65_534;
const RESERVATION_LOST = 0xc5;
/** Attempts at one entry while others keep taking the reservation away. */
const MOST_RESERVATIONS = 5;

/**
 * The event log; null when the BMC has none. When entries are added meanwhile they are read too, once each and in order;
 * when it is cleared meanwhile, what was read of the old log is dropped and the new one is read. Entries are read whole,
 * so no reservation is taken away from another tool. Throws IpmiError, and the signal's reason when aborted.
 */
export async function readSel(bmc: Reads, options: ReadSelOptions = {}): Promise<SelLog | null> {
  let info = await present(bmc.read(getSelInfo, undefined));
  if (!info) return null;
  const source = new Entries(bmc);
  let chain = await begin(source, info, options.after ?? null);
  const restarted = options.after != null && chain.last === null;
  for (let round = 1; ; round++) {
    const walk = await extend(source, chain, info.entries, options);
    const now = await bmc.read(getSelInfo, undefined);
    const cleared = now.lastErase !== info.lastErase || now.entries < info.entries || walk === 'gone';
    const grown = now.lastAddition !== info.lastAddition || now.entries !== info.entries;
    info = now;
    if ((!cleared && !grown) || walk === 'looping' || round === MOST_ROUNDS) {
      const complete = !cleared && !grown && walk === 'end';
      const mark = chain.last ? { last: chain.last, lastErase: info.lastErase } : null;
      return { info, entries: chain.entries, damaged: chain.damaged, mark, restarted, complete };
    }
    if (cleared) chain = fresh();
  }
}

/** Entries read so far, and the last one of the log that was seen. */
interface Chain {
  last: Buffer | null;
  seen: Set<number>;
  entries: SelEntry[];
  damaged: number;
}

const fresh = (): Chain => ({ last: null, seen: new Set(), entries: [], damaged: 0 });

/** Starts behind the mark when its entry is still there, unchanged, in a log that was not cleared; else at the front. */
async function begin(source: Entries, info: SelInfo, after: SelMark | null): Promise<Chain> {
  if (!after || after.lastErase !== info.lastErase || info.entries === 0) return fresh();
  const recordId = after.last.readUInt16LE(0);
  const part = await source.read(recordId);
  return part?.bytes.equals(after.last) ? { ...fresh(), last: after.last, seen: new Set([recordId]) } : fresh();
}

/** Whole entries, without a reservation; a BMC that wants one all the same, against the specification, gets one. */
class Entries {
  readonly #bmc: Reads;
  #reservation = 0;

  constructor(bmc: Reads) {
    this.#bmc = bmc;
  }

  /** Null when there is no such entry (any more). Throws IpmiError. */
  async read(recordId: number): Promise<RecordPart | null> {
    for (let attempt = 1; ; attempt++) {
      const request = { reservation: this.#reservation, recordId, offset: 0, count: WHOLE_RECORD };
      try {
        return await present(this.#bmc.read(getSelEntry, request));
      } catch (e) {
        if (!(e instanceof IpmiError && e.status === RESERVATION_LOST) || attempt === MOST_RESERVATIONS) throw e;
        this.#reservation = await this.#bmc.read(reserveSel, undefined);
      }
    }
  }
}

/**
 * Reads on from the last entry that was seen. That entry is asked for again, because only it tells what follows it now.
 * `gone`: it, or one in the middle, is no more.
 */
async function extend(
  source: Entries,
  chain: Chain,
  expected: number,
  options: ReadSelOptions,
): Promise<'end' | 'gone' | 'looping'> {
  if (chain.last === null && expected === 0) return 'end';
  let next = chain.last === null ? FIRST_RECORD : chain.last.readUInt16LE(0);
  let again = chain.last !== null;
  while (next !== LAST_RECORD) {
    options.signal?.throwIfAborted();
    const part = await source.read(next);
    if (!part) return 'gone';
    if (again && !part.bytes.equals(chain.last ?? part.bytes)) return 'gone';
    if (!again && !take(chain, part.bytes)) return 'looping';
    again = false;
    options.progress?.(chain.entries.length, Math.max(expected, chain.entries.length));
    next = part.next;
  }
  return 'end';
}

/** False when this entry was there before. */
function take(chain: Chain, bytes: Buffer): boolean {
  const id = bytes.length >= 2 ? bytes.readUInt16LE(0) : -1;
  if (chain.seen.has(id) || chain.seen.size >= MOST_ENTRIES) return false;
  chain.seen.add(id);
  try {
    chain.entries.push(decodeSelEntry(bytes));
    chain.last = bytes;
  } catch (e) {
    if (!(e instanceof DecodeError)) throw e;
    chain.damaged++;
  }
  return true;
}

/** How far the log's clock is ahead of ours (seconds, negative: behind); null when it was never set or cannot be read. */
export async function selClockSkew(bmc: Reads, clock: Pick<Clock, 'now'>): Promise<number | null> {
  const before = clock.now();
  const value = await present(bmc.read(getSelTime, undefined));
  if (value === null || selTime(value).kind !== 'wall') return null;
  return Math.round(value - (before + clock.now()) / 2_000);
}

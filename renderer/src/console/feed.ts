import type { ConsoleChunk, ConsoleMark, ConsoleReplay } from '../../../preload/contract.ts';
import { bytesOf } from './base64.ts';

/** What the terminal is given: a stretch of bytes that arrived at one time, or something that happened beside them. */
export type Piece = { kind: 'bytes'; bytes: Uint8Array; at: string } | { kind: 'mark'; mark: ConsoleMark; at: string };

interface Stretch {
  offset: number;
  bytes: Uint8Array;
  at: string;
}
const keyOf = (m: ConsoleMark) => `${m.offset} ${m.kind} ${m.at}`;

/**
 * Puts one recording in order. Replayed and live stretches overlap, overtake each other or are missing; what leaves here
 * is every byte once and in order, with each mark before the first byte that came after it.
 *
 * @param room bytes it keeps that arrived ahead of a missing stretch; what is more is dropped and replayed later.
 */
export function createFeed(recording: string, room = 2_000_000) {
  let next = 0;
  let known = 0;
  const ahead: Stretch[] = [];
  let marks: ConsoleMark[] = [];
  const seen = new Set<string>();

  function release(): Piece[] {
    const out: Piece[] = [];
    for (;;) {
      const mark = marks[0];
      if (mark && mark.offset <= next) {
        marks.shift();
        out.push({ kind: 'mark', mark, at: mark.at });
        continue;
      }
      const first = ahead[0];
      if (!first || first.offset > next) return out;
      const end = first.offset + first.bytes.length;
      const upTo = mark ? Math.min(end, mark.offset) : end;
      if (upTo > next) {
        out.push({
          kind: 'bytes',
          bytes: first.bytes.subarray(next - first.offset, upTo - first.offset),
          at: first.at,
        });
        next = upTo;
      }
      if (end <= next) ahead.shift();
    }
  }

  function keep(chunk: ConsoleChunk): void {
    if (chunk.recording !== recording) return;
    const bytes = bytesOf(chunk.data);
    const end = chunk.offset + bytes.length;
    known = Math.max(known, end);
    if (end <= next) return;
    if (chunk.offset > next && ahead.reduce((sum, s) => sum + s.bytes.length, 0) + bytes.length > room) return;
    const at = ahead.findLastIndex((s) => s.offset <= chunk.offset) + 1;
    ahead.splice(at, 0, { offset: chunk.offset, bytes, at: chunk.at });
  }
  function note(mark: ConsoleMark): void {
    if (mark.recording !== recording || seen.has(keyOf(mark))) return;
    seen.add(keyOf(mark));
    marks = [...marks, mark].sort((a, b) => a.offset - b.offset || a.at.localeCompare(b.at));
  }

  return {
    recording,
    /** Offset of the next byte to leave. */
    next: () => next,
    /** How many bytes are recorded and have not left yet. */
    behind: () => known - next,
    /** The recording is at least this long. */
    grew(size: number): void {
      known = Math.max(known, size);
    },
    chunk(chunk: ConsoleChunk): Piece[] {
      keep(chunk);
      return release();
    },
    mark(mark: ConsoleMark): Piece[] {
      note(mark);
      return release();
    },
    replay(replay: ConsoleReplay): Piece[] {
      known = Math.max(known, replay.size);
      for (const mark of replay.marks) note(mark);
      for (const chunk of replay.chunks) keep(chunk);
      return release();
    },
    /** Only counts what came, while nothing may leave: it is fetched from the recording later. */
    pass(chunk: ConsoleChunk): void {
      if (chunk.recording === recording)
        known = Math.max(known, chunk.offset + Math.floor((chunk.data.length * 3) / 4) - padding(chunk.data));
    },
  };
}
export type Feed = ReturnType<typeof createFeed>;

const padding = (base64: string) => (base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0);

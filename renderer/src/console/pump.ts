import type { Piece } from './feed.ts';

export interface Sink {
  /** Calls `done` once the bytes are parsed. `at`: when they arrived. */
  write(bytes: Uint8Array, at: string, done: () => void): void;
  mark(mark: Extract<Piece, { kind: 'mark' }>['mark'], done: () => void): void;
}
/** Per frame: 128 KB are 7.5 MB/s at 60 frames, which is more than any serial line and less than a frame's time. */
const FRAME = 128 * 1024;

function join(parts: Uint8Array[], length: number): Uint8Array {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * Hands pieces to the terminal once per frame, in order, and never more than it can parse: what waits, waits here.
 * Stretches of the same second go as one write. A mark waits until all before it is on the screen.
 */
export function createPump(sink: Sink, nextFrame: (run: () => void) => void, onIdle: () => void) {
  let queue: Piece[] = [];
  let head = 0;
  let queued = 0;
  let inFlight = 0;
  let scheduled = false;

  const done = (size: number) => () => {
    inFlight -= size;
    if (head < queue.length) schedule();
    else if (inFlight === 0) onIdle();
  };
  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    nextFrame(() => {
      scheduled = false;
      step();
    });
  }
  function writeStretch(room: number): number {
    const parts: Uint8Array[] = [];
    let size = 0;
    let at: string | null = null;
    for (let piece = queue[head]; piece?.kind === 'bytes' && size < room; piece = queue[head]) {
      if (at !== null && at.slice(0, 19) !== piece.at.slice(0, 19)) break;
      at = piece.at;
      const bytes = piece.bytes.subarray(0, room - size);
      parts.push(bytes);
      size += bytes.length;
      if (bytes.length < piece.bytes.length) queue[head] = { ...piece, bytes: piece.bytes.subarray(bytes.length) };
      else head += 1;
    }
    if (at === null) return 0;
    queued -= size;
    inFlight += size;
    sink.write(join(parts, size), at, done(size));
    return size;
  }
  function step(): void {
    if (inFlight > 0) return;
    let room = FRAME;
    for (let piece = queue[head]; piece && room > 0; piece = queue[head]) {
      if (piece.kind === 'mark') {
        if (inFlight > 0) break;
        head += 1;
        inFlight = 1;
        sink.mark(piece.mark, done(1));
        break;
      }
      room -= writeStretch(room);
    }
    if (head === queue.length) {
      queue = [];
      head = 0;
    }
  }
  return {
    push(pieces: Piece[]): void {
      if (pieces.length === 0) return;
      for (const piece of pieces) {
        queue.push(piece);
        if (piece.kind === 'bytes') queued += piece.bytes.length;
      }
      schedule();
    },
    /** Bytes that wait for a frame. */
    waiting: () => queued,
    clear(): void {
      queue = [];
      head = 0;
      queued = 0;
    },
  };
}
export type Pump = ReturnType<typeof createPump>;

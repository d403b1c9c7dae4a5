import type { ConsoleMark, ConsoleReplay, Events, Failure, Result } from '../../../preload/contract.ts';
import { createFeed } from './feed.ts';
import { createPump } from './pump.ts';

/** More than this is not kept in the page: the recording has it, and it is fetched when there is room. */
const MOST_WAITING = 4_000_000;

export interface Source {
  replay(recording: string, offset: number): Promise<Result<ConsoleReplay>>;
  /** Absent for an old recording: nothing more comes. */
  live?: <K extends 'console.output' | 'console.mark'>(name: K, listener: (payload: Events[K]) => void) => () => void;
}
export interface Display {
  write(bytes: Uint8Array, at: string, done: () => void): void;
  mark(mark: ConsoleMark, done: () => void): void;
  /** Bytes recorded and not shown yet; called when it may have changed, and often. */
  waiting(bytes: number): void;
  failed(failure: Failure): void;
}

/**
 * Shows a recording from its first byte and follows it while it grows. What cannot be shown at once (paused, too far
 * behind, a stretch that never came) is fetched from the recording later, so the page never holds much of it.
 */
export function follow(recording: string, source: Source, display: Display, nextFrame: (run: () => void) => void) {
  const feed = createFeed(recording);
  let paused = false;
  let fetching = false;
  let ended = false;

  const pump = createPump(
    display,
    (run) =>
      nextFrame(() => {
        if (ended) return;
        run();
        tell();
      }),
    () => {
      tell();
      if (feed.behind() > 0) void fetch();
    },
  );
  const tell = () => display.waiting(feed.behind() + pump.waiting());
  const full = () => pump.waiting() > MOST_WAITING;

  async function fetch(first = false): Promise<void> {
    if (fetching || ended) return;
    fetching = true;
    for (let more = first || feed.behind() > 0; more && !paused && !full() && !ended; ) {
      const from = feed.next();
      const answer = await source.replay(recording, from);
      if (ended) return;
      if (!answer.ok) {
        display.failed(answer.error);
        break;
      }
      pump.push(feed.replay(answer.value));
      // Nothing new although more is known: it is still on its way into the file. The next stretch asks again.
      more = feed.behind() > 0 && feed.next() > from;
    }
    fetching = false;
    tell();
  }

  const stops = source.live
    ? [
        source.live('console.output', (chunk) => {
          if (chunk.recording !== recording) return;
          if (paused || full()) feed.pass(chunk);
          else pump.push(feed.chunk(chunk));
          if (feed.behind() > 0) void fetch();
          tell();
        }),
        source.live('console.mark', (mark) => {
          if (mark.recording === recording) pump.push(feed.mark(mark));
        }),
      ]
    : [];
  void fetch(true);
  return {
    /** While paused nothing new is shown; it is recorded all the same. */
    pause(on: boolean): void {
      paused = on;
      if (!on) void fetch(true);
    },
    stop(): void {
      ended = true;
      for (const stop of stops) stop();
    },
  };
}
export type Following = ReturnType<typeof follow>;

import type {
  ConsoleChunk,
  ConsoleMark,
  ConsoleState,
  ConsoleView,
  Failure,
  Verdict,
} from '../../../preload/contract.ts';
import { type ConsoleLine, LineSplitter } from '../../console/lines.ts';
import type { Recording, Sealed } from '../../console/recording.ts';
import type { SolEvent } from '../../ipmi/sol/console.ts';
import type { Clock } from '../../ports/clock.ts';
import { failureOf } from '../../ports/failure.ts';
import { CommandError } from '../router.ts';
import type { SerialLine } from './line.ts';

export interface OpenConsoleParts {
  siteId: string;
  deviceId: string;
  author: string;
  clock: Clock;
  /** Reads the serial of the machine that answers; rejects when it is another one. */
  whoAnswers(): Promise<string | null>;
  line(listener: (event: SolEvent) => void): SerialLine;
  /** Starts the recording of this console. */
  record(): Recording;
  /** What keeps the keyboard locked now. */
  locks(): Verdict[];
  output(chunk: ConsoleChunk): void;
  marked(mark: ConsoleMark): void;
  changed(): void;
  /** The recording is complete; its hash belongs into the journal. */
  sealed(recording: Recording, sealed: Sealed): void;
}

/** Output within this time leaves as one event, milliseconds: a frame of a screen. */
const BATCH_MS = 16;
/** How often written output is carried to the disk and typed keys are noted, milliseconds. */
const SYNC_MS = 1_000;
/** Lines that triggers can look back on. */
const LINES = 5_000;

/**
 * One console for as long as it is open: the line, its recording, its keyboard. Every byte is in the recording before
 * anybody sees it. Typing is off until a person switches it on, and every key asks the rules.
 */
export class OpenConsole {
  readonly #p: OpenConsoleParts;
  readonly #splitter = new LineSplitter();
  readonly #lines: ConsoleLine[] = [];
  readonly #stop = new AbortController();
  /** Of the chassis, as read before the line was opened. */
  serial: string | null = null;
  #state: ConsoleState = 'connecting';
  #failure: Failure | null = null;
  #line: SerialLine | null = null;
  #recording: Recording | null = null;
  #openedAt: string | null = null;
  #keyboard = false;
  #typed = 0;
  #batch: { at: string; offset: number; parts: Uint8Array[] } | null = null;
  #starting: Promise<void> = Promise.resolve();
  #ended: Promise<void> | null = null;

  constructor(parts: OpenConsoleParts) {
    this.#p = parts;
  }

  get live(): boolean {
    return this.#state !== 'closed';
  }

  /** Lines so far, the incomplete one last; oldest first. */
  lines(): ConsoleLine[] {
    const { current } = this.#splitter;
    return current ? [...this.#lines, current] : [...this.#lines];
  }

  view(): ConsoleView {
    return {
      siteId: this.#p.siteId,
      deviceId: this.#p.deviceId,
      state: this.#state,
      failure: this.#failure,
      size: this.#recording?.size ?? 0,
      keyboard: this.#keyboard,
      locks: this.#p.locks(),
      openedAt: this.#openedAt,
      recording: this.#recording?.name ?? null,
    };
  }

  /** Begins to open it. Call once; how it went is in the view. */
  start(): void {
    this.#starting = this.#start();
  }

  /** Resolves when it is open or has failed. */
  settled(): Promise<void> {
    return this.#starting;
  }

  async #start(): Promise<void> {
    try {
      this.serial = await this.#p.whoAnswers();
      if (this.#stop.signal.aborted) return;
      this.#line = this.#p.line((event) => this.#hear(event));
      await this.#line.open();
      void this.#housekeeping();
    } catch (error) {
      await this.#end(failureOf(error));
    }
  }

  /** Typing on or off. The caller has asked the gate; what stands in the way now is asked again with every key. */
  setKeyboard(on: boolean): void {
    this.#keyboard = on && this.live;
    this.#p.changed();
  }

  /** Sends keys. @throws CommandError `console.keyboard-off`, `console.locked`, `console.not-open`; IpmiError `busy`. */
  type(bytes: Buffer): void {
    this.mayType();
    this.#line?.write(bytes);
    this.#typed += bytes.length;
  }

  /** @throws as `type` does */
  sendBreak(): void {
    this.mayType();
    this.#line?.sendBreak();
    this.#mark('break', null, this.#p.author);
  }

  flushed(): Promise<void> {
    return this.#line?.flushed() ?? Promise.resolve();
  }

  /** Gives the console back to the BMC and completes the recording. */
  close(): Promise<void> {
    return this.#end(null);
  }

  /** @throws CommandError `console.keyboard-off`, `console.locked`, `console.not-open` */
  mayType(): void {
    if (this.#state !== 'open' && this.#state !== 'paused') {
      throw new CommandError(
        'console.not-open',
        'The console is not connected: nothing was sent.',
        'Wait until it is.',
      );
    }
    if (!this.#keyboard) {
      throw new CommandError(
        'console.keyboard-off',
        'Typing is switched off: nothing was sent.',
        'Switch it on first.',
      );
    }
    const [lock] = this.#p.locks();
    if (!lock) return;
    this.#keyboard = false;
    this.#mark('locked', null, lock.rule);
    this.#p.changed();
    throw new CommandError('console.locked', `${lock.rule}: ${lock.reason.en} Nothing was sent.`, lock.lift.en);
  }

  #hear(event: SolEvent): void {
    if (!this.live) return;
    try {
      if (event.kind === 'data') this.#keep(event.bytes);
      else if (event.kind === 'gap') this.#gap(event);
      else if (event.state === 'closed') void this.#end(event.failure);
      else this.#turn(event.state, event.failure);
    } catch (error) {
      // A console that is not recorded is no evidence: better none than one that only looks like it.
      void this.#end(unrecorded(error));
    }
  }

  #turn(state: ConsoleState, failure: Failure | null): void {
    if (state === 'open' && !this.#recording) this.#begin();
    // After an interruption the machine may be in another state than the person who typed believes.
    if (state === 'lost') this.#keyboard = false;
    this.#state = state;
    this.#failure = failure;
    this.#p.changed();
  }

  #begin(): Recording {
    const recording = this.#p.record();
    this.#recording = recording;
    this.#openedAt = recording.head.openedAt;
    this.#p.marked(recording.mark('opened', this.#openedAt, null, this.#p.author));
    return recording;
  }

  #keep(bytes: Buffer): void {
    const recording = this.#recording ?? this.#begin();
    const now = this.#p.clock.now();
    const at = new Date(now).toISOString();
    const offset = recording.append(bytes, at);
    this.#lines.push(...this.#splitter.feed(bytes, now));
    if (this.#lines.length > LINES) this.#lines.splice(0, this.#lines.length - LINES);
    if (this.#batch) {
      this.#batch.parts.push(bytes);
      return;
    }
    this.#batch = { at, offset, parts: [bytes] };
    void this.#p.clock.sleep(BATCH_MS).then(() => this.#flush());
  }

  #flush(): void {
    const batch = this.#batch;
    this.#batch = null;
    if (!batch || !this.#recording) return;
    const { siteId, deviceId } = this.#p;
    const data = Buffer.concat(batch.parts).toString('base64');
    this.#p.output({ siteId, deviceId, recording: this.#recording.name, offset: batch.offset, at: batch.at, data });
  }

  #gap({ from, to, reason }: Extract<SolEvent, { kind: 'gap' }>): void {
    this.#flush();
    this.#mark('gap', new Date(from).toISOString(), `${reason}, ${Math.round((to - from) / 1000)} s`);
  }

  #mark(kind: ConsoleMark['kind'], since: string | null, note: string | null): void {
    this.#noteTyped();
    const mark = this.#recording?.mark(kind, this.#now(), since, note);
    if (mark) this.#p.marked(mark);
  }

  /** How much was typed and by whom; never what: it may have been a password. */
  #noteTyped(): void {
    const count = this.#typed;
    this.#typed = 0;
    if (count === 0 || !this.#recording) return;
    this.#p.marked(this.#recording.mark('typed', this.#now(), null, `${count} bytes, ${this.#p.author}`));
  }

  async #housekeeping(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#p.clock.sleep(SYNC_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
      try {
        this.#noteTyped();
        this.#recording?.sync();
      } catch (error) {
        return this.#end(unrecorded(error));
      }
    }
  }

  #end(failure: Failure | null): Promise<void> {
    this.#ended ??= this.#finish(failure);
    return this.#ended;
  }

  async #finish(failure: Failure | null): Promise<void> {
    this.#stop.abort();
    this.#keyboard = false;
    // What comes while the line is closed still belongs to the recording.
    await this.#line?.close().catch(() => undefined);
    this.#flush();
    this.#state = 'closed';
    this.#failure = failure;
    try {
      this.#seal();
    } catch (error) {
      this.#failure ??= unrecorded(error);
    }
    this.#p.changed();
  }

  #seal(): void {
    const recording = this.#recording;
    if (!recording) return;
    this.#mark('closed', null, this.#failure?.code ?? null);
    this.#p.sealed(recording, recording.seal(this.#now()));
  }

  #now(): string {
    return new Date(this.#p.clock.now()).toISOString();
  }
}

function unrecorded(error: unknown): Failure {
  const detail = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return {
    code: 'console.unrecorded',
    message: `The console was closed because its output could not be written to disk (${detail}).`,
    advice: 'What was recorded before is kept. Make room on the disk, then open the console again.',
    params: { detail },
  };
}

/** The serial port of a simulated node: plays its boot log in simulated time into whatever BMC it is plugged in. */
import type { Clock } from '../../ports/clock.ts';
import type { SolPort } from '../bmc/sol.ts';
import { answerTo, bootLog, type Said } from './boot-log.ts';
import { type NodeState, running, type Surroundings } from './node.ts';

export class SerialConsole {
  readonly #clock: Clock;
  readonly #scale: number;
  readonly #name: string;
  #port: SolPort | null = null;
  #unplug: (() => void)[] = [];
  #phase: NodeState['phase'] | null = null;
  #up = false;
  #typed = '';
  /** What the phase still has to say. */
  #script: readonly Said[] = [];
  #playing = new AbortController();
  /** Written and not taken by the BMC yet: the line has flow control. */
  #waiting: Buffer = Buffer.alloc(0);

  constructor(name: string, scale: number, clock: Clock) {
    this.#name = name;
    this.#scale = scale;
    this.#clock = clock;
  }

  /** Connects the node to the serial port of a BMC, in place of a former one. */
  plug(port: SolPort): void {
    this.#pull();
    this.#port = port;
    this.#unplug = [port.onDrain(() => this.#flush()), port.onInput((bytes) => this.#typedIn(bytes))];
  }

  /**
   * Follows the node; `now` is its simulated second. However late a change of phase is noticed on a busy computer, no line is
   * lost: the former phase says what it still had to, the new one what it has to by now. Only a phase that was under way
   * when the node was first seen starts in its middle, in silence.
   */
  follow(node: NodeState, around: Surroundings, now: number): void {
    const former = this.#phase;
    if (node.phase === former) return;
    const { since } = node.phase;
    if (former) for (const { at, text } of this.#script) if (former.since + at <= since) this.#write(Buffer.from(text));
    this.#phase = node.phase;
    this.#up = running(node);
    this.#typed = '';
    this.#playing.abort();
    this.#playing = new AbortController();
    if (node.phase.name === 'off') this.#waiting = Buffer.alloc(0);
    const log = former || !this.#up ? bootLog(node, around, this.#name) : [];
    this.#script = former ? log : log.filter(({ at }) => at >= now - since);
    void this.#play(now - since, this.#playing.signal);
  }

  close(): void {
    this.#playing.abort();
    this.#pull();
  }

  async #play(elapsed: number, signal: AbortSignal): Promise<void> {
    const begun = this.#clock.monotonic() - (elapsed * 1000) / this.#scale;
    for (let [line] = this.#script; line; [line] = this.#script) {
      const wait = begun + (line.at * 1000) / this.#scale - this.#clock.monotonic();
      if (wait > 0) await this.#clock.sleep(wait, signal).catch(() => undefined);
      if (signal.aborted) return;
      this.#script = this.#script.slice(1);
      this.#write(Buffer.from(line.text));
    }
  }

  #typedIn(bytes: Buffer): void {
    const { echo, typed } = answerTo(bytes, this.#up, this.#name, this.#typed);
    this.#typed = typed;
    this.#write(Buffer.from(echo));
  }

  #write(bytes: Buffer): void {
    this.#waiting = Buffer.concat([this.#waiting, bytes]);
    this.#flush();
  }

  #flush(): void {
    if (this.#waiting.length === 0 || !this.#port) return;
    const taken = this.#port.feed(this.#waiting);
    this.#waiting = this.#waiting.subarray(taken);
  }

  #pull(): void {
    for (const stop of this.#unplug) stop();
    this.#unplug = [];
    this.#port = null;
  }
}

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
  #script = new AbortController();
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

  /** Follows the node; `now` is its simulated second. A phase that is under way already starts in its middle, in silence. */
  follow(node: NodeState, around: Surroundings, now: number): void {
    if (node.phase === this.#phase) return;
    const first = this.#phase === null;
    this.#phase = node.phase;
    this.#up = running(node);
    this.#typed = '';
    this.#script.abort();
    this.#script = new AbortController();
    if (node.phase.name === 'off') this.#waiting = Buffer.alloc(0);
    if (first && this.#up) return;
    void this.#play(bootLog(node, around, this.#name), now - node.phase.since, this.#script.signal);
  }

  close(): void {
    this.#script.abort();
    this.#pull();
  }

  async #play(script: readonly Said[], elapsed: number, signal: AbortSignal): Promise<void> {
    const begun = this.#clock.monotonic() - (elapsed * 1000) / this.#scale;
    for (const { at, text } of script) {
      if (at < elapsed) continue;
      const wait = begun + (at * 1000) / this.#scale - this.#clock.monotonic();
      if (wait > 0) await this.#clock.sleep(wait, signal).catch(() => undefined);
      if (signal.aborted) return;
      this.#write(Buffer.from(text));
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

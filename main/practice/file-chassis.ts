import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Clock } from '../ports/clock.ts';
import { type Chassis, type ChassisChange, SimpleChassis } from './bmc/chassis.ts';

/** How often the file is looked at, in real milliseconds. */
const POLL_MS = 20;

/**
 * A chassis whose power lies in a file (`1` or `0`), so that an outside program can be its BMC: the chassis_control
 * script of OpenIPMI's ipmi_sim reads and writes the same file. Disposing it stops the looking.
 */
export class FileChassis extends SimpleChassis implements Chassis, Disposable {
  readonly #path: string;
  readonly #stop = new AbortController();

  constructor(path: string, clock: Clock) {
    super({ power: read(path) ?? false, clock });
    this.#path = path;
    this.onChange((change) => this.#write(change));
    void this.#watch(clock);
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
  }

  #write(change: ChassisChange): void {
    if (change.kind !== 'power' || read(this.#path) === change.on) return;
    // Replaced in one move: a reader never sees half a file.
    writeFileSync(`${this.#path}.new`, change.on ? '1\n' : '0\n');
    renameSync(`${this.#path}.new`, this.#path);
  }

  async #watch(clock: Clock): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const power = read(this.#path);
      if (power === true && !this.power) this.on();
      if (power === false && this.power) this.off();
      await clock.sleep(POLL_MS, this.#stop.signal).catch(() => undefined);
    }
  }
}

/** The power in the file; null while the file is missing or being written. */
function read(path: string): boolean | null {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return text === '1' ? true : text === '0' ? false : null;
  } catch {
    return null;
  }
}

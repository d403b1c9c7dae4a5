import type { ChassisStatus, RestorePolicy } from '../../ipmi/commands/get-chassis-status.ts';
import type { RestartCause } from '../../ipmi/commands/get-system-restart-cause.ts';
import { type Clock, systemClock } from '../../ports/clock.ts';

export type ChassisChange =
  | { kind: 'power'; on: boolean; cause: string }
  | { kind: 'reset' }
  | { kind: 'diag' }
  | { kind: 'soft' }
  | { kind: 'identify'; seconds: number; forever: boolean }
  | { kind: 'policy'; policy: RestorePolicy };

/** The machine behind a practice BMC. A simulated appliance listens to it, or brings its own. */
export interface Chassis {
  readonly power: boolean;
  readonly policy: RestorePolicy;
  readonly identifyState: NonNullable<ChassisStatus['identify']>;
  readonly restartCause: RestartCause['cause'];
  readonly lastPowerEvent: ChassisStatus['lastPowerEvent'];
  faults: ChassisStatus['faults'];
  on(): void;
  off(): void;
  cycle(): void;
  reset(): void;
  diag(): void;
  soft(): void;
  identify(seconds: number, forever: boolean): void;
  setPolicy(policy: RestorePolicy): void;
  /** Returns the way to stop listening. */
  onChange(listener: (change: ChassisChange) => void): () => void;
}

export interface ChassisOptions {
  power?: boolean;
  policy?: RestorePolicy;
  /** Milliseconds from the command to the change; 0 changes at once. */
  onDelayMs?: number;
  offDelayMs?: number;
  /** How long the operating system takes to shut down after `soft`. */
  softDelayMs?: number;
  /** How long the power stays off in a cycle. */
  cycleDelayMs?: number;
  clock?: Clock;
}

/** A chassis with delays. Commands that come while a change is pending replace it, as a power sequencer does. */
export class SimpleChassis implements Chassis {
  power: boolean;
  policy: RestorePolicy;
  identifyState: NonNullable<ChassisStatus['identify']> = 'off';
  restartCause: RestartCause['cause'] = 'unknown';
  lastPowerEvent: ChassisStatus['lastPowerEvent'] = [];
  faults: ChassisStatus['faults'] = [];
  readonly #delays: { on: number; off: number; soft: number; cycle: number };
  readonly #clock: Clock;
  readonly #listeners = new Set<(change: ChassisChange) => void>();
  #pending: AbortController | null = null;

  constructor(options: ChassisOptions = {}) {
    this.power = options.power ?? false;
    this.policy = options.policy ?? 'previous';
    this.#clock = options.clock ?? systemClock;
    this.#delays = {
      on: options.onDelayMs ?? 0,
      off: options.offDelayMs ?? 0,
      soft: options.softDelayMs ?? 0,
      cycle: options.cycleDelayMs ?? 0,
    };
  }

  on(): void {
    this.#after(this.#delays.on, () => this.#turn(true, 'command'));
  }

  off(): void {
    this.#after(this.#delays.off, () => this.#turn(false, 'command'));
  }

  soft(): void {
    if (!this.power) return;
    this.#tell({ kind: 'soft' });
    this.#after(this.#delays.soft, () => this.#turn(false, 'operating system'));
  }

  cycle(): void {
    this.#after(this.#delays.off, () => {
      this.#turn(false, 'cycle');
      this.#after(this.#delays.cycle, () => this.#turn(true, 'cycle'));
    });
  }

  reset(): void {
    if (!this.power) return;
    this.restartCause = 'chassis-control';
    this.#tell({ kind: 'reset' });
  }

  diag(): void {
    this.#tell({ kind: 'diag' });
  }

  identify(seconds: number, forever: boolean): void {
    this.identifyState = forever ? 'on' : seconds > 0 ? 'timed' : 'off';
    this.#tell({ kind: 'identify', seconds, forever });
  }

  setPolicy(policy: RestorePolicy): void {
    this.policy = policy;
    this.#tell({ kind: 'policy', policy });
  }

  /** Mains lost and back after `ms`: what happens next is what the restore policy says. */
  mainsFailure(ms = 0): void {
    const before = this.power;
    this.#turn(false, 'mains');
    this.lastPowerEvent = ['ac-failed'];
    const comesUp = this.policy === 'always-on' || (this.policy === 'previous' && before);
    this.#after(ms, () => {
      if (!comesUp) return;
      this.#turn(true, 'mains');
      this.restartCause = this.policy === 'always-on' ? 'restore-always-on' : 'restore-previous';
    });
  }

  onChange(listener: (change: ChassisChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #turn(on: boolean, cause: string): void {
    if (this.power === on) return;
    this.power = on;
    this.lastPowerEvent = on && cause !== 'mains' ? ['on-by-ipmi'] : [];
    if (on && cause !== 'mains') this.restartCause = 'chassis-control';
    this.#tell({ kind: 'power', on, cause });
  }

  #tell(change: ChassisChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  #after(ms: number, change: () => void): void {
    this.#pending?.abort();
    this.#pending = null;
    if (ms <= 0) {
      change();
      return;
    }
    const pending = new AbortController();
    this.#pending = pending;
    void this.#clock.sleep(ms, pending.signal).then(
      () => {
        if (pending.signal.aborted) return;
        this.#pending = null;
        change();
      },
      () => undefined,
    );
  }
}

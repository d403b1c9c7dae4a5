/** What runs on the practice Dell server: the appliance, its key stick and its disk, along with the server's power. */
import type { PracticeFault } from '../../../preload/contract.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/log.ts';
import { type DellTimes, orderPower } from '../idrac/physics.ts';
import type { DellState } from '../idrac/state.ts';
import type { Played } from '../rack.ts';
import {
  type ApplianceAction,
  type ApplianceDisaster,
  type ApplianceEvent,
  type ApplianceState,
  encryptedPercent,
  listedOf,
  newAppliance,
  nextDue,
  obstacleTo,
  reduceAppliance,
  type Stage,
  stageOf,
  volumesOf,
} from './appliance.ts';
import { practiceDisk } from './disk.ts';
import { type KeyMaterial, keyMaterial } from './key-material.ts';
import { type KeyText, keyFile, listing, volumesJson } from './key-texts.ts';

/** What a referee may want to know of it. Plain JSON; no key. */
export interface ApplianceView {
  stage: Stage;
  /** Of the keys that the appliance made last: 1 when the rack starts, 2 after its recovery. */
  generation: number;
  /** Of the BitLocker volumes on the disk; null while none can be read. */
  volumes: number | null;
  /** Of the keys on the stick; null while it is missing. */
  stick: number | null;
  encryptedPercent: number;
  /** Simulated seconds until the appliance goes on by itself; null when it waits for somebody. */
  secondsLeft: number | null;
  disasters: ApplianceDisaster[];
}

/** Everything a technician could carry off at one moment. */
export interface ApplianceKeys {
  stick: KeyText[] | null;
  listings: KeyText[];
  disk: Buffer;
}

export interface PracticeApplianceOptions {
  dell: DellState;
  times: DellTimes;
  scale: number;
  clock: Clock;
  log: Logger;
}

const STICK_FAULTS: Readonly<Partial<Record<PracticeFault, 'missing' | 'stale' | 'found'>>> = {
  'key-stick-missing': 'missing',
  'key-stick-stale': 'stale',
  none: 'found',
};

/** By generation. They are the same on every rack. */
const DISKS = new Map<number | null, Promise<Buffer>>();

export class PracticeAppliance {
  readonly #options: PracticeApplianceOptions;
  readonly #started: number;
  #state = newAppliance();
  #powerChangesSeen = 0;
  #misprint = false;

  constructor(options: PracticeApplianceOptions) {
    this.#options = options;
    this.#started = options.clock.now();
  }

  /** The appliance at this moment. */
  get state(): ApplianceState {
    return this.#follow({ type: 'time' });
  }

  /** Plays what a person does at the appliance's screen, keyboard and ports. */
  manual(action: ApplianceAction): Played {
    const obstacle = obstacleTo(this.state, action);
    if (obstacle) {
      const { outcome, reason, until } = obstacle;
      const soonMs = until === null ? null : Math.ceil(((until - this.#state.now) * 1000) / this.#options.scale);
      return { outcome, reason, soonMs };
    }
    const { dell, clock, times } = this.#options;
    this.#follow({ type: 'manual', action });
    if (action === 'us.appliance.restart') orderPower(dell, 'reset', clock.now(), times);
    return { outcome: 'played', reason: null, soonMs: null };
  }

  /** Switches a fault of the menu on; `none` switches all off; those of other machines are nothing to it. */
  fault(name: PracticeFault): void {
    const is = STICK_FAULTS[name];
    if (is) this.#follow({ type: 'stick', is });
    if (name === 'key-misprint' || name === 'none') this.#misprint = name === 'key-misprint';
  }

  view(): ApplianceView {
    const { state } = this;
    const due = nextDue(state);
    return {
      stage: stageOf(state),
      generation: state.generation,
      volumes: volumesOf(state),
      stick: state.stickMissing ? null : state.stick,
      encryptedPercent: encryptedPercent(state),
      secondsLeft: due === null ? null : due - state.now,
      disasters: [...state.disasters],
    };
  }

  /** Files on the key stick; null while it is missing. */
  stick(): KeyText[] | null {
    const { stickMissing, stick } = this.state;
    if (stickMissing) return null;
    return withKeys(stick, (drives) => drives.map((one) => keyFile(one, this.#misprint && one.letter === 'C')));
  }

  /** What the running Windows lists of each drive; empty while there is none. */
  listings(): KeyText[] {
    const { state } = this;
    const generation = listedOf(state);
    if (generation === null) return [];
    const percent = encryptedPercent(state);
    return withKeys(generation, (drives) => [
      ...drives.map((one) => listing(one, percent)),
      volumesJson(drives, percent),
    ]);
  }

  /** An image of the disk, shared: not to be written to. It takes a second when it is the first of its generation. */
  disk(): Promise<Buffer> {
    const generation = volumesOf(this.state);
    const made = DISKS.get(generation) ?? practiceDisk(generation);
    DISKS.set(generation, made);
    return made;
  }

  /** Simulated seconds since the start of the rack, of a wall time in milliseconds. */
  #seconds(at: number): number {
    return Math.round((at - this.#started) * this.#options.scale) / 1000;
  }

  /** What the server's power has done since the last look, then `event`, now. */
  #follow(event: ApplianceEvent): ApplianceState {
    const { dell, clock } = this.#options;
    for (const { to, at, postUntil } of dell.powerChanges.slice(this.#powerChangesSeen)) {
      this.#reduce({ type: 'power', to, until: this.#seconds(postUntil) }, at);
    }
    this.#powerChangesSeen = dell.powerChanges.length;
    this.#reduce(event, clock.now());
    return this.#state;
  }

  #reduce(event: ApplianceEvent, at: number): void {
    const before = this.#state;
    this.#state = reduceAppliance(before, event, this.#seconds(at));
    for (const disaster of this.#state.disasters.slice(before.disasters.length)) {
      this.#options.log.warn({ disaster }, 'practice: the disaster that the interlocks prevent');
    }
  }
}

/** The keys of a generation exist while `write` writes them down. */
function withKeys(generation: number, write: (drives: KeyMaterial[]) => KeyText[]): KeyText[] {
  const drives = keyMaterial(generation);
  const written = write(drives);
  for (const { key } of drives) key.fill(0);
  return written;
}

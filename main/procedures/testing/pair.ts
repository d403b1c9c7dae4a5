/** The world of fixture.ts: two nodes that do what people and commands tell them. Tests only. */
import type { Outcome } from '../../../preload/contract.ts';
import { acknowledge, override, type ProbeAnswer, start } from '../engine.ts';
import type { Stamped } from '../events.ts';
import type { Library } from '../model.ts';
import { Driver, type Person, type World } from './driver.ts';
import { BINDINGS } from './fixture.ts';

export interface PairOptions {
  /** Minutes from the reboot until the web interface is back; Infinity: never. */
  bootMinutes?: number;
  /** The version that runs after the reboot. */
  version?: string;
  /** Outcomes of the commands in order, `done` when exhausted. */
  outcomes?: Outcome[];
  /** Seconds procedure time per real second. */
  scale?: number;
}

export class Pair implements World {
  slave: 'on' | 'off' = 'on';
  rebootedAt: number | null = null;
  /** Probes that do not answer. */
  readonly dead = new Set<string>();
  slaveSerial = 'B2';
  readonly #options: PairOptions;
  readonly #outcomes: Outcome[];
  constructor(options: PairOptions = {}) {
    this.#options = options;
    this.#outcomes = [...(options.outcomes ?? [])];
  }

  happened(event: Stamped, now: number): void {
    if (event.type !== 'step.done') return;
    if (event.data.path === 'shutdown') this.slave = 'off';
    if (event.data.path === 'reboot') this.rebootedAt = now;
  }

  probe(order: { probe: string; role: string }, now: number): ProbeAnswer {
    if (this.dead.has(order.probe)) throw new Error(`${order.probe} does not answer`);
    const minutes = this.rebootedAt === null ? null : ((now - this.rebootedAt) / 60_000) * (this.#options.scale ?? 1);
    const up = minutes === null || minutes >= (this.#options.bootMinutes ?? 12);
    const fields: Record<string, Record<string, unknown>> = {
      'bmc.power': { powerStatus: order.role === 'slave' ? this.slave : 'on' },
      'bmc.identity': { serial: order.role === 'slave' ? this.slaveSerial : 'A1' },
      'sps.web': { up, state: up ? 'ready' : 'silent' },
      'sps.info': { version: up ? (minutes === null ? '5.6.0' : (this.#options.version ?? '5.8.0')) : null },
    };
    return { fields: fields[order.probe] ?? {}, serial: order.role === 'slave' ? this.slaveSerial : 'A1' };
  }

  perform(): Outcome {
    const outcome = this.#outcomes.shift() ?? 'done';
    if (outcome === 'done') this.slave = 'on';
    return outcome;
  }

  readBack(): Outcome {
    return this.slave === 'on' ? 'done' : 'unknown';
  }
}

/** Does what is asked, tests fail once before they pass, overrides the import gate and acknowledges the notes. */
export const willing: Person = {
  answer(path, _asks, state) {
    if (path === 'plan') return { targetVersion: '5 F8', 'slave.serial': 'B2' };
    if (path === 'test') return { 'test.verdict': state.facts['test.verdict'] ? 'pass' : 'fail' };
    if (path === 'check') return { 'functional.ok': true };
    if (path === 'stuck') return { 'supportCase.decision': 'none' };
    return {};
  },
  unblock(what, state) {
    return what.verdicts.flatMap(({ rule, severity }) => {
      if (severity === 'soft') return acknowledge(state, rule);
      const why = { reason: 'window closes', secondPerson: 'Second', supportCase: '' };
      return severity === 'gated' ? override(state, rule, why, 'tester') : [];
    });
  },
};

/** A driver whose run of `upgrade` has just been started. */
export function startedRun(library: Library, world: World, person: Person = willing, scale = 1): Driver {
  const driver = new Driver(world, person);
  driver.append(start(library, { runId: 'run-1', procedure: 'upgrade', siteId: 'site-1', scale, bindings: BINDINGS }));
  return driver;
}

/**
 * The shipped SPS procedures on the practice rack's own pair, in simulated time: clicks and commands change the pair, and the
 * person enters what its page would show. Tests only.
 */
import type { ActionName, Ask, FactValue, Outcome } from '../../../preload/contract.ts';
import { running } from '../../practice/sps/node.ts';
import { haStatus, masterOf, newPair, type PairEvent, type PairState, reducePair } from '../../practice/sps/pair.ts';
import { acknowledge, type ProbeAnswer, type ProbeOrder, placeOf, type RunState, start } from '../engine.ts';
import type { Binding, RunEvent, Stamped } from '../events.ts';
import type { Library } from '../model.ts';
import { Driver, type Person, type World } from './driver.ts';
import { PAIR } from './sps.ts';

const isSps = (action: string | null): action is Extract<PairEvent, { type: 'manual' }>['action'] =>
  action?.startsWith('sps.') ?? false;

export class PairWorld implements World {
  pair: PairState;
  readonly performed: string[] = [];
  /** The web interface answers nobody until then, whatever the pair does. */
  silentUntil = 0;
  state: () => RunState | null = () => null;
  readonly #zero: number;
  constructor(zero: number, pair = newPair({ version: '5.8.0', target: '5.8.1' })) {
    this.#zero = zero;
    this.pair = pair;
  }
  at(now: number, event: PairEvent = { type: 'time' }): PairState {
    this.pair = reducePair(this.pair, event, (now - this.#zero) / 1000);
    return this.pair;
  }
  happened(event: Stamped, now: number): void {
    const state = this.state();
    if (event.type !== 'step.done' || !state) return;
    const step = placeOf(state, event.data.path)?.step;
    if (step?.kind === 'guide' && isSps(step.manual)) this.at(now, { type: 'manual', action: step.manual });
  }
  probe({ probe, role }: ProbeOrder, now: number): ProbeAnswer {
    const pair = this.at(now);
    const up = running(masterOf(pair)) && now >= this.silentUntil;
    const node = pair.nodes[role === 'slave' ? 'b' : 'a'];
    const fields: Record<string, Record<string, unknown>> = {
      'sps.web': { up, state: up ? 'ready' : 'silent' },
      'bmc.power': { powerStatus: node.phase.name === 'off' ? 'off' : 'on' },
      'sps.info': up ? { version: masterOf(pair).version, hostname: 'sps' } : {},
    };
    return { fields: fields[probe] ?? {}, serial: role === 'slave' ? 'RH-SPS-B' : 'RH-SPS-A' };
  }
  perform(action: ActionName, binding: Binding): Outcome {
    this.performed.push(`${action} ${binding.role}`);
    return 'done';
  }
  readBack(): Outcome {
    return 'unknown';
  }
}

type Seen = (now: number) => FactValue | null;
/** What a person answers: a value for every ask of a fact, or for the asks of a step; a function sees the time, null waits. */
export type Said = Record<string, FactValue | Seen>;

export function operator(said: Said, now: () => number): Person {
  const value = (key: string): FactValue | null => {
    const entry = said[key] ?? null;
    return typeof entry === 'function' ? entry(now()) : entry;
  };
  return {
    answer(path, asks: Ask[]) {
      const given = asks.map(({ fact, optional }) => ({
        fact,
        optional,
        value: value(`${path}:${fact}`) ?? value(fact),
      }));
      if (given.some((one) => one.value === null && !one.optional)) return null;
      return Object.fromEntries(given.flatMap((one) => (one.value === null ? [] : [[one.fact, one.value]])));
    },
    unblock: (what, state): RunEvent[] =>
      what.verdicts.flatMap(({ rule, severity, scope }) =>
        severity === 'soft' ? acknowledge(state, rule, scope) : [],
      ),
  };
}

const ZERO = Date.parse('2026-03-01T20:00:00Z');

/** Starts a procedure on a pair in sync; `ha.status` is what the page shows, once nothing is on its way any more. */
export function onPair(library: Library, procedure: string, said: Said, world = new PairWorld(ZERO)) {
  const settled: Seen = (now) => {
    const status = haStatus(world.at(now));
    return status === 'degraded-sync' || status === 'degraded' ? null : status;
  };
  const driver: Driver = new Driver(
    world,
    operator({ 'ha.status': settled, ...said }, () => driver.now),
    ZERO,
  );
  world.state = () => driver.state;
  const roles = library.procedures[procedure]?.roles.map(({ role }) => role) ?? [];
  const bindings = PAIR.filter(({ role }) => roles.includes(role));
  driver.append(start(library, { runId: 'run-1', procedure, siteId: 'practice', scale: 1, bindings }));
  /** Lets time pass for a person who waits for something to be shown, up to so many seconds. */
  const goOn = (seconds: number, step = 60): RunState => {
    let state = driver.run();
    for (let passed = 0; passed < seconds && state.status === 'open'; passed += step) {
      driver.now += step * 1000;
      state = driver.run();
    }
    return state;
  };
  return { driver, world, goOn };
}

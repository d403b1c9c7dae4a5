/** What the explorer is made of: branches, runs at a moment, devices, chance. Tests only. */
import { type RunState, reduce } from '../engine.ts';
import type { Binding, RunEvent } from '../events.ts';
import { holds, type Scope } from '../expression/evaluate.ts';
import { groundFactsOf } from '../expression/facts.ts';
import { conditionsOf } from '../loader/closure.ts';
import type { Library, Procedure, Step } from '../model.ts';
import { checksOf, refusalOf } from './refusals.ts';

export interface Explored {
  /** As `walked` of walked.ts. */
  walked: Set<string>;
  ends: Set<RunState['status']>;
  /** Where nothing but an abort would lead on. */
  stuck: Set<string>;
  /** Rules that nothing lifted, and where they held the run up. */
  held: Map<string, string[]>;
}

export interface ExploreOptions {
  /** Walked until all of it was, */
  wanted: ReadonlySet<string>;
  /** at most so many times. */
  walks: number;
}

/** A run at a moment; states are never touched, so any may be gone on from again. */
export interface Node {
  state: RunState;
  now: number;
}
/** Every step of a procedure, begun and left out, every branch that leads off it, and every check of what is entered. */
export function branchesOf(procedure: Procedure): string[] {
  const { id, steps } = procedure;
  return steps.flatMap((step) => [
    `${id}:${step.id}`,
    ...(step.when === null ? [] : [`${id}:${step.id} skipped`]),
    ...checksOf(step).map(({ fact }) => refusalOf({ procedure, step }, fact)),
    ...[...new Set(targetsOf(step))].map((goto) => `${id}:${step.id} -> ${goto}`),
  ]);
}

function targetsOf(step: Step): string[] {
  if (step.kind === 'decide') return [...step.cases.map(({ goto }) => goto), step.otherwise];
  const limit = 'limit' in step && step.limit ? [step.limit.goto] : [];
  const failed =
    step.kind === 'act' ? [step.onFailure, step.onNotDone, step.onUnproven].filter((goto) => goto != null) : [];
  return [...limit, ...failed];
}

/** Facts that its conditions ask about and a caller may bring along; `learned`: a step of its own may bring them as well. */
export function foreignOf({ procedures, facts }: Library): { name: string; learned: boolean }[] {
  const steps = Object.values(procedures).flatMap((procedure) => procedure.steps);
  const learned = new Set(
    steps.flatMap((step) => [
      ...('asks' in step ? step.asks.map(({ fact }) => fact) : []),
      ...('reads' in step ? (step.reads ?? []) : []),
      ...[...step.begins, ...step.marks],
    ]),
  );
  const used = steps.flatMap(conditionsOf).flatMap((condition) => groundFactsOf(condition, (name) => facts[name]));
  const names = [...new Set(used)].filter((name) => !facts[name]?.sense);
  return names.map((name) => ({ name, learned: learned.has(name) }));
}

/** The run after some events. */
export function append(node: Node, ...events: RunEvent[]): Node {
  let { state, now } = node;
  for (const event of events) {
    now += 10;
    const stamp = { seq: state.seq + 1, at: new Date(now).toISOString(), author: 'tester' };
    state = reduce(state, { ...event, ...stamp } as never);
  }
  return { state, now };
}

/** With every endpoint there is. */
export function deviceFor(role: string, n: number): Binding {
  const id = `${role}-${n}`;
  return {
    ...{ role, deviceId: id, deviceName: id, serial: `SERIAL-${id}` },
    ...{
      bmc: `127.0.0.1:1/${id}`,
      web: `https://127.0.0.1/${id}`,
      idrac: `127.0.0.1:2/${id}`,
      ssh: `127.0.0.1:3/${id}`,
    },
  };
}

/** mulberry32: a whole number below `below`. */
export function random(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Where a step that decides leads. */
export function chosen(step: Extract<Step, { kind: 'decide' }>, scope: Scope): string {
  return step.cases.find(({ when }) => holds(when, scope) === true)?.goto ?? step.otherwise;
}

/** The step that the run stands at was begun. */
export const isBegun = ({ state: { position } }: Node): boolean => position.kind === 'step' && position.begun;

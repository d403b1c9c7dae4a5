/**
 * Walks a procedure in memory through every branch that it has: answers, readings and outcomes are searched for, with a
 * seed, from the places that were come to before. It knows no procedure and no practice model. Tests only.
 */
import type { Ask, FactValue, Outcome } from '../../../preload/contract.ts';
import { localIn } from '../engine/local.ts';
import { epochOf } from '../engine/reads.ts';
import { scopeOf } from '../engine/scope.ts';
import type { LocalState } from '../engine/state.ts';
import { timesOf } from '../engine/times.ts';
import {
  AnswerError,
  acknowledge,
  answer,
  type Next,
  next,
  order,
  override,
  type Place,
  type ProbeOrder,
  placeOf,
  reading,
  readingFailed,
  record,
  reduce,
  start,
} from '../engine.ts';
import type { ActionIntent, Binding } from '../events.ts';
import type { Expression } from '../expression/ast.ts';
import { holds } from '../expression/evaluate.ts';
import { groundFactsOf } from '../expression/facts.ts';
import { ruleStates } from '../interlocks.ts';
import { conditionsOf } from '../loader/closure.ts';
import type { Library, Step } from '../model.ts';
import {
  append,
  chosen,
  deviceFor,
  type Explored,
  type ExploreOptions,
  foreignOf,
  isBegun,
  type Node,
  random,
} from './explorer-parts.ts';
import type { Candidates } from './explorer-values.ts';
import { candidatesOf, isRefusal, refusalOf, refused } from './refusals.ts';

const START = Date.parse('2026-03-01T20:00:00Z');
/** Places kept of each step. */
const KEPT = 8;
/** Moves of one walk. */
const LONGEST = 500;
/** Readings at one step before the walk is given up. */
const PATIENCE = 40;
const SILENT = ['silent', 'nothing answers'] as const;
const MINUTE = 60_000;
/** How long people take for an answer. */
const PAUSES = [0, 0, 0, 0, 0, 0, MINUTE, 15 * MINUTE, 3 * 60 * MINUTE, 2 * 24 * 60 * MINUTE];

export function explore(library: Library, procedure: string, options: ExploreOptions): Explored {
  return new Explorer(library, procedure, options).explore(options.walks);
}

class Explorer {
  readonly found: Explored = { walked: new Set(), ends: new Set(), stuck: new Set(), held: new Map() };
  readonly #library: Library;
  readonly #procedure: string;
  readonly #wanted: ReadonlySet<string>;
  readonly #foreign: { name: string; learned: boolean }[];
  readonly #candidates: Candidates;
  readonly #random: (below: number) => number;
  /** Steps that facts decide about. */
  readonly #ahead: { id: string; step: Step }[];
  readonly #kept = new Map<string, { nodes: Node[]; picked: number }>();
  /** How the watching of the present step is to go, and the values that are to be read. */
  #mood: {
    path: string;
    entered: number;
    meets: boolean;
    values: Record<string, FactValue>;
    idle: number;
    readings: number;
  } | null = null;

  constructor(library: Library, procedure: string, { wanted }: ExploreOptions) {
    this.#library = library;
    this.#procedure = procedure;
    this.#wanted = wanted;
    this.#candidates = candidatesOf(library);
    this.#foreign = foreignOf(library);
    this.#ahead = Object.values(library.procedures).flatMap(({ id, steps }) =>
      steps.filter(({ kind, when }) => kind === 'decide' || when !== null).map((step) => ({ id, step })),
    );
    this.#random = random([...procedure].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7));
  }

  explore(walks: number): Explored {
    for (let walk = 0; walk < walks; walk++) {
      if (this.#complete()) break;
      this.#walk(this.#departure(walk));
    }
    return this.found;
  }

  #complete(): boolean {
    return this.found.ends.size > 0 && [...this.#wanted].every((one) => this.found.walked.has(one));
  }

  /** The beginning, or the place that was least often gone on from. */
  #departure(walk: number): Node {
    const cells = [...this.#kept.values()].sort((a, b) => a.picked - b.picked);
    const cell = walk % 3 === 0 ? undefined : cells[this.#random(Math.max(1, Math.ceil(cells.length / 3)))];
    if (!cell) return this.#begun();
    cell.picked++;
    return this.#one(cell.nodes);
  }

  #begun(): Node {
    const bindings = this.#bindings();
    const event = start(this.#library, { runId: 'run-1', procedure: this.#procedure, siteId: 's', scale: 1, bindings });
    const stamp = { seq: 1, at: new Date(START).toISOString(), author: 'tester' };
    const node = { state: reduce(null, { ...event, ...stamp } as never), now: START };
    return this.#random(4) === 0 ? node : this.#inherited(node);
  }

  /** What a caller would have brought along. */
  #inherited(node: Node): Node {
    const values: Record<string, FactValue> = {};
    for (const { name, learned } of this.#foreign)
      if (this.#random(8) < (learned ? 1 : 6)) this.#draw(values, name, node.now, () => undefined);
    const common = { origin: 'entered', serial: null, evidence: null } as const;
    const facts = Object.entries(values).map(([name, value]) => ({ name, value, ...common }));
    return append(node, { type: 'fact.recorded', data: { path: null, facts } });
  }

  /** A device with every endpoint for each role, several for a list, now and then nobody where that may be. */
  #bindings(): Binding[] {
    return (this.#library.procedures[this.#procedure]?.roles ?? []).flatMap(({ role, many, optional }) => {
      const count = !many ? 1 : optional && this.#random(2) === 0 ? 0 : 2;
      return Array.from({ length: count }, (_, n) => deviceFor(role, n));
    });
  }

  #walk(from: Node): void {
    let node = from;
    this.#mood = null;
    for (let move = 0; move < LONGEST; move++) {
      const what = next(node.state, node.now);
      const after = this.#move(node, what);
      if (!after) return;
      node = after;
    }
  }

  #move(node: Node, what: Next): Node | null {
    switch (what.do) {
      case 'nothing':
        this.found.ends.add(node.state.status);
        if (node.state.status === 'open') this.found.stuck.add(JSON.stringify(node.state.position));
        return null;
      case 'begin':
        if (this.#lacks(node, what.path, [' skipped']) && this.#random(4) === 0)
          return this.#meanwhile(node, what.path);
        this.#walked(node, what.path);
        return append(node, { type: 'step.begun', data: { path: what.path } });
      case 'skip':
        if (this.#lacks(node, what.path) && this.#random(4) === 0) return this.#meanwhile(node, what.path);
        this.#walked(node, what.path, null);
        return append(node, { type: 'step.skipped', data: { path: what.path } });
      case 'complete':
        return append(node, { type: 'step.done', data: { path: what.path } });
      case 'branch':
        if (this.#lacks(node, what.path) && this.#random(4) === 0) return this.#meanwhile(node, what.path);
        this.#walked(node, what.path, what.goto);
        return append(node, { type: 'branch.taken', data: { path: what.path, goto: what.goto } });
      case 'finish':
        return append(node, { type: 'run.finished', data: {} });
      case 'stop':
        return append(node, { type: 'run.stopped', data: { path: what.path } });
      case 'ask':
        this.#keep(node, what.path);
        if (what.reads.some(({ notBefore }) => notBefore <= node.now) && this.#random(4) > 0)
          return this.#read(node, what);
        return this.#paused(node) ?? this.#answered(node, what) ?? this.#read(node, what);
      case 'order':
        this.#keep(node, what.path);
        return append(node, ...order(node.state, what.path, node.now));
      case 'act':
        return this.#act(node, what);
      case 'watch':
        if (isBegun(node)) this.#keep(node, what.path);
        return this.#read(node, what);
      case 'blocked':
        return this.#lifted(node, what);
      case 'settle':
      case 'acting':
        return null;
    }
  }

  /** `goto` is a branch that was taken, or null for a step that was left out. */
  #walked({ state }: Node, path: string, goto?: string | null): void {
    const place = placeOf(state, path);
    const step = `${place?.procedure.id}:${place?.step.id}`;
    this.found.walked.add(goto === undefined ? step : goto === null ? `${step} skipped` : `${step} -> ${goto}`);
  }

  /** Of the step something is still sought: its beginning, a way off it, or what else is named. */
  #lacks({ state }: Node, path: string, what = ['', ' -> ']): boolean {
    const place = placeOf(state, path);
    const step = `${place?.procedure.id}:${place?.step.id}`;
    const sought = (one: string) =>
      what.some((end) => (end === ' -> ' ? one.startsWith(step + end) : one === step + end));
    return place?.step.kind !== 'act' && [...this.#wanted].some((one) => sought(one) && !this.found.walked.has(one));
  }

  /** Something happens before it is decided or left out: the tool is started anew, and reads anew; or a person records what is known. */
  #meanwhile(node: Node, path: string): Node {
    const place = placeOf(node.state, path);
    if (!place) return node;
    const local = localIn(node.state, place.frame);
    const asked = conditionsOf(place.step).flatMap((one) => groundFactsOf(one, (name) => local.library.facts[name]));
    const values: Record<string, FactValue> = {};
    for (const name of asked.filter((one) => local.library.facts[one]?.recordable))
      this.#draw(values, name, node.now, (other) => local.facts[other]?.value);
    if (Object.keys(values).length > 0 && this.#random(2) === 0)
      return append(node, ...record(node.state, values, node.now, local.scope));
    return append({ ...node, now: node.now + this.#one(PAUSES) }, { type: 'run.resumed', data: { pid: 2 } });
  }

  #keep(node: Node, path: string): void {
    const cell = this.#kept.get(path) ?? { nodes: [], picked: 0 };
    this.#kept.set(path, cell);
    if (cell.nodes.length < KEPT) cell.nodes.push(node);
    else if (this.#random(4) === 0) cell.nodes[this.#random(KEPT)] = node;
  }

  /** Some minutes or days later; null at once. */
  #paused(node: Node): Node | null {
    const pause = this.#one(PAUSES);
    return pause === 0 ? null : { ...node, now: node.now + pause };
  }

  /** The best of some answers that are accepted; null where none is. */
  #answered(node: Node, { path, asks }: Extract<Next, { do: 'ask' }>): Node | null {
    const place = placeOf(node.state, path);
    if (!place) return null;
    const tries = this.#one([1, 5, 25]);
    let best: { node: Node; score: number } | null = null;
    for (let n = 0; n < tries; n++) {
      const values = this.#accepted(node, place, asks);
      if (!values) continue;
      this.#refuses(node, place, values);
      const after = append(node, ...answer(node.state, path, values, node.now));
      const score = tries === 1 ? 0 : this.#score(after, place);
      if (!best || score > best.score) best = { node: after, score };
    }
    return best?.node ?? null;
  }

  /** What its checks refuse, as far as it is sought; `values` are right. */
  #refuses({ state, now }: Node, place: Place, values: Record<string, FactValue>): void {
    const sought = (one: string) => this.#wanted.has(one) && !this.found.walked.has(one);
    const but = (fact: string) => !sought(refusalOf(place, fact));
    for (const fact of refused(state, place.path, values, now, but)) this.found.walked.add(refusalOf(place, fact));
  }

  /** Fewer rules in the way are better, and more branches and steps that nobody has walked. */
  #score({ state, now }: Node, { frame }: Place): number {
    const scope = scopeOf(localIn(state, frame), now);
    const fresh = this.#ahead.filter(({ id, step }) => {
      if (step.kind === 'decide' && !this.found.walked.has(`${id}:${step.id} -> ${chosen(step, scope)}`)) return true;
      return step.when !== null && !this.found.walked.has(`${id}:${step.id}`) && holds(step.when, scope) === true;
    });
    const against = ruleStates(state, now).filter(({ blocking, rule }) => blocking && rule.severity === 'hard');
    return fresh.length - 2 * against.length;
  }

  #accepted(node: Node, place: Place, asks: readonly Ask[]): Record<string, FactValue> | null {
    const local = localIn(node.state, place.frame);
    const values: Record<string, FactValue> = {};
    const known = (name: string) => values[name] ?? local.facts[name]?.value;
    const draw = (name: string) => {
      const all = this.#candidates.of(name, node.now, known);
      if (all.length > 0) values[name] = this.#one(all);
    };
    for (const { fact, optional } of asks) if (!optional || this.#random(3) > 0) draw(fact);
    for (let n = 0; n < 60; n++) {
      try {
        answer(node.state, place.path, values, node.now);
        return values;
      } catch (error) {
        if (!(error instanceof AnswerError)) throw error;
        if (isRefusal(error)) this.found.walked.add(refusalOf(place, error.fact));
        draw(error.fact);
        const others = asks.filter(({ fact }) => this.#candidates.partners(error.fact).has(fact));
        for (const { fact } of others) if (this.#random(2) === 0) draw(fact);
      }
    }
    return null;
  }

  #act(node: Node, { path, action, parameters, binding }: Extract<Next, { do: 'act' }>): Node {
    const step = placeOf(node.state, path)?.step;
    const bad: Outcome[] = ['failed', 'not-done', 'unknown', 'refused'];
    const detours = step?.kind === 'act' && (step.onFailure || step.onNotDone);
    const outcome = this.#random(detours ? 2 : 5) === 0 ? this.#one(bad) : 'done';
    const { deviceId, deviceName, serial } = binding;
    const id = `action-${node.state.seq}`;
    const process = { pid: 1, start: '1' };
    const device = { deviceId, deviceName, serial, bmc: '', before: null };
    const intent: ActionIntent = { id, action, parameters, path, ...device, process };
    const nothing = { after: null, detail: '', verdicts: [], failure: null, at: new Date(node.now).toISOString() };
    const result = { id, action, outcome, deviceName, serial, bmc: '', before: null, ...nothing };
    return append(
      node,
      { type: 'action.intended', data: intent },
      { type: 'action.settled', data: { id, path, outcome, result } },
    );
  }

  /** A reading that is due, or the time until something is; null where nothing ever will be. */
  #read(node: Node, what: Next): Node | null {
    const { position } = node.state;
    if (position.kind !== 'step') return null;
    const { path } = position;
    const place = placeOf(node.state, path);
    if (!place) return null;
    const mood = this.#moodAt(node, place);
    const due = what.reads.find(({ notBefore }) => notBefore <= node.now);
    const jump = this.#jump(node, place, mood.meets);
    if (jump !== null && (!mood.meets || !due)) return { ...node, now: jump };
    if (due) {
      mood.readings += 1;
      if (mood.readings > PATIENCE) return null;
      if (mood.readings % 8 === 0) mood.values = this.#satisfying(node, place);
      // Whoever lets a limit pass reads once more when it is over.
      if (!mood.meets && this.#random(2) === 0) return append(node, readingFailed(node.state, due, ...SILENT));
      return this.#reading(node, due, mood.values);
    }
    const times = [...what.reads.map(({ notBefore }) => notBefore), ...(what.wakeAt === null ? [] : [what.wakeAt])];
    if (times.length === 0) {
      if (what.do === 'watch') this.found.stuck.add(path);
      return null;
    }
    // Days pass quickly where nothing happens.
    mood.idle += 1;
    if (mood.idle > 30) return null;
    const patience = mood.idle < 3 ? 0 : 1000 * 3 ** Math.min(mood.idle - 3, 16);
    return { ...node, now: Math.max(node.now + 1, Math.min(...times), node.now + patience) };
  }

  #moodAt(node: Node, place: Place) {
    const entered = epochOf(node.state);
    if (this.#mood?.path !== place.path || this.#mood.entered !== entered) {
      const limited = 'limit' in place.step && place.step.limit;
      const meets = !limited || this.#random(3) > 0;
      this.#mood = { path: place.path, entered, meets, values: {}, idle: 0, readings: 0 };
      if (meets && 'reads' in place.step) this.#mood.values = this.#satisfying(node, place);
    }
    return this.#mood;
  }

  /** The end of the least duration, or the limit for those who let it pass. */
  #jump({ state, now }: Node, { path, step, frame }: Place, meets: boolean): number | null {
    const begun = state.steps[path];
    if ((step.kind !== 'wait' && step.kind !== 'sense') || begun?.status !== 'begun') return null;
    const { earliest, limit } = timesOf(localIn(state, frame), step, begun);
    const to = meets ? earliest : limit;
    return to !== null && to > now ? to + 1 : null;
  }

  /** Values of what the step reads for which it is done. */
  #satisfying(node: Node, { step, frame }: Place): Record<string, FactValue> {
    const reads = 'reads' in step ? (step.reads ?? []) : [];
    return this.#fulfil(localIn(node.state, frame), reads, ('until' in step && step.until) || null, node.now);
  }

  /** Values of some facts for which a condition holds, if any are found. */
  #fulfil(local: LocalState, names: readonly string[], condition: Expression | null, now: number) {
    let assumed: Record<string, FactValue> = {};
    for (let n = 0; n < 60; n++) {
      assumed = {};
      for (const name of names) this.#draw(assumed, name, now, (other) => local.facts[other]?.value);
      if (!condition || holds(condition, scopeOf(local, now, { assumed })) === true) break;
    }
    return assumed;
  }

  #draw(
    into: Record<string, FactValue>,
    name: string,
    now: number,
    known: (name: string) => FactValue | undefined,
  ): void {
    const all = this.#candidates.of(name, now, (other) => into[other] ?? known(other));
    if (all.length > 0) into[name] = this.#one(all);
  }

  #reading(node: Node, due: ProbeOrder, wanted: Record<string, FactValue>): Node {
    const { state, now } = node;
    if (this.#random(8) === 0) return append(node, readingFailed(state, due, ...SILENT));
    const drawn: Record<string, FactValue> = {};
    const facts = due.scope === undefined ? state.facts : (state.scopes[due.scope]?.facts ?? {});
    for (const name of Object.keys(due.facts)) this.#draw(drawn, name, now, (other) => facts[other]?.value);
    const fields: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(due.facts)) fields[field] = wanted[name] ?? drawn[name];
    const serial = state.bindings.find(({ deviceId }) => deviceId === due.deviceId)?.serial ?? null;
    return append(node, reading(state, due, { fields, serial }));
  }

  /** Soft rules are acknowledged, gated ones overridden; for the others readings, support's word or time may help. */
  #lifted(node: Node, what: Extract<Next, { do: 'blocked' }>): Node | null {
    const { state, now } = node;
    const events = what.verdicts.flatMap(({ rule, severity, scope }) => {
      if (severity === 'soft') return acknowledge(state, rule, scope);
      if (severity !== 'gated') return [];
      return override(state, rule, { reason: 'r', secondPerson: 'second', supportCase: '4711' }, 'tester', scope);
    });
    if (events.length > 0) return append(node, ...events);
    const idle = (this.#mood?.path === what.path ? this.#mood.idle : 0) + 1;
    this.#mood = { path: what.path, entered: -1, meets: true, values: {}, idle, readings: 0 };
    if (idle > 25) {
      const rules = what.verdicts.map(({ rule, unmet }) => `${rule} ${unmet.join(' ')}`);
      this.found.held.set(what.path, rules);
      return null;
    }
    const verdict = this.#one(what.verdicts);
    const rule = ruleStates(state, now).find(
      (one) => one.rule.id === verdict.rule && one.local.scope === (verdict.scope ?? null),
    );
    const due = what.reads.find(({ notBefore }) => notBefore <= now);
    if (!rule) return due ? this.#reading(node, due, {}) : null;
    const { local } = rule;
    const asked = groundFactsOf(rule.rule.requires, (name) => state.library.facts[name]);
    const wanted = this.#fulfil(local, asked, rule.rule.requires, now);
    if (due) return this.#reading(node, due, wanted);
    const recordable = asked.filter((name) => state.library.facts[name]?.recordable && name in wanted);
    if (recordable.length > 0 && this.#random(3) > 0) {
      const values = Object.fromEntries(recordable.map((name) => [name, wanted[name]]));
      return append(node, ...record(state, values, now, local.scope));
    }
    return { ...node, now: now + 1000 * 2 ** Math.min(idle, 20) };
  }

  #one<T>(all: readonly T[]): T {
    return all[this.#random(all.length)] as T;
  }
}

/**
 * The two sides of every interlock as data (`test/interlocks/*.yaml`): one set of facts with which it blocks, one with
 * which it lets pass. Read by the test that decides them and by the coverage report. Tests only.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { FactValue } from '../../../preload/contract.ts';
import { decode, type RunState, reduce } from '../engine.ts';
import type { Binding, RunEvent } from '../events.ts';
import { parseDuration } from '../expression/duration.ts';
import { type RuleState, ruleStates } from '../interlocks.ts';
import { libraryFor } from '../loader.ts';
import type { Library } from '../model.ts';
import { own } from '../own.ts';

const NOW = Date.parse('2026-03-01T20:00:00Z');

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const given = z.union([
  scalar,
  z.strictObject({ is: scalar, ago: z.string().optional(), sensed: z.boolean().optional() }),
]);
const facts = z.record(z.string(), given);
const byFacts = z.strictObject({
  procedure: z.string(),
  /** Scope of the device the rule is decided for. */
  of: z.string().optional(),
  try: z.strictObject({ action: z.string(), on: z.string().optional() }).optional(),
  blocked: facts,
  free: facts,
  /** Further sides, for a rule with more than one way to be met or to come back. */
  also: z.array(z.union([z.strictObject({ blocked: facts }), z.strictObject({ free: facts })])).optional(),
});
const byTest = z.strictObject({ where: z.string(), test: z.string(), blocked: z.string(), free: z.string() });
const file = z.strictObject({ cases: z.record(z.string(), z.union([byFacts, byTest])) });

export type FactsCase = z.infer<typeof byFacts>;
export type TestCase = z.infer<typeof byTest>;
export interface InterlockCase {
  id: string;
  /** The file that holds it, below the project's folder. */
  file: string;
  case: FactsCase | TestCase;
}

/** Every case of every file, in the order of files and lines. Throws on a file of another shape. */
export function interlockCases(): InterlockCase[] {
  const folder = new URL('../../../test/interlocks/', import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return names.sort().flatMap((name) => {
    const { cases } = file.parse(parse(readFileSync(new URL(name, folder), 'utf8')));
    return Object.entries(cases).map(([id, one]) => ({ id, file: `test/interlocks/${name}`, case: one }));
  });
}

export function isFactsCase(one: FactsCase | TestCase): one is FactsCase {
  return 'procedure' in one;
}

/** Every side of a case: facts, and whether the rule blocks with them. */
export function sidesOf({ blocked, free, also = [] }: FactsCase): { facts: FactsCase['free']; blocks: boolean }[] {
  const more = also.map((side) =>
    'blocked' in side ? { facts: side.blocked, blocks: true } : { facts: side.free, blocks: false },
  );
  return [{ facts: blocked, blocks: true }, { facts: free, blocks: false }, ...more];
}

/** A run of the procedure, one device for each role and two for a list, in which these facts are known and nothing else has happened. */
export function runWith(library: Library, procedure: string, given: FactsCase['free']): RunState {
  const reachable = libraryFor(library, procedure);
  const bindings = (own(reachable.procedures, procedure)?.roles ?? []).flatMap(({ role, many }): Binding[] => {
    // A device goes by the key of its scope.
    const ids = many ? [`${role}#0`, `${role}#1`] : [role];
    return ids.map((id) => ({ role, deviceId: id, deviceName: id, serial: `SN-${id}`, bmc: null, web: null }));
  });
  let state: RunState | null = null;
  let seq = 0;
  const happen = (at: number, event: RunEvent) => {
    seq++;
    state = reduce(state, { ...event, seq, at: new Date(at).toISOString(), author: 'tester' });
    return state;
  };
  const run = { runId: 'case', procedure, siteId: 'site', scale: 1, bindings, library: reachable };
  let result = happen(NOW - 30 * 86_400_000, { type: 'run.started', data: run });
  for (const { name, scope, value, at, sensed } of inTime(reachable, given)) {
    const origin = sensed ? 'sensed' : 'entered';
    const fact = { name, value, origin, serial: null, evidence: null } as const;
    result = happen(at, { type: 'fact.recorded', data: { path: null, ...scope, facts: [fact] } });
  }
  return result;
}

/** The facts by age, the oldest first; those without an age one after the other in the last seconds. */
function inTime(library: Library, given: FactsCase['free']) {
  const keys = Object.keys(given);
  return keys
    .map((key, index) => {
      const [name = '', device] = key.split(':').reverse();
      const scope = device === undefined ? {} : { scope: device };
      const raw = given[key] ?? '';
      const { is, ago, sensed = false } = typeof raw === 'object' ? raw : { is: raw };
      const seconds = ago === undefined ? (keys.length - index) / 1000 : parseDuration(ago);
      if (seconds === null || seconds === undefined) throw new Error(`${name}: '${ago}' is no duration`);
      return { name, scope, value: factValue(library, name, is), at: NOW - seconds * 1000, sensed };
    })
    .sort((a, b) => a.at - b.at);
}

/** A value as its fact holds it; times may be given from now: `+2h`, `-15min`. */
function factValue(library: Library, name: string, raw: FactValue): FactValue {
  const definition = own(library.facts, name);
  if (!definition) throw new Error(`the procedure does not know the fact '${name}'`);
  const shift = definition.type === 'time' ? /^([+-])(.+)$/.exec(String(raw)) : null;
  const seconds = shift ? parseDuration(shift[2] ?? '') : null;
  const text = seconds === null ? raw : new Date(NOW + (shift?.[1] === '-' ? -1 : 1) * seconds * 1000).toISOString();
  const value = decode(definition, text);
  if (value === null) throw new Error(`'${raw}' is no value of '${name}' (${definition.type})`);
  return value;
}

/** How a rule stands in such a run, for the device `of` if it is decided for that. Throws where the run does not know it. */
export function ruleIn(state: RunState, id: string, of?: string): RuleState {
  const all = ruleStates(state, NOW).filter(({ rule }) => rule.id === id);
  const found = all.find(({ local }) => local.scope === of) ?? all[0];
  if (!found) throw new Error(`no procedure of '${state.procedure}' lists ${id}`);
  return found;
}

/** The instant at which cases are decided, in milliseconds. */
export const CASE_NOW = NOW;

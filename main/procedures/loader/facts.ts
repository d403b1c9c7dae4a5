/** facts.yaml: the vocabulary of a product. */
import type { Expression } from '../expression/ast.ts';
import { factsOf } from '../expression/facts.ts';
import type { FactDefinition, Product } from '../model.ts';
import { own } from '../own.ts';
import { PASTES } from '../pastes.ts';
import { linePattern, PatternError } from '../pattern.ts';
import { PROBES, type ProbeShape } from '../probes.ts';
import { Compiler } from './compile.ts';
import type { FactsFile } from './schema.ts';
import type { Source } from './source.ts';

export interface FactsUnit {
  source: Source;
  product: Product;
  file: FactsFile;
}
type Surface = FactsFile['facts'][string];
/** Marks a fact as derived while the definitions are still being read. */
const PENDING: Expression = { node: 'literal', type: 'boolean', value: false };

/** All facts of all products; reports into the sources. */
export function compileFacts(units: FactsUnit[]): Map<string, FactDefinition> {
  const facts = new Map<string, FactDefinition>();
  const homes = new Map<string, string>();
  for (const { source, product, file } of units) {
    for (const [name, surface] of Object.entries(file.facts)) {
      const elsewhere = homes.get(name);
      if (elsewhere) source.reportKey(['facts', name], `'${name}' is already declared in ${elsewhere}`);
      homes.set(name, source.path);
      facts.set(name, define(name, product, surface, source));
    }
  }
  const compiler = new Compiler(facts, true);
  for (const { source, file } of units) {
    for (const [name, { derive }] of Object.entries(file.facts)) {
      const fact = facts.get(name);
      if (!fact || derive === undefined) continue;
      const type = fact.type === 'enum' ? 'text' : fact.type;
      const derived = compiler.expression(source, ['facts', name, 'derive'], derive, type);
      facts.set(name, { ...fact, derive: derived });
    }
  }
  for (const { source, file } of units) {
    for (const name of Object.keys(file.facts)) {
      const told = facts.get(name)?.sense;
      if (told) checkTold(name, told, facts, source);
      const circle = cycle(name, facts);
      if (circle) source.report(['facts', name, 'derive'], `'${name}' is derived from itself: ${circle.join(' -> ')}`);
    }
  }
  return facts;
}

function define(name: string, product: Product, surface: Surface, source: Source): FactDefinition {
  const at = (...rest: string[]) => ['facts', name, ...rest];
  const values = Object.entries(surface.values ?? {}).map(([value, label]) => ({ value, label }));
  if (surface.type === 'enum' && values.length === 0)
    source.report(at(), "missing 'values': expected those of the enum");
  if (surface.type !== 'enum' && surface.values) source.reportKey(at('values'), 'values belong to an enum only');
  if (surface.unit !== undefined && surface.type !== 'number') {
    source.reportKey(at('unit'), 'a unit belongs to a number only');
  }
  if (surface.derive !== undefined) {
    if (surface.sense) source.reportKey(at('sense'), 'a fact is sensed or derived; expected one of both');
    if (surface.paste) source.reportKey(at('paste'), 'a derived fact is not entered, so it cannot be pasted');
    if (surface.recordable) source.reportKey(at('recordable'), 'a derived fact cannot be recorded');
    if (surface.shared)
      source.reportKey(at('shared'), 'a derived fact is not recorded; expected this on the facts it is made of');
    if (surface.type === 'enum') source.report(at('type'), 'a derived fact cannot be an enum');
  }
  if (surface.recordable && surface.sense) {
    source.reportKey(at('recordable'), 'a sensed fact turns true by reading; it cannot be recorded');
  }
  if (surface.sense) checkSense(surface, surface.sense, values, source, at);
  if (surface.paste) checkPaste(surface, surface.paste, values, source, at);
  return {
    name,
    product,
    type: surface.type,
    label: surface.label,
    values,
    unit: surface.unit ?? null,
    sense: surface.sense
      ? {
          probe: surface.sense.probe,
          roles: [surface.sense.role].flat(),
          field: surface.sense.field,
          ...(surface.sense.pattern === undefined ? {} : { pattern: surface.sense.pattern }),
          ...(surface.sense.with === undefined ? {} : { with: surface.sense.with }),
        }
      : null,
    derive: surface.derive === undefined ? null : PENDING,
    recordable: surface.recordable ?? false,
    ...(surface.paste ? { paste: surface.paste } : {}),
    ...(surface.shared ? { shared: true } : {}),
  };
}

function checkSense(
  surface: Surface,
  sense: NonNullable<Surface['sense']>,
  values: { value: string }[],
  source: Source,
  at: (...rest: string[]) => string[],
): void {
  const { fields, matches } = PROBES[sense.probe];
  if (sense.pattern !== undefined && !matches) {
    source.reportKey(at('sense', 'pattern'), `${sense.probe} looks for no line; a pattern belongs to bmc.console only`);
  } else if (sense.pattern !== undefined) checkPattern(sense.pattern, source, at('sense', 'pattern'));
  else if (matches) source.report(at('sense'), "missing 'pattern': expected the regular expression of the line");
  checkField(
    surface,
    fields,
    sense,
    { word: `probe ${sense.probe}`, by: sense.probe, key: 'sense' },
    values,
    source,
    at,
  );
}

/** What a probe is told: everything it has to be, by facts that are read or entered and have the right type. */
function checkTold(
  name: string,
  { probe, with: given = {} }: NonNullable<FactDefinition['sense']>,
  facts: ReadonlyMap<string, FactDefinition>,
  source: Source,
): void {
  const at = (...rest: string[]) => ['facts', name, 'sense', ...rest];
  const takes = PROBES[probe].takes ?? {};
  const missing = Object.keys(takes).filter((one) => !takes[one]?.optional && !Object.hasOwn(given, one));
  if (missing.length > 0) source.report(at(), `${probe} expects 'with' to give ${missing.join(', ')}`);
  for (const [one, from] of Object.entries(given)) {
    const type = own(takes, one)?.type;
    const fact = facts.get(from);
    if (type === undefined) {
      const expected = Object.keys(takes).join(', ') || 'none';
      source.reportKey(at('with', one), `${probe} has no parameter '${one}'; expected ${expected}`);
    } else if (!fact) source.report(at('with', one), `unknown fact '${from}'`);
    else if (fact.type !== type) source.report(at('with', one), `'${one}' is a ${type}, '${from}' is a ${fact.type}`);
    else if (fact.derive || fact.sense) {
      source.report(at('with', one), `'${from}' is not entered; expected a fact that a person enters`);
    }
  }
}

function checkPaste(
  surface: Surface,
  paste: NonNullable<Surface['paste']>,
  values: { value: string }[],
  source: Source,
  at: (...rest: string[]) => string[],
): void {
  const who = { word: `page ${paste.from}`, by: paste.from, key: 'paste' };
  checkField(surface, PASTES[paste.from], paste, who, values, source, at);
}

/** That what delivers a fact has the field, in the fact's type and with no value the fact does not know. */
function checkField(
  surface: Surface,
  fields: ProbeShape['fields'],
  { field: name }: { field: string },
  { word, by, key }: { word: string; by: string; key: string },
  values: { value: string }[],
  source: Source,
  at: (...rest: string[]) => string[],
): void {
  const field = own(fields, name);
  if (!field) {
    const expected = Object.keys(fields).join(', ');
    source.report(at(key, 'field'), `${word} has no field '${name}'; expected ${expected}`);
    return;
  }
  if (field.type !== surface.type) {
    source.report(at('type'), `${by} delivers '${name}' as ${field.type}; expected that type`);
  }
  for (const value of field.values) {
    if (surface.type === 'enum' && !values.some((known) => known.value === value)) {
      source.report(at('values'), `missing '${value}', which ${by} can deliver`);
    }
  }
}

function checkPattern(pattern: string, source: Source, path: string[]): void {
  try {
    linePattern(pattern);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    source.reportInside(path, error.offset, error.message);
  }
}

/** The way from a derived fact back to itself, or null. */
function cycle(start: string, facts: Map<string, FactDefinition>): string[] | null {
  const visited = new Set<string>();
  const walk = (name: string, way: string[]): string[] | null => {
    const derive = facts.get(name)?.derive;
    if (!derive) return null;
    for (const inner of factsOf(derive)) {
      if (inner === start) return [...way, inner];
      if (visited.has(inner)) continue;
      visited.add(inner);
      const found = walk(inner, [...way, inner]);
      if (found) return found;
    }
    return null;
  };
  return walk(start, [start]);
}

/** The part of a library that one run can reach. */
import type { Expression } from '../expression/ast.ts';
import { factsOf } from '../expression/facts.ts';
import type { FactDefinition, Interlock, Library, Procedure, Step } from '../model.ts';
import { own } from '../own.ts';

/**
 * The procedure, its sub-procedures, their interlocks, the facts they name (and what these are derived from) and the
 * product's recordable facts. Throws RangeError when there is no such procedure.
 */
export function libraryFor(library: Library, procedureId: string): Library {
  const procedures = new Map<string, Procedure>();
  const visit = (id: string) => {
    const procedure = own(library.procedures, id);
    if (!procedure) throw new RangeError(`no procedure '${id}'`);
    if (procedures.has(id)) return;
    procedures.set(id, procedure);
    for (const step of procedure.steps) if (step.kind === 'procedure') visit(step.procedure);
  };
  visit(procedureId);

  const interlocks = new Map<string, Interlock>();
  for (const id of [...procedures.values()].flatMap((procedure) => procedure.interlocks)) {
    const rule = own(library.interlocks, id);
    if (rule) interlocks.set(id, rule);
  }

  const facts = new Map<string, FactDefinition>();
  const add = (name: string) => {
    const fact = own(library.facts, name);
    if (fact) facts.set(name, fact);
  };
  const part = { procedures: Object.fromEntries(procedures), interlocks: Object.fromEntries(interlocks) };
  for (const name of namedFacts({ ...part, facts: library.facts })) add(name);
  const product = own(library.procedures, procedureId)?.product;
  for (const fact of Object.values(library.facts)) if (fact.recordable && fact.product === product) add(fact.name);

  return { ...part, facts: Object.fromEntries(facts) };
}

/** Every fact that a step or a rule of the library names, and what these are derived from. */
export function namedFacts({ procedures, interlocks, facts }: Library): Set<string> {
  const names = new Set<string>();
  const add = (name: string) => {
    const fact = own(facts, name);
    if (!fact || names.has(name)) return;
    names.add(name);
    if (fact.derive) for (const inner of factsOf(fact.derive)) add(inner);
    for (const inner of Object.values(fact.sense?.with ?? {})) add(inner);
  };
  for (const procedure of Object.values(procedures))
    for (const step of procedure.steps) for (const name of named(step)) add(name);
  for (const rule of Object.values(interlocks))
    for (const name of [...factsOf(rule.when), ...factsOf(rule.requires)]) add(name);
  return names;
}

/** Every fact a step names. */
function named(step: Step): string[] {
  const names = [...step.begins, ...step.marks];
  for (const expression of conditionsOf(step)) names.push(...factsOf(expression));
  if ('asks' in step) names.push(...step.asks.map((ask) => ask.fact));
  if ('reads' in step) names.push(...(step.reads ?? []));
  if (step.kind === 'act') names.push(...Object.values(step.with ?? {}), ...(step.sends ?? []));
  if ('reference' in step && step.reference) names.push(step.reference);
  return names;
}

/** Every condition a step carries. */
export function conditionsOf(step: Step): Expression[] {
  const conditions: (Expression | null)[] = [step.when];
  if ('until' in step) conditions.push(step.until ?? null);
  if ('asks' in step) conditions.push(...step.asks.map((ask) => ask.accept));
  if (step.kind === 'decide') conditions.push(...step.cases.map((item) => item.when));
  return conditions.filter((condition) => condition !== null);
}

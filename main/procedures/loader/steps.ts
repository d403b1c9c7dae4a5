/** One step: surface to model, with the checks that need no other file than the vocabulary. */
import { STEP_ACTIONS, waysOf } from '../actions.ts';
import type { Ask, FactDefinition, FactType, Need, Step, Timed } from '../model.ts';
import { PROBES } from '../probes.ts';
import { type Compiler, reference, seconds } from './compile.ts';
import type { ProcedureFile, SurfaceAsk, SurfaceStep } from './schema.ts';
import type { Source, YamlPath } from './source.ts';

/** How often a step reads when it does not say. */
const EVERY = 10;

export interface StepContext {
  source: Source;
  compiler: Compiler;
  roles: ProcedureFile['roles'];
  path: YamlPath;
}

type Waiting = Extract<SurfaceStep, { kind: 'sense' | 'wait' }>;
type Acting = Extract<SurfaceStep, { kind: 'act' }>;
type Calling = Extract<SurfaceStep, { kind: 'procedure' }>;

export function compileStep(surface: SurfaceStep, context: StepContext): Step {
  const { source, compiler, path } = context;
  const at = (...rest: (string | number)[]) => [...path, ...rest];
  if (surface.on !== undefined && !Object.hasOwn(context.roles, surface.on)) {
    source.report(at('on'), `unknown role '${surface.on}'; expected ${Object.keys(context.roles).join(', ')}`);
  }
  if (surface.on !== undefined && context.roles[surface.on]?.many) {
    const message = `'${surface.on}' is a list; expected a call with 'each', or no device in particular`;
    source.report(at('on'), message);
  }
  if (surface.id === 'end' || surface.id === 'stop') {
    source.report(at('id'), `'${surface.id}' is the name of a target and cannot be a step`);
  }
  const common = {
    id: surface.id,
    title: surface.title,
    text: surface.text ?? null,
    where: surface.where ?? null,
    on: surface.on ?? null,
    when: compiler.optional(source, at('when'), surface.when),
    cautions: surface.cautions ?? [],
    sources: surface.sources.map(reference),
    begins: markable(surface.begins, at('begins'), context),
    marks: markable(surface.marks, at('marks'), context),
  };
  switch (surface.kind) {
    case 'guide':
      return {
        ...common,
        kind: 'guide',
        manual: surface.manual ?? null,
        asks: asks(surface.asks, at('asks'), context),
      };
    case 'input':
      return { ...common, kind: 'input', asks: asks(surface.asks, at('asks'), context) };
    case 'sense': {
      const reads = sensable(surface.reads, at('reads'), context);
      if (reads.length === 0 && (surface.asks ?? []).length === 0) {
        source.report(path, "a sense step expects 'reads', or 'asks' for what no probe delivers");
      }
      const until = compiler.optional(source, at('until'), surface.until);
      const every = seconds(surface.every) ?? EVERY;
      const clock = timed(surface, context);
      return { ...common, kind: 'sense', reads, until, every, ...clock, asks: asks(surface.asks, at('asks'), context) };
    }
    case 'act': {
      const ways = waysOf(surface.action);
      const role = context.roles[surface.on];
      if (role && !ways.some((way) => endpointsOf(role).includes(way))) {
        const expected = `expected ${ways.map((way) => `'${way}'`).join(' or ')} in the needs of role '${surface.on}'`;
        source.report(at('on'), `${surface.action} goes to the device itself; ${expected}`);
      }
      if ((surface.reads === undefined) !== (surface.until === undefined)) {
        source.report(path, "an act step expects 'reads' and 'until' together");
      }
      return {
        ...common,
        kind: 'act',
        on: surface.on,
        action: surface.action,
        with: parameters(surface, context),
        reads: sensable(surface.reads, at('reads'), context),
        until: compiler.optional(source, at('until'), surface.until),
        sends: markable(surface.sends, at('sends'), context),
        onFailure: surface.onFailure ?? null,
        onNotDone: surface.onNotDone ?? null,
        onUnproven: surface.onUnproven ?? null,
      };
    }
    case 'wait': {
      if (surface.until === undefined && surface.atLeast === undefined) {
        source.report(path, "a wait step expects 'until' or 'atLeast'");
      }
      return {
        ...common,
        kind: 'wait',
        reads: sensable(surface.reads, at('reads'), context),
        until: compiler.optional(source, at('until'), surface.until),
        atLeast: seconds(surface.atLeast),
        every: seconds(surface.every) ?? EVERY,
        ...timed(surface, context),
      };
    }
    case 'decide':
      return {
        ...common,
        kind: 'decide',
        cases: (surface.cases ?? []).map((item, index) => ({
          when: compiler.expression(source, at('cases', index, 'when'), item.when),
          goto: item.goto,
        })),
        otherwise: surface.otherwise,
      };
    case 'procedure':
      return { ...common, kind: 'procedure', procedure: surface.procedure, ...devices(surface, context) };
  }
}

/** For which of our devices a procedure is called; nothing for a call that is about no device in particular. */
function devices({ as, each, on }: Calling, { source, roles, path }: StepContext): { as?: string; each?: string } {
  if (each !== undefined && on !== undefined) source.reportKey([...path, 'on'], "expected 'on' or 'each', not both");
  if (each !== undefined && !(Object.hasOwn(roles, each) && roles[each]?.many)) {
    source.report([...path, 'each'], `'${each}' is no list; expected a role of this procedure with 'many: true'`);
  }
  if (each !== undefined && as === undefined)
    source.report(path, "missing 'as': expected the role that each device plays");
  if (as !== undefined && each === undefined && on === undefined) {
    source.reportKey([...path, 'as'], "expected 'on' or 'each': the device that plays it");
  }
  return { ...(as === undefined ? {} : { as }), ...(each === undefined ? {} : { each }) };
}

/** The endpoints a procedure may count on, or try. */
function endpointsOf({ needs, may = [] }: ProcedureFile['roles'][string]): Need[] {
  return [...needs, ...may];
}

/** Every parameter of the action, each from a fact of its type, and no other: what is ordered must be complete. */
function parameters(surface: Acting, { source, compiler, path }: StepContext): Record<string, string> {
  const wanted: Readonly<Record<string, FactType>> = STEP_ACTIONS[surface.action];
  const given = surface.with ?? {};
  const missing = Object.keys(wanted).filter((name) => !Object.hasOwn(given, name));
  if (missing.length > 0) source.report(path, `${surface.action} expects 'with' to give ${missing.join(', ')}`);
  for (const [name, factName] of Object.entries(given)) {
    const type = Object.hasOwn(wanted, name) ? wanted[name] : undefined;
    if (type === undefined) {
      const expected = Object.keys(wanted).join(', ') || 'none';
      source.reportKey([...path, 'with', name], `${surface.action} has no parameter '${name}'; expected ${expected}`);
      continue;
    }
    const fact = compiler.fact(source, [...path, 'with', name], factName);
    if (fact && fact.type !== type) {
      source.report([...path, 'with', name], `'${name}' is a ${type}, '${factName}' is a ${fact.type}`);
    } else if (fact?.derive) {
      source.report([...path, 'with', name], `'${factName}' is derived; expected a fact that is read or entered`);
    }
  }
  return given;
}

/** Facts a step sets by itself: boolean or time, and nobody else's. */
function markable(names: string[] | undefined, path: YamlPath, { source, compiler }: StepContext): string[] {
  for (const [index, name] of (names ?? []).entries()) {
    const fact = compiler.fact(source, [...path, index], name);
    if (!fact) continue;
    if (fact.type !== 'boolean' && fact.type !== 'time') {
      source.report([...path, index], `a step can set a boolean or a time, '${name}' is a ${fact.type}`);
    } else if (fact.sense || fact.derive) {
      source.report([...path, index], `'${name}' is ${fact.sense ? 'sensed' : 'derived'}; a step cannot set it`);
    }
  }
  return names ?? [];
}

/** The clock of a step that waits. */
function timed({ reference, normal, limit }: Waiting, { source, compiler, path }: StepContext): Timed {
  if (reference !== undefined && compiler.fact(source, [...path, 'reference'], reference)?.derive) {
    source.report([...path, 'reference'], `'${reference}' is derived and has no time of its own`);
  }
  return {
    reference: reference ?? null,
    bands: bands(normal ?? [], [...path, 'normal'], source),
    limit: limit ? { after: seconds(limit.after) ?? 0, goto: limit.goto } : null,
  };
}

/** Facts the tool can read with the roles this procedure declares. */
function sensable(names: string[] | undefined, path: YamlPath, context: StepContext): string[] {
  const { source, compiler, roles } = context;
  for (const [index, name] of (names ?? []).entries()) {
    const fact = compiler.fact(source, [...path, index], name);
    if (!fact) continue;
    const problem = unreadable(fact, roles);
    if (problem) source.report([...path, index], problem);
  }
  return names ?? [];
}

function unreadable(fact: FactDefinition, roles: ProcedureFile['roles']): string | null {
  if (!fact.sense) return `the tool cannot read '${fact.name}'; expected a fact with 'sense' (ask for the others)`;
  const role = fact.sense.roles.find((name) => Object.hasOwn(roles, name));
  if (role === undefined) {
    return `'${fact.name}' is read from role ${fact.sense.roles.join(' or ')}, which this procedure does not declare`;
  }
  const { needs } = PROBES[fact.sense.probe];
  const declared = roles[role];
  if (declared?.many)
    return `'${fact.name}' is read from one device, '${role}' is a list; expected it in a call with 'each'`;
  if (needs === null || (declared && endpointsOf(declared).includes(needs))) return null;
  return `${fact.sense.probe} needs '${needs}'; expected it in the needs of role '${role}'`;
}

function asks(surface: SurfaceAsk[] | undefined, path: YamlPath, { source, compiler }: StepContext): Ask[] {
  const seen = new Set<string>();
  return (surface ?? []).map((ask, index) => {
    const at = (key: string) => [...path, index, key];
    const fact = compiler.fact(source, at('fact'), ask.fact);
    if (fact?.derive) source.report(at('fact'), `'${ask.fact}' is derived and cannot be asked for`);
    if (fact?.sense) source.report(at('fact'), `'${ask.fact}' turns true by reading; expected it in 'reads'`);
    if (seen.has(ask.fact)) source.report(at('fact'), `'${ask.fact}' is asked for twice`);
    seen.add(ask.fact);
    if (ask.accept !== undefined && ask.mismatch === undefined) {
      source.report([...path, index], "missing 'mismatch': expected why an answer is refused");
    }
    if (ask.accept === undefined && ask.mismatch !== undefined) {
      source.reportKey(at('mismatch'), "'mismatch' without 'accept' is never shown");
    }
    return {
      fact: ask.fact,
      label: ask.label ?? fact?.label ?? { en: ask.fact, de: ask.fact },
      optional: ask.optional ?? false,
      accept: compiler.optional(source, at('accept'), ask.accept),
      mismatch: ask.mismatch ?? null,
    };
  });
}

type SurfaceBand = NonNullable<Waiting['normal']>[number];

function bands(surface: SurfaceBand[], path: YamlPath, source: Source) {
  let last = 0;
  return surface.map((band, index) => {
    const until = seconds(band.until);
    if (until === null && index !== surface.length - 1) {
      source.report([...path, index], "missing 'until': expected it on every band but the last");
    }
    if (until !== null && until <= last)
      source.report([...path, index, 'until'], 'expected a later end than the band before');
    last = until ?? last;
    return { until, level: band.level, text: band.text };
  });
}

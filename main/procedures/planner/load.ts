/** resources/versions/<product>.yaml to rules: shape by schema, expressions by the type checker. */
import { parse } from 'yaml';
import { z } from 'zod';
import type { Expression } from '../expression/ast.ts';
import { compile } from '../expression/check.ts';
import { ExpressionError } from '../expression/lexer.ts';
import type { Vocabulary } from '../expression/vocabulary.ts';
import { PRODUCTS } from '../model.ts';
import { linePattern } from '../pattern.ts';
import type { Effect, PlannerFact, VersionRule, VersionRules } from './model.ts';
import { plannerVocabulary } from './vocabulary.ts';

const text = z.strictObject({ en: z.string().regex(/\S/), de: z.string().regex(/\S/) });
const source = z.strictObject({ document: z.string(), section: z.string().optional(), lines: z.string().optional() });
const common = { text, source, when: z.string().optional() };
const level = z.enum(['info', 'warning']);
const rule = z.discriminatedUnion('do', [
  z.strictObject({ ...common, do: z.literal('name') }),
  z.strictObject({ ...common, do: z.literal('allow'), hops: z.array(z.string()).min(1) }),
  z.strictObject({ ...common, do: z.literal('refuse') }),
  z.strictObject({ ...common, do: z.literal('unresolved') }),
  z.strictObject({ ...common, do: z.literal('keep'), only: z.string() }),
  z.strictObject({ ...common, do: z.literal('ask'), fact: z.string() }),
  z.strictObject({ ...common, do: z.literal('note'), level }),
  z.strictObject({ ...common, do: z.literal('task'), at: z.enum(['before', 'after']), procedure: z.string() }),
  z.strictObject({ ...common, do: z.literal('verify') }),
  z.strictObject({ ...common, do: z.literal('sequence'), components: z.array(z.string()) }),
  z.strictObject({
    ...common,
    ...{ do: z.literal('require'), component: z.string(), hop: z.string().optional() },
    ...{ needs: z.string(), atLeast: z.string() },
  }),
  z.strictObject({ ...common, do: z.literal('stops'), component: z.string(), confirmedBy: z.string() }),
  z.strictObject({ ...common, do: z.literal('wait'), component: z.string(), hours: z.number(), until: text }),
  z.strictObject({
    ...common,
    ...{ do: z.literal('adjacent'), first: z.string(), second: z.string(), between: z.string() },
  }),
  z.strictObject({ ...common, do: z.literal('select'), attribute: z.string(), fact: z.string() }),
  z.strictObject({ ...common, do: z.literal('devices'), groups: z.array(z.string()), procedure: z.string() }),
  z.strictObject({
    ...common,
    ...{ do: z.literal('support'), of: z.string(), months: z.number(), afterSuccessorMonths: z.number() },
    successor: z.enum(['same', 'any']),
  }),
  z.strictObject({ ...common, do: z.literal('catalogue'), days: z.number(), blocks: z.boolean().optional() }),
  z.strictObject({ ...common, do: z.literal('message'), pattern: z.string() }),
  z.strictObject({ ...common, do: z.literal('scope') }),
]);
const rules = z.record(z.string().regex(/^E-[A-Z]+-\d{3}$/), rule);
const generalFile = z.strictObject({ rules });
const productFile = z.strictObject({
  product: z.enum(PRODUCTS),
  main: z.string(),
  components: z.record(z.string(), text),
  facts: z.record(
    z.string(),
    z.strictObject({
      type: z.enum(['boolean', 'number', 'text', 'version', 'enum']),
      values: z.array(z.string()).optional(),
      label: text,
    }),
  ),
  scope: z.string(),
  roundTrips: z.strictObject({ each: z.enum(['plan', 'step']), text, source }),
  rules,
});
type SurfaceRule = z.infer<typeof rule>;

/**
 * The rules of one product together with those of all products, from the texts of both files. Throws RangeError that names
 * the rule and the fault; what ships is checked by a test.
 */
export function loadVersionRules(product: string, general: string): VersionRules {
  const file = productFile.parse(parse(product));
  const shared = generalFile.parse(parse(general));
  const facts: PlannerFact[] = Object.entries(file.facts).map(([name, { type, values = [], label }]) => {
    return { name, type, values: values.map((value) => ({ value })), label };
  });
  const vocabulary = plannerVocabulary(Object.keys(file.components), facts);
  const all = Object.entries({ ...file.rules, ...shared.rules });
  return {
    product: file.product,
    main: file.main,
    components: file.components,
    facts,
    scope: expression('scope', file.scope, vocabulary),
    roundTrips: { ...file.roundTrips, source: reference(file.roundTrips.source) },
    rules: all.map(([id, surface]) => compileRule(id, surface, file, vocabulary)),
  };
}

function compileRule(
  id: string,
  surface: SurfaceRule,
  file: z.infer<typeof productFile>,
  vocabulary: Vocabulary,
): VersionRule {
  return {
    rule: id,
    source: reference(surface.source),
    text: surface.text,
    when: surface.when === undefined ? null : expression(id, surface.when, vocabulary),
    effect: effectOf(id, surface, file, vocabulary),
  };
}

function effectOf(id: string, surface: SurfaceRule, file: z.infer<typeof productFile>, words: Vocabulary): Effect {
  const component = (name: string) => {
    if (!Object.hasOwn(file.components, name)) throw new RangeError(`${id}: there is no component '${name}'`);
    return name;
  };
  const fact = (name: string) => {
    if (!Object.hasOwn(file.facts, name)) throw new RangeError(`${id}: there is no fact '${name}'`);
    return name;
  };
  switch (surface.do) {
    case 'allow':
      return { do: 'allow', component: file.main, hops: surface.hops.map((hop) => expression(id, hop, words)) };
    case 'keep':
      return { do: 'keep', component: file.main, only: expression(id, surface.only, words) };
    case 'ask':
      return { do: 'ask', fact: fact(surface.fact) };
    case 'sequence':
      return { do: 'sequence', components: surface.components.map(component) };
    case 'require': {
      const { hop, needs, atLeast } = surface;
      const when = hop === undefined ? null : expression(id, hop, words);
      return { do: 'require', component: component(surface.component), hop: when, needs: component(needs), atLeast };
    }
    case 'stops':
      return { do: 'stops', component: component(surface.component), confirmedBy: fact(surface.confirmedBy) };
    case 'wait':
      return { do: 'wait', component: component(surface.component), hours: surface.hours, until: surface.until };
    case 'adjacent': {
      const { first, second, between } = surface;
      return { do: 'adjacent', first: component(first), second: component(second), between };
    }
    case 'select':
      return { do: 'select', attribute: surface.attribute, fact: fact(surface.fact) };
    case 'support': {
      const { months, afterSuccessorMonths, successor } = surface;
      return { do: 'support', months, afterSuccessorMonths, successor, of: expression(id, surface.of, words) };
    }
    case 'catalogue':
      return { do: 'catalogue', days: surface.days, blocks: surface.blocks ?? false };
    case 'message':
      linePattern(surface.pattern);
      return { do: 'message', pattern: surface.pattern };
    case 'task':
      return { do: 'task', at: surface.at, procedure: surface.procedure };
    case 'devices':
      return { do: 'devices', groups: surface.groups, procedure: surface.procedure };
    case 'note':
      return { do: 'note', level: surface.level };
    default:
      return { do: surface.do };
  }
}

function expression(id: string, source: string, vocabulary: Vocabulary): Expression {
  try {
    return compile(source, vocabulary);
  } catch (error) {
    if (error instanceof ExpressionError) throw new RangeError(`${id}: ${error.message} in '${source}'`);
    throw error;
  }
}

function reference({ document, section, lines }: z.infer<typeof source>) {
  return { document, ...(section === undefined ? {} : { section }), ...(lines === undefined ? {} : { lines }) };
}

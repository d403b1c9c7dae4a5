/**
 * The surface syntax of the three kinds of file, as zod schemas: shape only. What a name refers to and what an expression
 * means is checked afterwards, with the whole library at hand.
 */
import { z } from 'zod';
import { ACTION_NAMES, ALL_POWER, STEP_ACTION_NAMES } from '../actions.ts';
import { parseDuration } from '../expression/duration.ts';
import { MANUAL_ACTIONS } from '../manual-actions.ts';
import { PRODUCTS } from '../model.ts';
import { PASTE_NAMES } from '../pastes.ts';
import { PROBE_NAMES } from '../probes.ts';

const sentence = z.string().regex(/\S/, 'expected a text, this is empty');
const text = z.strictObject({ en: sentence, de: sentence });
const expression = z.string().regex(/\S/, 'expected an expression, this is empty');
const duration = z
  .string()
  .refine((value) => parseDuration(value) !== null, 'expected a duration such as 30s, 20min, 2h or 14d');
const factName = z.string().regex(/^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)*$/, 'expected a fact name such as ha.status');
const slug = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens');
const role = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'expected a role such as master');
const target = z.union([slug, z.enum(['end', 'stop'])]);
const source = z.strictObject({
  document: z.string().regex(/^(\d{3}|tool)$/, "expected a seed document such as '000', or tool"),
  section: sentence.optional(),
  lines: sentence.optional(),
});

const label = { label: text };
export const factsSchema = z.strictObject({
  facts: z.record(
    factName,
    z.strictObject({
      ...label,
      type: z.enum(['boolean', 'number', 'text', 'version', 'enum', 'time', 'sha256']),
      values: z.record(sentence, text).optional(),
      unit: sentence.optional(),
      sense: z
        .strictObject({
          probe: z.enum(PROBE_NAMES),
          role: z.union([role, z.array(role).min(1)], 'expected a role or a list of roles'),
          field: z.string(),
          pattern: z.string().optional(),
          with: z.record(z.string(), factName).optional(),
        })
        .optional(),
      paste: z.strictObject({ from: z.enum(PASTE_NAMES), field: z.string() }).optional(),
      derive: expression.optional(),
      recordable: z.boolean().optional(),
      shared: z.boolean().optional(),
    }),
  ),
});

const blocked = z.enum([...ACTION_NAMES, ...MANUAL_ACTIONS, ALL_POWER]);
export const interlocksSchema = z.strictObject({
  interlocks: z.record(
    z.string().regex(/^I-[A-Z]+-\d{3}$/, 'expected a rule id such as I-SPS-010'),
    z.strictObject({
      severity: z.enum(['hard', 'gated', 'soft', 'timer']),
      title: text,
      reason: text,
      lift: text,
      source,
      when: expression,
      requires: expression,
      blocks: z
        .array(
          z.strictObject({
            actions: z.array(blocked).min(1),
            roles: z.union([z.literal('any'), z.array(role).min(1)], 'expected any or a list of roles'),
          }),
        )
        .optional(),
      outlivesRun: z.boolean().optional(),
    }),
  ),
});

const ask = z.strictObject({
  fact: factName,
  label: text.optional(),
  optional: z.boolean().optional(),
  accept: expression.optional(),
  mismatch: text.optional(),
});
const common = {
  id: slug,
  title: text,
  text: text.optional(),
  where: text.optional(),
  on: role.optional(),
  when: expression.optional(),
  cautions: z.array(text).optional(),
  sources: z.array(source).min(1),
  begins: z.array(factName).optional(),
  marks: z.array(factName).optional(),
};
const polling = {
  reads: z.array(factName).optional(),
  until: expression.optional(),
  every: duration.optional(),
  reference: factName.optional(),
  normal: z
    .array(z.strictObject({ until: duration.optional(), level: z.enum(['green', 'amber', 'red']), text }))
    .optional(),
  limit: z.strictObject({ after: duration, goto: target }).optional(),
};
const steps = [
  z.strictObject({
    ...common,
    kind: z.literal('guide'),
    manual: z.enum(MANUAL_ACTIONS).optional(),
    asks: z.array(ask).optional(),
  }),
  z.strictObject({ ...common, kind: z.literal('input'), asks: z.array(ask).min(1) }),
  z.strictObject({ ...common, ...polling, kind: z.literal('sense'), asks: z.array(ask).optional() }),
  z.strictObject({
    ...common,
    kind: z.literal('act'),
    on: role,
    action: z.enum(STEP_ACTION_NAMES),
    with: z.record(z.string(), factName).optional(),
    reads: z.array(factName).optional(),
    until: expression.optional(),
    sends: z.array(factName).optional(),
    onFailure: target.optional(),
    onNotDone: target.optional(),
    onUnproven: target.optional(),
  }),
  z.strictObject({
    ...common,
    ...polling,
    kind: z.literal('wait'),
    atLeast: duration.optional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('decide'),
    cases: z
      .array(z.strictObject({ when: expression, goto: target }))
      .min(1)
      .optional(),
    otherwise: target,
  }),
  z.strictObject({
    ...common,
    kind: z.literal('procedure'),
    procedure: slug,
    as: role.optional(),
    each: role.optional(),
  }),
] as const;

const need = z.enum(['bmc', 'web', 'idrac', 'ssh']);
export const procedureSchema = z.strictObject({
  id: slug,
  version: z.number().int().min(1),
  product: z.enum(PRODUCTS),
  title: text,
  objective: text,
  endState: text,
  wayOut: z.strictObject({ text, safeState: text }),
  sources: z.array(source).min(1),
  resolves: z.array(z.strictObject({ id: z.string().regex(/^G-\d{3}$/, 'expected G-nnn'), how: text })).optional(),
  roles: z.record(
    role,
    z.strictObject({
      ...label,
      needs: z.array(need),
      may: z.array(need).optional(),
      many: z.boolean().optional(),
      optional: z.boolean().optional(),
    }),
  ),
  interlocks: z.array(z.string()).optional(),
  steps: z.array(z.discriminatedUnion('kind', steps)).min(1),
});

export type FactsFile = z.infer<typeof factsSchema>;
export type InterlocksFile = z.infer<typeof interlocksSchema>;
export type ProcedureFile = z.infer<typeof procedureSchema>;
export type SurfaceStep = ProcedureFile['steps'][number];
export type SurfaceAsk = z.infer<typeof ask>;
export type SurfaceSource = z.infer<typeof source>;

/** JSON Schemas for editors, by file name pattern. Durations and references are beyond what they can check. */
export function jsonSchemas(): Record<'facts' | 'interlocks' | 'procedure', unknown> {
  return {
    facts: z.toJSONSchema(factsSchema),
    interlocks: z.toJSONSchema(interlocksSchema),
    procedure: z.toJSONSchema(procedureSchema),
  };
}

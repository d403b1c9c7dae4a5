/** A list of releases as a person writes or carries it: YAML or JSON. */
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import type { Catalogue } from './model.ts';
import { PlanError } from './plan.ts';

const LONGEST = 1 << 20;
const day = z.string().regex(/^\d{4}-\d\d-\d\d/, 'expected a date such as 2026-11-21');
const version = z.union([z.string(), z.number().transform(String)]);
const shape = z.strictObject({
  date: day,
  releases: z
    .array(
      z.strictObject({
        component: z.string(),
        version,
        published: day.optional(),
        requires: z.record(z.string(), version).optional(),
        attributes: z.record(z.string(), version).optional(),
      }),
    )
    .max(10_000),
});

/** Throws PlanError that says where the list is not one. */
export function readCatalogue(text: string): Catalogue {
  if (text.length > LONGEST) throw new PlanError('the list of releases is larger than 1 MB');
  const found = shape.safeParse(parsed(text));
  if (found.success) return found.data as Catalogue;
  const [issue] = found.error.issues;
  throw new PlanError(`the list of releases: ${issue?.path.join('.') || 'file'}: ${issue?.message ?? 'not readable'}`);
}

function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0, logLevel: 'silent' });
  } catch (error) {
    if (!(error instanceof YAMLParseError) && !(error instanceof ReferenceError)) throw error;
    throw new PlanError(`the list of releases: ${error.message.split('\n')[0]}`);
  }
}

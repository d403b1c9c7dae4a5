/** A list of releases as a person writes or carries it: YAML or JSON. */
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { PlanError } from './error.ts';
import type { Catalogue } from './model.ts';

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
  if (text.length > LONGEST) {
    throw new PlanError('list-size', 'The list of releases is larger than 1 MB.', 'Leave out what is not needed.');
  }
  const found = shape.safeParse(parsed(text));
  if (found.success) return found.data as Catalogue;
  const [issue] = found.error.issues;
  throw unreadable(issue?.path.join('.') || 'file', issue?.message ?? 'not readable');
}

function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0, logLevel: 'silent' });
  } catch (error) {
    if (!(error instanceof YAMLParseError) && !(error instanceof ReferenceError)) throw error;
    throw unreadable('file', String(error.message.split('\n')[0]));
  }
}

const unreadable = (where: string, why: string): PlanError =>
  new PlanError(
    'list-format',
    `The list of releases cannot be read at ${where}: ${why}`,
    'Correct the file (docs/planner.md shows its form) and read it again.',
    { where },
  );

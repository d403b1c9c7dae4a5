/** Runs a schema over a document and words its complaints for the author of the file. */
import type { z } from 'zod';
import type { Source, YamlPath } from './source.ts';

/** The typed data, or null after everything that is wrong has been reported. */
export function shaped<T extends z.ZodType>(source: Source, schema: T): z.infer<T> | null {
  if (source.errors.length > 0) return null;
  const result = schema.safeParse(source.data);
  if (result.success) return result.data;
  for (const issue of result.error.issues) report(source, schema, issue);
  return null;
}

type Issue = z.core.$ZodIssue;

function report(source: Source, schema: z.ZodType, issue: Issue): void {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const name = String(path.at(-1) ?? 'document');
  if (issue.code === 'unrecognized_keys') {
    const keys = keysAt(schema, source.data, path);
    const expected = keys.length > 0 ? `; expected ${keys.join(', ')}` : '';
    for (const key of issue.keys) {
      // `{ en: Yes, always }` reads as a key `always` without a value.
      const hint = valueAt(source.data, [...path, key]) === null ? ' (a text with a comma needs quotes)' : '';
      source.reportKey([...path, key], `unknown key '${key}'${expected}${hint}`);
    }
    return;
  }
  if (issue.code === 'invalid_key') {
    source.reportKey(path, issue.issues[0]?.message ?? issue.message);
    return;
  }
  const value = valueAt(source.data, path);
  if (value === undefined) {
    source.report(path, `missing '${name}': expected ${expectation(issue)}`);
    return;
  }
  if (issue.code === 'too_small' && issue.origin === 'array') {
    source.report(path, `expected at least ${issue.minimum} entry in '${name}'`);
  } else if (issue.code === 'custom' || issue.code === 'invalid_format' || issue.code === 'too_small') {
    source.report(path, issue.message);
  } else {
    source.report(path, `expected ${expectation(issue)}, got ${spoken(value)}`);
  }
}

const TYPES: Record<string, string> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  string: 'a text (in quotes if it looks like a number)',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

function expectation(issue: Issue): string {
  if (issue.code === 'invalid_type') return TYPES[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return issue.values.map(String).join(', ');
  if (issue.code === 'invalid_union') {
    const options = (issue as { options?: unknown[] }).options;
    if (options) return options.map(String).join(', ');
    return issue.message.startsWith('expected ') ? issue.message.slice('expected '.length) : 'another value';
  }
  return issue.message;
}

function spoken(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return `'${String(value).slice(0, 60)}'`;
}

function valueAt(data: unknown, path: YamlPath): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

/** The keys an object at `path` may have, found by walking schema and data together. */
function keysAt(schema: z.ZodType, data: unknown, path: YamlPath): string[] {
  let at = schema as unknown as Walkable;
  let value = data;
  for (const key of [...path, null]) {
    for (;;) {
      const { def } = at;
      if (def.innerType) at = def.innerType;
      else if (def.type === 'union' && def.options) {
        const kind = (value as Record<string, unknown> | null)?.[def.discriminator ?? 'kind'];
        const chosen = def.options.find(
          (option) => option.def.shape?.[def.discriminator ?? 'kind']?.def.values?.[0] === kind,
        );
        if (!chosen) return [];
        at = chosen;
      } else break;
    }
    if (key === null) return Object.keys(at.def.shape ?? {});
    const next = at.def.shape?.[key] ?? at.def.element ?? at.def.valueType;
    if (!next) return [];
    at = next;
    value = (value as Record<string | number, unknown> | null)?.[key];
  }
  return [];
}
interface Walkable {
  def: {
    type: string;
    shape?: Record<string | number, Walkable>;
    element?: Walkable;
    valueType?: Walkable;
    innerType?: Walkable;
    options?: Walkable[];
    discriminator?: string;
    values?: unknown[];
  };
}

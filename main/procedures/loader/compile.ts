/** What the three compilers share: expressions with exact columns, durations, sources. */
import type { Source as Reference } from '../../../preload/contract.ts';
import type { Expression, ExpressionType } from '../expression/ast.ts';
import { compile as compileExpression } from '../expression/check.ts';
import { parseDuration } from '../expression/duration.ts';
import { ExpressionError } from '../expression/lexer.ts';
import { parse } from '../expression/parse.ts';
import type { FactDefinition } from '../model.ts';
import type { SurfaceSource } from './schema.ts';
import type { Source, YamlPath } from './source.ts';

/** Stands where an expression was refused; the library it is in is never handed out. */
const REFUSED: Expression = { node: 'literal', type: 'boolean', value: false };

export class Compiler {
  readonly facts: Map<string, FactDefinition>;
  /** False when some facts could not be read: then unknown names are no news and only the syntax is checked. */
  readonly complete: boolean;
  constructor(facts: Map<string, FactDefinition>, complete: boolean) {
    this.facts = facts;
    this.complete = complete;
  }

  expression(source: Source, path: YamlPath, text: string, type: ExpressionType = 'boolean'): Expression {
    try {
      if (!this.complete) return parse(text).expression;
      return compileExpression(text, (name) => this.facts.get(name), type);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      source.reportInside(path, error.offset, error.message);
      return REFUSED;
    }
  }

  optional(source: Source, path: YamlPath, text: string | undefined): Expression | null {
    return text === undefined ? null : this.expression(source, path, text);
  }

  /** The fact, or null after it was reported as unknown (unless the facts themselves are in error). */
  fact(source: Source, path: YamlPath, name: string): FactDefinition | null {
    const fact = this.facts.get(name) ?? null;
    if (!fact && this.complete) source.report(path, `unknown fact '${name}'; expected one declared in facts.yaml`);
    return fact;
  }
}

/** Seconds; the schema has already refused everything else. */
export function seconds(text: string | undefined): number | null {
  return text === undefined ? null : parseDuration(text);
}

export function reference(source: SurfaceSource): Reference {
  return {
    document: source.document,
    ...(source.section === undefined ? {} : { section: source.section }),
    ...(source.lines === undefined ? {} : { lines: source.lines }),
  };
}

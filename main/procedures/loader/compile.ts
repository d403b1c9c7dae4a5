/** What the three compilers share: expressions with exact columns, durations, sources. */
import type { Source as Reference } from '../../../preload/contract.ts';
import type { Expression, ExpressionType } from '../expression/ast.ts';
import { compile as compileExpression } from '../expression/check.ts';
import { parseDuration } from '../expression/duration.ts';
import { type RoleUse, rolesOf } from '../expression/facts.ts';
import { ExpressionError } from '../expression/lexer.ts';
import { parse } from '../expression/parse.ts';
import type { FactDefinition } from '../model.ts';
import type { SurfaceSource } from './schema.ts';
import type { Source, YamlPath } from './source.ts';

/** Stands where an expression was refused; the library it is in is never handed out. */
const REFUSED: Expression = { node: 'literal', type: 'boolean', value: false };

/** What a role is, as far as expressions care. */
type Roles = Readonly<Record<string, { many?: boolean | undefined }>>;

export class Compiler {
  readonly facts: Map<string, FactDefinition>;
  /** False when some facts could not be read: then unknown names are no news and only the syntax is checked. */
  readonly complete: boolean;
  /** The roles that expressions may look into; null where that depends on the procedure that uses them. */
  readonly #roles: Roles | null;
  constructor(facts: Map<string, FactDefinition>, complete: boolean, roles: Roles | null = null) {
    this.facts = facts;
    this.complete = complete;
    this.#roles = roles;
  }

  /** For the expressions of a procedure with these roles. */
  within(roles: Roles): Compiler {
    return new Compiler(this.facts, this.complete, roles);
  }

  /** Why an expression cannot be used with these roles, or null. */
  misplaced(expression: Expression, roles: Roles): string | null {
    const problem = ({ role, many }: RoleUse): string | null => {
      const ours = Object.hasOwn(roles, role) ? roles[role] : undefined;
      if (!ours) return `there is no role '${role}'; expected ${Object.keys(roles).join(', ')}`;
      if (many === (ours.many ?? false)) return null;
      return many
        ? `'${role}' is one device; expected of(${role}, …)`
        : `'${role}' is a list; expected every(${role}, …), some or count`;
    };
    return (
      rolesOf(expression, (name) => this.facts.get(name))
        .map(problem)
        .find((found) => found !== null) ?? null
    );
  }

  expression(source: Source, path: YamlPath, text: string, type: ExpressionType = 'boolean'): Expression {
    try {
      if (!this.complete) return parse(text).expression;
      const expression = compileExpression(text, (name) => this.facts.get(name), type);
      const problem = this.#roles && this.misplaced(expression, this.#roles);
      if (problem) source.report(path, problem);
      return expression;
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

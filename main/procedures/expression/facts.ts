import type { Expression } from './ast.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The facts an expression names, in order of appearance, each once. */
export function factsOf(expression: Expression): string[] {
  const names = new Set<string>();
  collect(expression, names);
  return [...names];
}

/** A role whose devices an expression looks into. */
export interface RoleUse {
  role: string;
  /** It is asked of every device of a list, not of the one. */
  many: boolean;
}

/**
 * The roles whose devices an expression looks into, in its own words and in those of the derived facts it names. What
 * is asked of these devices is in the words of their own procedures, and none of ours.
 */
export function rolesOf(expression: Expression, vocabulary: Vocabulary): RoleUse[] {
  const found = new Map<string, RoleUse>();
  const seen = new Set<string>();
  const visit = (node: Expression): void => {
    if (node.node === 'devices') {
      const use = { role: node.role, many: node.name !== 'of' };
      found.set(`${use.role} ${use.many}`, use);
      return;
    }
    if (node.node === 'fact' && !seen.has(node.name)) {
      seen.add(node.name);
      const derive = vocabulary(node.name)?.derive;
      if (derive) visit(derive);
    }
    for (const part of partsOf(node)) visit(part);
  };
  visit(expression);
  return [...found.values()];
}

/** As `factsOf`, with every derived fact replaced by what it is derived from. */
export function groundFactsOf(expression: Expression, vocabulary: Vocabulary): string[] {
  return [...new Set(groundUses(expression, vocabulary).map(({ name }) => name))];
}

/** A fact that an expression asks for, of the devices of `role`, or (null) of whoever asks. */
export interface FactUse {
  name: string;
  role: string | null;
}

/** As `groundFactsOf`, each with the role whose devices it is asked of. */
export function groundUses(expression: Expression, vocabulary: Vocabulary): FactUse[] {
  const seen = new Set<string>();
  const ground: FactUse[] = [];
  const visit = (node: Expression, role: string | null): void => {
    if (node.node === 'fact') {
      const key = `${node.name} ${role}`;
      if (seen.has(key)) return;
      seen.add(key);
      const derive = vocabulary(node.name)?.derive;
      if (derive) visit(derive, role);
      else ground.push({ name: node.name, role });
      return;
    }
    // What is asked of a device about yet another one is read when that one is asked itself.
    if (node.node === 'devices' && role !== null) return;
    // mine() is asked of whoever looks.
    const of = node.node === 'devices' ? node.role : node.node === 'call' && node.name === 'mine' ? null : role;
    for (const part of partsOf(node)) visit(part, of);
  };
  visit(expression, null);
  return ground;
}

/** True when the expression's value may change by the mere passing of time. */
export function dependsOnTime(expression: Expression, vocabulary: Vocabulary, seen = new Set<string>()): boolean {
  switch (expression.node) {
    case 'literal':
      return false;
    case 'fact': {
      if (seen.has(expression.name)) return false;
      seen.add(expression.name);
      const derive = vocabulary(expression.name)?.derive;
      return derive ? dependsOnTime(derive, vocabulary, seen) : false;
    }
    case 'unary':
    case 'devices':
      return dependsOnTime(expression.of, vocabulary, seen);
    case 'binary':
      return dependsOnTime(expression.left, vocabulary, seen) || dependsOnTime(expression.right, vocabulary, seen);
    case 'call':
      if (expression.name === 'age' || expression.name === 'since' || expression.name === 'now') return true;
      return expression.args.some((argument) => dependsOnTime(argument, vocabulary, seen));
  }
}

function collect(expression: Expression, names: Set<string>): void {
  if (expression.node === 'fact') names.add(expression.name);
  for (const part of partsOf(expression)) collect(part, names);
}

/** What an expression consists of, one level down. */
export function partsOf(expression: Expression): Expression[] {
  switch (expression.node) {
    case 'literal':
    case 'fact':
      return [];
    case 'unary':
    case 'devices':
      return [expression.of];
    case 'binary':
      return [expression.left, expression.right];
    case 'call':
      return expression.args;
  }
}

import type { Expression } from './ast.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The facts an expression names, in order of appearance, each once. */
export function factsOf(expression: Expression): string[] {
  const names = new Set<string>();
  collect(expression, names);
  return [...names];
}

/** As `factsOf`, with every derived fact replaced by what it is derived from. */
export function groundFactsOf(expression: Expression, vocabulary: Vocabulary): string[] {
  const seen = new Set<string>();
  const ground = new Set<string>();
  const visit = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    const derive = vocabulary(name)?.derive;
    if (derive) for (const inner of factsOf(derive)) visit(inner);
    else ground.add(name);
  };
  for (const name of factsOf(expression)) visit(name);
  return [...ground];
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
      return dependsOnTime(expression.of, vocabulary, seen);
    case 'binary':
      return dependsOnTime(expression.left, vocabulary, seen) || dependsOnTime(expression.right, vocabulary, seen);
    case 'call':
      if (expression.name === 'age' || expression.name === 'since' || expression.name === 'now') return true;
      return expression.args.some((argument) => dependsOnTime(argument, vocabulary, seen));
  }
}

function collect(expression: Expression, names: Set<string>): void {
  switch (expression.node) {
    case 'literal':
      return;
    case 'fact':
      names.add(expression.name);
      return;
    case 'unary':
      collect(expression.of, names);
      return;
    case 'binary':
      collect(expression.left, names);
      collect(expression.right, names);
      return;
    case 'call':
      for (const argument of expression.args) collect(argument, names);
  }
}

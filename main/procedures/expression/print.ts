/** Trees back to text, with no more parentheses than parse.ts needs to read the same tree again. */
import type { Expression } from './ast.ts';
import { printDuration } from './duration.ts';

const LEVEL: Record<string, number> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
};

/** The expression as its author could have written it. */
export function print(expression: Expression): string {
  return printed(expression, 0);
}

function printed(expression: Expression, weakest: number): string {
  switch (expression.node) {
    case 'literal':
      return literal(expression);
    case 'fact':
      return expression.name;
    case 'call':
      return `${expression.name}(${expression.args.map(print).join(', ')})`;
    case 'devices':
      return `${expression.name}(${expression.role}, ${print(expression.of)})`;
    case 'unary':
      return `${expression.op}${printed(expression.of, 6)}`;
    case 'binary': {
      const level = LEVEL[expression.op] ?? 0;
      // Comparisons do not chain, so both of their sides must bind tighter.
      const left = printed(expression.left, level === 3 || level === 4 ? level + 1 : level);
      const text = `${left} ${expression.op} ${printed(expression.right, level + 1)}`;
      return level < weakest ? `(${text})` : text;
    }
  }
}

function literal(expression: Extract<Expression, { node: 'literal' }>): string {
  const { type, value } = expression;
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (type === 'duration' && typeof value === 'number') return printDuration(value);
  return String(value);
}

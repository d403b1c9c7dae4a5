/**
 * Tokens to a tree (Pratt parser). Weakest first:
 *   ||   &&   == !=   < <= > >=   + -   ! and unary -   literals, facts, calls, ( )
 * Comparisons do not chain: `a < b < c` is an error and not a surprise.
 */
import type { DevicesName, Expression } from './ast.ts';
import { ExpressionError, type Token, tokenize } from './lexer.ts';

type BinaryOperator = Extract<Expression, { node: 'binary' }>['op'];
type CallName = Extract<Expression, { node: 'call' }>['name'];
export interface Span {
  start: number;
  end: number;
}
/** The tree is plain JSON; where its nodes stand in the text is kept beside it. */
export interface Parsed {
  expression: Expression;
  span(node: Expression): Span;
}

const STRENGTH: Record<BinaryOperator, number> = {
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
const UNARY_STRENGTH = 6;
/** How many arguments each function takes. */
const FUNCTIONS: Record<CallName, number> = {
  known: 1,
  at: 1,
  age: 1,
  since: 1,
  now: 0,
  family: 1,
  contains: 2,
  length: 1,
  bytes: 1,
  minutes: 1,
  ipv4: 1,
  sameSubnet: 3,
  mine: 1,
};
/** Those that take a role and what is asked of its devices. */
const DEVICES: readonly string[] = ['of', 'every', 'some', 'count'] satisfies DevicesName[];
const DEEPEST = 50;

const isBinary = (text: string): text is BinaryOperator => Object.hasOwn(STRENGTH, text);
const isFunction = (text: string): text is CallName => Object.hasOwn(FUNCTIONS, text);
const isDevices = (text: string): text is DevicesName => DEVICES.includes(text);

/** Parses one expression; throws ExpressionError with the offset of the first thing that does not fit. */
export function parse(source: string): Parsed {
  const tokens = tokenize(source);
  const spans = new Map<Expression, Span>();
  let position = 0;
  let depth = 0;

  const peek = (): Token => tokens[position] as Token;
  const take = (): Token => tokens[position++] as Token;
  const isOperator = (token: Token, text: string) => token.kind === 'operator' && token.text === text;
  const made = <T extends Expression>(node: T, start: number): T => {
    spans.set(node, { start, end: tokens[position - 1]?.end ?? start });
    return node;
  };
  const expect = (text: string) => {
    if (!isOperator(peek(), text)) throw new ExpressionError(`expected '${text}', got ${spoken(peek())}`, peek().start);
    take();
  };

  function expression(weakest: number): Expression {
    if (++depth > DEEPEST) throw new ExpressionError(`expected at most ${DEEPEST} levels of nesting`, peek().start);
    const start = peek().start;
    let left = operand();
    for (;;) {
      const token = peek();
      if (token.kind !== 'operator' || !isBinary(token.text)) break;
      const strength = STRENGTH[token.text];
      if (strength < weakest) break;
      take();
      const right = expression(strength + 1);
      left = made({ node: 'binary', op: token.text, left, right }, start);
      const next = peek();
      const comparison = strength === 3 || strength === 4;
      if (comparison && next.kind === 'operator' && isBinary(next.text) && STRENGTH[next.text] === strength) {
        throw new ExpressionError('comparisons do not chain; join two of them with &&', next.start);
      }
    }
    depth--;
    return left;
  }

  function operand(): Expression {
    const token = take();
    if (token.kind === 'number') return made({ node: 'literal', type: 'number', value: token.value }, token.start);
    if (token.kind === 'duration') return made({ node: 'literal', type: 'duration', value: token.value }, token.start);
    if (token.kind === 'text') return made({ node: 'literal', type: 'text', value: token.value }, token.start);
    if (token.kind === 'name') return named(token.text, token.start);
    if (token.kind === 'operator' && (token.text === '!' || token.text === '-')) {
      return made({ node: 'unary', op: token.text, of: expression(UNARY_STRENGTH) }, token.start);
    }
    if (isOperator(token, '(')) {
      const inner = expression(0);
      expect(')');
      return inner;
    }
    throw new ExpressionError(`expected a fact, a literal or '(', got ${spoken(token)}`, token.start);
  }

  function named(text: string, start: number): Expression {
    if (text === 'true' || text === 'false') {
      return made({ node: 'literal', type: 'boolean', value: text === 'true' }, start);
    }
    if (!isOperator(peek(), '(')) return made({ node: 'fact', name: text }, start);
    if (isDevices(text)) return devices(text, start);
    if (!isFunction(text)) {
      const known = [...Object.keys(FUNCTIONS), ...DEVICES].join(', ');
      throw new ExpressionError(`unknown function '${text}'; expected ${known}`, start);
    }
    take();
    const args: Expression[] = [];
    if (!isOperator(peek(), ')')) {
      args.push(expression(0));
      while (isOperator(peek(), ',')) {
        take();
        args.push(expression(0));
      }
    }
    expect(')');
    if (args.length !== FUNCTIONS[text]) {
      throw new ExpressionError(`${text}() takes ${FUNCTIONS[text]} argument(s), got ${args.length}`, start);
    }
    return made({ node: 'call', name: text, args }, start);
  }

  function devices(name: DevicesName, start: number): Expression {
    take();
    const role = take();
    if (role.kind !== 'name') throw new ExpressionError(`${name}() expects a role, got ${spoken(role)}`, role.start);
    expect(',');
    const of = expression(0);
    expect(')');
    return made({ node: 'devices', name, role: role.text, of }, start);
  }

  const whole = expression(0);
  const rest = peek();
  if (rest.kind !== 'end') throw new ExpressionError(`expected an operator, got ${spoken(rest)}`, rest.start);
  return { expression: whole, span: (node) => spans.get(node) ?? { start: 0, end: source.length } };
}

function spoken(token: Token): string {
  if (token.kind === 'end') return 'the end';
  if (token.kind === 'text') return `the text '${token.value}'`;
  if (token.kind === 'number' || token.kind === 'duration') return 'a number';
  return `'${token.text}'`;
}

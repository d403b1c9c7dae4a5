/**
 * The type checker. It runs once, when a library is loaded, and hands back the tree with every quoted literal typed by
 * what it is compared with ('off' becomes an enum value, '5 F8' a version), so that the evaluator never has to guess.
 */
import type { Expression, ExpressionType } from './ast.ts';
import { ExpressionError } from './lexer.ts';
import { type Parsed, parse } from './parse.ts';
import { versionNumbers } from './version.ts';
import type { FactSignature, Vocabulary } from './vocabulary.ts';

interface Typed {
  expression: Expression;
  type: ExpressionType;
  /** The allowed values of an enum. */
  values: readonly string[];
  /** A quoted literal whose type its neighbour decides. */
  open: boolean;
}
const ORDERED: readonly ExpressionType[] = ['number', 'duration', 'version', 'time'];
const none: readonly string[] = [];

/** Parses and checks; the result must be of type `wanted`. Throws ExpressionError at the offending place. */
export function compile(source: string, vocabulary: Vocabulary, wanted: ExpressionType = 'boolean'): Expression {
  const parsed = parse(source);
  const checked = new Checker(parsed, vocabulary).check(parsed.expression);
  const fitted = checked.open ? literalAs(checked.expression, wanted, none, 0) : checked;
  if (fitted.type !== wanted) throw new ExpressionError(`expected a ${wanted}, this is a ${fitted.type}`, 0);
  return fitted.expression;
}

/** True when a text is a value of the type, as literals and answers write it. */
export function isLiteralOf(type: ExpressionType, text: string): boolean {
  if (type === 'version') return versionNumbers(text) !== null;
  if (type === 'sha256') return /^[0-9a-f]{64}$/i.test(text);
  if (type === 'time') return isoTime(text) !== null;
  return type === 'text' || type === 'enum';
}

/** Milliseconds of an ISO 8601 time with a zone, or null: a time without a zone means something else on every host. */
export function isoTime(text: string): number | null {
  const match = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const milliseconds = match ? Date.parse(text) : Number.NaN;
  return Number.isNaN(milliseconds) ? null : milliseconds;
}

class Checker {
  readonly #parsed: Parsed;
  readonly #vocabulary: Vocabulary;
  /** Within of(), every(), some() or count(). */
  #inside = false;
  constructor(parsed: Parsed, vocabulary: Vocabulary) {
    this.#parsed = parsed;
    this.#vocabulary = vocabulary;
  }

  check(expression: Expression): Typed {
    switch (expression.node) {
      case 'literal':
        return typed(expression, expression.type, none, expression.type === 'text');
      case 'fact': {
        const fact = this.#fact(expression);
        return typed(
          expression,
          fact.type,
          fact.values.map((item) => item.value),
        );
      }
      case 'unary':
        return this.#unary(expression);
      case 'call':
        return this.#call(expression);
      case 'binary':
        return this.#binary(expression);
      case 'devices':
        return this.#devices(expression);
    }
  }

  #devices(expression: Extract<Expression, { node: 'devices' }>): Typed {
    const { name, of } = expression;
    if (this.#inside) {
      throw new ExpressionError(`${name}() cannot stand inside another look at devices`, this.#start(expression));
    }
    this.#inside = true;
    const inner = this.check(of);
    this.#inside = false;
    const whole = { ...expression, of: inner.expression };
    if (name === 'of') return { ...inner, expression: whole, open: false };
    if (inner.type !== 'boolean') {
      throw new ExpressionError(`${name}() expects a condition, this is a ${inner.type}`, this.#start(of));
    }
    return typed(whole, name === 'count' ? 'number' : 'boolean');
  }

  #start(expression: Expression): number {
    return this.#parsed.span(expression).start;
  }

  #fact(expression: Extract<Expression, { node: 'fact' }>): FactSignature {
    const fact = this.#vocabulary(expression.name);
    if (!fact) {
      throw new ExpressionError(
        `unknown fact '${expression.name}'; expected one declared in facts.yaml`,
        this.#start(expression),
      );
    }
    return fact;
  }

  #unary(expression: Extract<Expression, { node: 'unary' }>): Typed {
    const of = this.check(expression.of);
    const fits = expression.op === '!' ? of.type === 'boolean' : of.type === 'number' || of.type === 'duration';
    if (!fits) {
      const wanted = expression.op === '!' ? 'a boolean' : 'a number or a duration';
      throw new ExpressionError(
        `'${expression.op}' expects ${wanted}, this is a ${of.type}`,
        this.#start(expression.of),
      );
    }
    return typed({ ...expression, of: of.expression }, of.type);
  }

  #call(expression: Extract<Expression, { node: 'call' }>): Typed {
    const [argument] = expression.args;
    if (!argument) return typed(expression, 'time');
    if (expression.name === 'contains') return this.#contains(expression);
    if (expression.name === 'ipv4' || expression.name === 'sameSubnet') return this.#addresses(expression);
    if (expression.name === 'family') {
      const of = this.check(argument);
      const version = of.open ? literalAs(of.expression, 'version', none, this.#start(argument)) : of;
      if (version.type !== 'version') {
        throw new ExpressionError(`family() expects a version, this is a ${version.type}`, this.#start(argument));
      }
      return typed({ ...expression, args: [version.expression] }, 'text');
    }
    if (expression.name === 'length' || expression.name === 'bytes') {
      const of = this.check(argument);
      if (of.type !== 'text') {
        throw new ExpressionError(`${expression.name}() expects a text, this is a ${of.type}`, this.#start(argument));
      }
      return typed({ ...expression, args: [of.expression] }, 'number');
    }
    if (expression.name === 'minutes') {
      const of = this.check(argument);
      if (of.type !== 'number') {
        throw new ExpressionError(`minutes() expects a number, this is a ${of.type}`, this.#start(argument));
      }
      return typed({ ...expression, args: [of.expression] }, 'duration');
    }
    if (argument.node !== 'fact') {
      throw new ExpressionError(`${expression.name}() expects the name of a fact`, this.#start(argument));
    }
    const fact = this.#fact(argument);
    if (expression.name === 'known') return typed(expression, 'boolean');
    if (expression.name === 'mine') {
      if (!this.#inside) throw new ExpressionError('mine() has no other device around it', this.#start(expression));
      return { ...this.check(argument), expression };
    }
    if (fact.derive) {
      const message = `'${argument.name}' is derived and has no time of its own; name one of the facts it is made of`;
      throw new ExpressionError(message, this.#start(argument));
    }
    return typed(expression, expression.name === 'at' ? 'time' : 'duration');
  }

  #addresses(expression: Extract<Expression, { node: 'call' }>): Typed {
    const args = expression.args.map((argument) => {
      const { type, expression: checked } = this.check(argument);
      if (type === 'text') return checked;
      throw new ExpressionError(`${expression.name}() expects texts, this is a ${type}`, this.#start(argument));
    });
    return typed({ ...expression, args }, 'boolean');
  }

  #contains(expression: Extract<Expression, { node: 'call' }>): Typed {
    const args = expression.args.map((argument) => {
      const { type, expression: checked } = this.check(argument);
      if (type !== 'text') {
        throw new ExpressionError(`contains() expects texts, this is a ${type}`, this.#start(argument));
      }
      if (argument.node === 'literal' && argument.value === '') {
        throw new ExpressionError('contains() expects a part to look for, this is empty', this.#start(argument));
      }
      return checked;
    });
    return typed({ ...expression, args }, 'boolean');
  }

  #binary(expression: Extract<Expression, { node: 'binary' }>): Typed {
    const { op } = expression;
    let left = this.check(expression.left);
    let right = this.check(expression.right);
    if (op === '&&' || op === '||') {
      for (const [side, source] of [[left, expression.left] as const, [right, expression.right] as const]) {
        if (side.type !== 'boolean') {
          throw new ExpressionError(`'${op}' expects a boolean, this is a ${side.type}`, this.#start(source));
        }
      }
      return typed({ ...expression, left: left.expression, right: right.expression }, 'boolean');
    }
    if (left.open && !right.open)
      left = literalAs(left.expression, right.type, right.values, this.#start(expression.left));
    if (right.open && !left.open)
      right = literalAs(right.expression, left.type, left.values, this.#start(expression.right));
    const whole = { ...expression, left: left.expression, right: right.expression };
    if (op === '+' || op === '-') return typed(whole, this.#sum(op, left.type, right.type, expression));
    if (left.type !== right.type) {
      const hint = [left.type, right.type].includes('duration') ? ' (a duration has a unit: 15min)' : '';
      const message = `cannot compare a ${left.type} with a ${right.type}${hint}`;
      throw new ExpressionError(message, this.#start(expression.right));
    }
    if (op !== '==' && op !== '!=' && !ORDERED.includes(left.type)) {
      throw new ExpressionError(`a ${left.type} has no order; expected == or !=`, this.#start(expression.left));
    }
    if (left.type === 'enum' && !left.values.some((value) => right.values.includes(value))) {
      throw new ExpressionError('these two have no value in common', this.#start(expression.right));
    }
    return typed(whole, 'boolean');
  }

  #sum(op: '+' | '-', left: ExpressionType, right: ExpressionType, expression: Expression): ExpressionType {
    if (left === right && (left === 'number' || left === 'duration')) return left;
    if (left === 'time' && right === 'duration') return 'time';
    if (left === 'duration' && right === 'time' && op === '+') return 'time';
    if (left === 'time' && right === 'time' && op === '-') return 'duration';
    throw new ExpressionError(`cannot compute ${left} ${op} ${right}`, this.#start(expression));
  }
}

function typed(expression: Expression, type: ExpressionType, values = none, open = false): Typed {
  return { expression, type, values, open };
}

/** A quoted literal beside something of `type`. */
function literalAs(expression: Expression, type: ExpressionType, values: readonly string[], offset: number): Typed {
  if (expression.node !== 'literal' || typeof expression.value !== 'string') return typed(expression, type);
  const { value } = expression;
  if (type === 'enum' && !values.includes(value)) {
    throw new ExpressionError(`'${value}' is not one of its values; expected ${values.join(', ')}`, offset);
  }
  if (!isLiteralOf(type, value)) throw new ExpressionError(`expected a ${type}, got the text '${value}'`, offset);
  return typed({ node: 'literal', type, value: type === 'sha256' ? value.toLowerCase() : value }, type, values);
}

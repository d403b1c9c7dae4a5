/**
 * Kleene evaluation: what is not known stays unknown (`undefined`) unless the other side decides alone.
 * All durations are procedure time (scaled on a practice rack), also those between two times; only age() is real time,
 * because the freshness of a reading does not speed up with the rehearsal.
 */
import type { FactValue } from '../../../preload/contract.ts';
import type { Expression, ExpressionType } from './ast.ts';
import { isoTime } from './check.ts';
import { isIpv4, sameSubnet } from './ipv4.ts';
import { compareVersions, versionFamily } from './version.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Times are milliseconds since the epoch, durations seconds. */
export interface Value {
  type: ExpressionType;
  value: boolean | number | string;
}
export interface Scope {
  vocabulary: Vocabulary;
  /**
   * The recorded fact, or undefined. `value` is undefined when the fact was recorded but may not be relied on any more
   * (read before a crash, or no longer reported by the device): it stays known(), its value is unknown.
   */
  fact(name: string): { value: FactValue | undefined; at: number } | undefined;
  /** What is known of each device of a role, in the order they were bound; empty for a role that nobody has. */
  devices(role: string): { name: string; scope: Scope }[];
  /** Whoever looks at this device, inside of a look at devices. */
  asker?: Scope;
  now: number;
  /** Procedure seconds in one real second. */
  scale: number;
}

/** A condition: true, false or undefined for unknown. */
export function holds(expression: Expression, scope: Scope): boolean | undefined {
  const value = evaluate(expression, scope)?.value;
  return typeof value === 'boolean' ? value : undefined;
}

/** Evaluates a checked expression; undefined is "unknown". Never throws. */
export function evaluate(expression: Expression, scope: Scope): Value | undefined {
  switch (expression.node) {
    case 'literal':
      return expression.type === 'time' && typeof expression.value === 'string'
        ? typedValue('time', expression.value)
        : { type: expression.type, value: expression.value };
    case 'fact':
      return factValue(expression.name, scope);
    case 'unary': {
      const of = evaluate(expression.of, scope);
      if (!of) return undefined;
      if (expression.op === '!') return { type: 'boolean', value: !of.value };
      return { type: of.type, value: -Number(of.value) };
    }
    case 'call':
      return call(expression, scope);
    case 'binary':
      return binary(expression, scope);
    case 'devices':
      return devices(expression, scope);
  }
}

/** A device that cannot be decided leaves the whole undecided, unless another one decides alone; a count needs them all. */
function devices(expression: Extract<Expression, { node: 'devices' }>, scope: Scope): Value | undefined {
  const { name, of } = expression;
  const asked = lookedAt(expression.role, scope);
  // Of nobody nothing is true and nothing false; but nobody can be counted.
  if (asked.length === 0) return name === 'count' ? { type: 'number', value: 0 } : undefined;
  if (name === 'of') return asked[0] && evaluate(of, asked[0].scope);
  const answers = asked.map((device) => holds(of, device.scope));
  if (name === 'count') {
    const value = answers.filter((answer) => answer === true).length;
    return answers.includes(undefined) ? undefined : { type: 'number', value };
  }
  const decides = name === 'some';
  if (answers.includes(decides)) return { type: 'boolean', value: decides };
  return answers.includes(undefined) ? undefined : { type: 'boolean', value: !decides };
}

/** The devices of a role as `scope` looks at them. */
export function lookedAt(role: string, scope: Scope): { name: string; scope: Scope }[] {
  return scope.devices(role).map((device) => ({ ...device, scope: { ...device.scope, asker: scope } }));
}

function factValue(name: string, scope: Scope): Value | undefined {
  const signature = scope.vocabulary(name);
  if (!signature) return undefined;
  if (signature.derive) return evaluate(signature.derive, scope);
  const value = scope.fact(name)?.value;
  return value === undefined ? undefined : typedValue(signature.type, value);
}

function typedValue(type: ExpressionType, value: FactValue): Value | undefined {
  if (type !== 'time') return { type, value };
  const milliseconds = typeof value === 'string' ? isoTime(value) : null;
  return milliseconds === null ? undefined : { type, value: milliseconds };
}

function call(expression: Extract<Expression, { node: 'call' }>, scope: Scope): Value | undefined {
  const [argument] = expression.args;
  if (expression.name === 'now' || !argument) return { type: 'time', value: scope.now };
  if (expression.name === 'family') {
    const of = evaluate(argument, scope)?.value;
    const family = typeof of === 'string' ? versionFamily(of) : null;
    return family === null ? undefined : { type: 'text', value: family };
  }
  if (expression.name === 'contains') {
    const [text, part] = expression.args.map((each) => evaluate(each, scope)?.value);
    if (typeof text !== 'string' || typeof part !== 'string') return undefined;
    return { type: 'boolean', value: text.toLowerCase().includes(part.toLowerCase()) };
  }
  if (expression.name === 'ipv4' || expression.name === 'sameSubnet') {
    const texts = expression.args
      .map((each) => evaluate(each, scope)?.value)
      .filter((each) => typeof each === 'string');
    if (texts.length < expression.args.length) return undefined;
    const [first = '', second = '', mask = ''] = texts;
    return { type: 'boolean', value: expression.name === 'ipv4' ? isIpv4(first) : sameSubnet(first, second, mask) };
  }
  if (expression.name === 'length') {
    const of = evaluate(argument, scope)?.value;
    return typeof of === 'string' ? { type: 'number', value: of.length } : undefined;
  }
  if (expression.name === 'bytes') {
    const of = evaluate(argument, scope)?.value;
    return typeof of === 'string' ? { type: 'number', value: Buffer.byteLength(of) } : undefined;
  }
  if (expression.name === 'minutes') {
    const of = evaluate(argument, scope)?.value;
    return typeof of === 'number' ? { type: 'duration', value: of * 60 } : undefined;
  }
  if (argument.node !== 'fact') return undefined;
  if (expression.name === 'mine') return scope.asker && factValue(argument.name, scope.asker);
  if (expression.name === 'known') {
    const derive = scope.vocabulary(argument.name)?.derive;
    const known = derive ? evaluate(derive, scope) !== undefined : scope.fact(argument.name) !== undefined;
    return { type: 'boolean', value: known };
  }
  const fact = scope.fact(argument.name);
  if (!fact) return undefined;
  if (expression.name === 'at') return { type: 'time', value: fact.at };
  const seconds = (scope.now - fact.at) / 1000;
  return { type: 'duration', value: expression.name === 'age' ? seconds : seconds * scope.scale };
}

function binary(expression: Extract<Expression, { node: 'binary' }>, scope: Scope): Value | undefined {
  const { op } = expression;
  const left = evaluate(expression.left, scope);
  if (op === '&&' || op === '||') {
    const decides = op === '||';
    if (left?.value === decides) return { type: 'boolean', value: decides };
    const right = evaluate(expression.right, scope);
    if (right?.value === decides) return { type: 'boolean', value: decides };
    return left && right ? { type: 'boolean', value: !decides } : undefined;
  }
  const right = evaluate(expression.right, scope);
  if (!left || !right) return undefined;
  if (op === '+' || op === '-') return sum(op, left, right, scope.scale);
  const order = compare(left, right);
  return order === null ? undefined : { type: 'boolean', value: COMPARISONS[op](order) };
}

const COMPARISONS = {
  '==': (order: number) => order === 0,
  '!=': (order: number) => order !== 0,
  '<': (order: number) => order < 0,
  '<=': (order: number) => order <= 0,
  '>': (order: number) => order > 0,
  '>=': (order: number) => order >= 0,
};

/** Order of two values of one type; for types without order only zero or not zero matters. */
function compare(left: Value, right: Value): number | null {
  if (left.type === 'version') return compareVersions(String(left.value), String(right.value));
  if (left.value === right.value) return 0;
  if (typeof left.value === 'number' && typeof right.value === 'number') return left.value - right.value;
  return 1;
}

function sum(op: '+' | '-', left: Value, right: Value, scale: number): Value {
  const sign = op === '+' ? 1 : -1;
  const a = Number(left.value);
  const b = Number(right.value);
  if (left.type === 'time' && right.type === 'time') return { type: 'duration', value: ((a - b) / 1000) * scale };
  if (left.type === 'time') return { type: 'time', value: a + sign * (b / scale) * 1000 };
  if (right.type === 'time') return { type: 'time', value: b + (a / scale) * 1000 };
  return { type: left.type, value: a + sign * b };
}

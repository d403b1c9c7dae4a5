/** What a person at the other end is expected to read back, as far as the procedure knows it beforehand. */
import type { FactType, FactValue, Text } from '../../../preload/contract.ts';
import { scopeOf } from '../engine/scope.ts';
import type { LocalState } from '../engine/state.ts';
import type { Expression } from '../expression/ast.ts';
import type { Ask } from '../model.ts';
import { own } from '../own.ts';

/** The one value that the condition of an ask accepts, or null where it accepts several or hangs on something unread. */
export function expectedOf(state: LocalState, ask: Ask, now: number): FactValue | null {
  return ask.accept ? demanded(ask.accept, ask.fact, scopeOf(state, now).fact) : null;
}

type Look = (name: string) => { value: FactValue | undefined } | undefined;

function demanded(condition: Expression, name: string, look: Look): FactValue | null {
  if (condition.node === 'fact') return condition.name === name ? true : null;
  if (condition.node === 'unary') {
    return condition.op === '!' && condition.of.node === 'fact' && condition.of.name === name ? false : null;
  }
  if (condition.node !== 'binary') return null;
  const { op, left, right } = condition;
  if (op === '&&') return demanded(left, name, look) ?? demanded(right, name, look);
  if (op !== '==') return null;
  if (left.node === 'fact' && left.name === name) return sideValue(right, look);
  return right.node === 'fact' && right.name === name ? sideValue(left, look) : null;
}

function sideValue(side: Expression, look: Look): FactValue | null {
  if (side.node === 'literal') return side.value;
  return side.node === 'fact' ? (look(side.name)?.value ?? null) : null;
}

/** A value in words of the vocabulary. */
export function worded(state: Pick<LocalState, 'library'>, name: string, value: FactValue): Text {
  const word = own(state.library.facts, name)?.values.find((known) => known.value === value)?.label;
  if (word) return word;
  if (typeof value === 'boolean') return value ? { en: 'yes', de: 'ja' } : { en: 'no', de: 'nein' };
  return { en: String(value), de: String(value) };
}

/** Values of these types are spelled; the others are words already. */
export const isSpelled = (type: FactType | undefined): boolean =>
  type === 'version' || type === 'sha256' || type === 'text';

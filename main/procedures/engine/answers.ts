/** What people enter and probes deliver, decoded from unknown by the type of its fact. */
import type { Ask as ContractAsk, FactValue } from '../../../preload/contract.ts';
import { isLiteralOf } from '../expression/check.ts';
import { holds } from '../expression/evaluate.ts';
import { print } from '../expression/print.ts';
import type { Ask, FactDefinition, Step } from '../model.ts';
import { own } from '../own.ts';
import { AnswerError } from './errors.ts';
import { scopeOf } from './scope.ts';
import type { LocalState } from './state.ts';

/** A BitLocker recovery password: 48 digits in groups of six. Facts go to journal and report, so none may hold one. */
const RECOVERY_KEY = /\d{6}(?:[-\s]?\d{6}){7}/;
const SECRET = {
  en: 'this looks like a recovery key, which must not be recorded (I-HW-032); enter its key ID only',
  de: 'das sieht nach einem Wiederherstellungsschlüssel aus, der nicht aufgezeichnet werden darf (I-HW-032); nur seine Schlüssel-ID eintragen',
};

/** Whether a text holds what looks like a recovery key: no such text may be kept. */
export const holdsRecoveryKey = (text: string): boolean => RECOVERY_KEY.test(text);

/** Longest free text a fact may hold. */
const LONGEST = 4000;

/** The value as its fact holds it, or null when it is none of that type. */
export function decode(fact: FactDefinition, raw: unknown): FactValue | null {
  if (fact.type === 'boolean') return typeof raw === 'boolean' ? raw : null;
  if (fact.type === 'number') return typeof raw === 'number' && Number.isFinite(raw) ? raw : null;
  if (typeof raw !== 'string') return null;
  const text = raw.trim();
  if (text === '' || text.length > LONGEST) return null;
  if (fact.type === 'enum') return fact.values.some(({ value }) => value === text) ? text : null;
  if (!isLiteralOf(fact.type, text)) return null;
  if (fact.type === 'sha256') return text.toLowerCase();
  return fact.type === 'time' ? new Date(text).toISOString() : text;
}

/** What would be accepted, in words. */
export function expectationOf(fact: FactDefinition): string {
  switch (fact.type) {
    case 'boolean':
      return 'yes or no';
    case 'number':
      return fact.unit === null ? 'a number' : `a number (${fact.unit})`;
    case 'text':
      return `a text of at most ${LONGEST} characters`;
    case 'version':
      return "a version such as 5.8.0 or '5 F8'";
    case 'enum':
      return `one of ${fact.values.map(({ value }) => value).join(', ')}`;
    case 'time':
      return 'a time with its zone such as 2026-07-01T09:30:00Z';
    case 'sha256':
      return 'a SHA-256 of 64 hexadecimal digits';
  }
}

/** The asks of a step, empty for steps that ask nothing. */
export function asksOf(step: Step): Ask[] {
  return 'asks' in step ? step.asks : [];
}

/** An ask as the screen draws it. */
export function contractAsk(state: Pick<LocalState, 'library'>, ask: Ask): ContractAsk {
  const fact = own(state.library.facts, ask.fact);
  return {
    fact: ask.fact,
    label: ask.label,
    type: fact?.type ?? 'text',
    values: fact?.values ?? [],
    unit: fact?.unit ?? null,
    optional: ask.optional,
    paste: fact?.paste?.from ?? null,
  };
}

/**
 * Decodes answers to some asks; nothing missing, nothing surplus, every `accept` fulfilled with all answers in place.
 * Throws AnswerError with the first ask that does not fit.
 */
export function decodeAnswers(
  state: LocalState,
  asks: readonly Ask[],
  values: Readonly<Record<string, unknown>>,
  now: number,
): Record<string, FactValue> {
  const decoded: Record<string, FactValue> = {};
  for (const ask of asks) {
    const fact = own(state.library.facts, ask.fact);
    const raw = own(values, ask.fact);
    const expected = fact ? expectationOf(fact) : 'nothing';
    if (raw === undefined || raw === null || raw === '') {
      if (ask.optional) continue;
      throw new AnswerError(ask.fact, expected, 'no value was entered');
    }
    const value = fact ? decode(fact, raw) : null;
    if (value === null) throw new AnswerError(ask.fact, expected, `this is not ${expected}`);
    if (fact?.type === 'text' && RECOVERY_KEY.test(String(value)))
      throw new AnswerError(ask.fact, expected, SECRET.en, SECRET);
    decoded[ask.fact] = value;
  }
  const surplus = Object.keys(values).find((name) => !asks.some((ask) => ask.fact === name));
  if (surplus !== undefined) throw new AnswerError(surplus, 'only the values asked for', 'was not asked for');
  for (const ask of asks) {
    if (!ask.accept || own(decoded, ask.fact) === undefined) continue;
    if (holds(ask.accept, scopeOf(state, now, { assumed: decoded })) === true) continue;
    const expected = `a value for which ${print(ask.accept)} holds`;
    throw new AnswerError(ask.fact, expected, ask.mismatch?.en ?? 'the value was refused', ask.mismatch);
  }
  return decoded;
}

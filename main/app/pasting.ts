import { createHash } from 'node:crypto';
import type { FactValue, PastedValue } from '../../preload/contract.ts';
import { readPaste } from '../paste/read.ts';
import { asksOf, decode, holdsRecoveryKey } from '../procedures/engine/answers.ts';
import { placeOf, type RunState } from '../procedures/engine.ts';
import type { RunEvent } from '../procedures/events.ts';
import { own } from '../procedures/own.ts';
import { PASTE_LIMIT } from '../procedures/pastes.ts';
import { CommandError } from './router.ts';

/**
 * What a pasted page says of the values that a step asks for. What it does not say clearly is missing.
 * @throws CommandError `paste.too-long`, `paste.secret`
 */
export function pastedValues(state: RunState, path: string, text: string): PastedValue[] {
  if (text.length > PASTE_LIMIT) {
    const advice = 'Copy only the part of the page that shows the values.';
    throw new CommandError('paste.too-long', 'The text is longer than 64 KiB.', advice);
  }
  if (holdsRecoveryKey(text)) {
    const advice = 'Copy the part without it. Nothing of the text was kept.';
    throw new CommandError('paste.secret', 'The text holds what looks like a recovery key (I-HW-032).', advice);
  }
  const step = placeOf(state, path)?.step;
  return (step ? asksOf(step) : []).flatMap(({ fact: name }) => {
    const fact = own(state.library.facts, name);
    if (!fact?.paste) return [];
    const value = decode(fact, readPaste(fact.paste.from, text)[fact.paste.field] ?? null);
    return value === null ? [] : [{ fact: name, value }];
  });
}

/**
 * The events of an answer, with the page beside it: facts whose values stand in the page name its hash, what a person changed
 * counts as entered. A page that says nothing of the answer is not kept.
 */
export function withPage(
  events: readonly RunEvent[],
  path: string,
  read: readonly PastedValue[],
  text: string,
): RunEvent[] {
  const said = new Map<string, FactValue>(read.map(({ fact, value }) => [fact, value]));
  const sha256 = createHash('sha256').update(text, 'utf8').digest('hex');
  const taken: string[] = [];
  const marked = events.map((event): RunEvent => {
    if (event.type !== 'fact.recorded') return event;
    const facts = event.data.facts.map((fact) => {
      if (fact.origin !== 'entered' || said.get(fact.name) !== fact.value) return fact;
      taken.push(fact.name);
      return { ...fact, origin: 'pasted' as const, evidence: `paste sha256:${sha256}` };
    });
    return { ...event, data: { ...event.data, facts } };
  });
  return taken.length === 0 ? marked : [{ type: 'paste.kept', data: { path, sha256, text, facts: taken } }, ...marked];
}

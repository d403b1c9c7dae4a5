/** The current step as support reads it to somebody at the rack: short lines in both languages, and what comes back. */
import type { Aloud, AloudLine, Ask as ContractAsk, CurrentStep, HeardBack, Text } from '../../../preload/contract.ts';
import { deviceOfScope } from '../engine/frames.ts';
import type { LocalState } from '../engine/state.ts';
import type { Step } from '../model.ts';
import { own } from '../own.ts';
import { expectedOf, isSpelled, worded } from './expected.ts';
import { sentences } from './sentences.ts';
import { spell } from './spell.ts';

/** Where a step stands among those that are done, counted from 1. */
export interface Counted {
  step: number;
  of: number;
}

/** `shown` is the step as the screen draws it, `local` the run as the step sees it. */
export function aloudOf(
  local: LocalState,
  step: Step,
  shown: Omit<CurrentStep, 'aloud'>,
  counted: Counted,
  now: number,
): Aloud {
  const line = (kind: AloudLine['kind']) => (text: Text) => ({ kind, text });
  return {
    ...counted,
    lines: [
      line('place')(placeLine(shown, counted)),
      ...shown.blockedBy.map((verdict) => line('blocked')(blockedLine(verdict.rule, verdict.title))),
      ...zipped(ended(shown.title)).map(line('title')),
      ...(shown.where ? [line('where')(both(shown.where, (where, word) => `${word('Where', 'Wo')}: ${where}.`))] : []),
      ...zipped(shown.text).map(line('say')),
      ...shown.cautions.flatMap((caution) => zipped(warned(caution))).map(line('caution')),
      ...(shown.action === null ? [] : [line('say')(BY_TOOL)]),
      ...shown.asks.map(askLine).map(line('ask')),
    ],
    readBack: [...serialBack(local, shown), ...parametersBack(local, step, shown), ...answersBack(local, step, now)],
  };
}

const BY_TOOL = {
  en: 'Rackhand does this itself. Nobody presses anything at the rack.',
  de: 'Das macht Rackhand selbst. Am Rack drückt niemand etwas.',
};

type Word = (en: string, de: string) => string;
const both = (text: Text, say: (own: string, word: Word) => string): Text => ({
  en: say(text.en, (en) => en),
  de: say(text.de, (_, de) => de),
});
const ended = (text: Text): Text => both(text, (own) => (/[.!?]$/.test(own) ? own : `${own}.`));
const warned = (text: Text): Text => both(text, (own, word) => `${word('Caution', 'Achtung')}: ${own}`);

/** Sentence by sentence; where one language takes more sentences than the other, the last line has the rest. */
function zipped(text: Text | null): Text[] {
  if (text === null) return [];
  const [en, de] = [sentences(text.en), sentences(text.de)];
  const count = Math.min(en.length, de.length);
  const nth = (all: string[], i: number) => (i === count - 1 ? all.slice(i).join(' ') : (all[i] ?? ''));
  return Array.from({ length: count }, (_, i) => ({ en: nth(en, i), de: nth(de, i) }));
}

function placeLine({ of, list, device }: Omit<CurrentStep, 'aloud'>, counted: Counted): Text {
  const name = of ?? device?.name;
  const say = (word: Word) => {
    const step = `${word('Step', 'Schritt')} ${counted.step} ${word('of', 'von')} ${counted.of}`;
    const turn = list ? `, ${word('device', 'Gerät')} ${list.index + 1} ${word('of', 'von')} ${list.of}` : '';
    return `${step}${turn}${name ? `: ${name}` : ''}.`;
  };
  return { en: say((en) => en), de: say((_, de) => de) };
}

const blockedLine = (rule: string, title: Text): Text =>
  both(title, (own, word) => `${word('Not yet', 'Noch nicht')}, ${rule}: ${own}.`);

function askLine({ label, values, type, optional }: ContractAsk): Text {
  return both(label, (own, word) => {
    const of = word('en', 'de') as 'en' | 'de';
    const choices = type === 'boolean' ? [word('yes', 'ja'), word('no', 'nein')] : values.map((v) => v.label[of]);
    const maybe = optional ? ` (${word('if there is one', 'falls vorhanden')})` : '';
    const one = choices.length > 0 ? ` ${word('One of', 'Eines von')}: ${choices.join('; ')}.` : '';
    return `${word('Read to me', 'Lesen Sie mir vor')}${maybe}: ${own}.${one}`;
  });
}

const same = (value: string): Text => ({ en: value, de: value });

/** Of the device that the step is about, or that its procedure was called for. */
function serialBack({ run, scope }: LocalState, { device }: Omit<CurrentStep, 'aloud'>): HeardBack[] {
  const bound = deviceOfScope(run, scope);
  const [name, serial] = device ? [device.name, device.serial] : [bound?.deviceName ?? '', bound?.serial ?? null];
  if (serial === null) return [];
  const label = both(same(name), (own, word) => `${word('Serial number of', 'Seriennummer von')} ${own}`);
  return [{ label, value: same(serial), spelled: spell(serial) }];
}

/** What an order consists of: the go is for these values. */
function parametersBack(local: LocalState, step: Step, { readings }: Omit<CurrentStep, 'aloud'>): HeardBack[] {
  if (step.kind !== 'act') return [];
  const parameters = new Set(Object.values(step.with ?? {}));
  return readings.flatMap(({ fact, label, reading }) =>
    parameters.has(fact) && reading.value !== null ? [readBack(local, fact, label, reading.value)] : [],
  );
}

function answersBack(local: LocalState, step: Step, now: number): HeardBack[] {
  if (!('asks' in step)) return [];
  return step.asks.flatMap((ask) => {
    const value = expectedOf(local, ask, now);
    return value === null ? [] : [readBack(local, ask.fact, ask.label, value)];
  });
}

function readBack(local: LocalState, fact: string, label: Text, value: string | number | boolean): HeardBack {
  const spelled = isSpelled(own(local.library.facts, fact)?.type) ? spell(String(value)) : [];
  return { label, value: worded(local, fact, value), spelled };
}

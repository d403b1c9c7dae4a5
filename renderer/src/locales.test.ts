import { describe, expect, test } from 'vitest';
import deErrors from '../../resources/locales/de/errors.json' with { type: 'json' };
import deFindings from '../../resources/locales/de/findings.json' with { type: 'json' };
import deLibrary from '../../resources/locales/de/library.json' with { type: 'json' };
import deSpelling from '../../resources/locales/de/spelling.json' with { type: 'json' };
import deTrips from '../../resources/locales/de/trips.json' with { type: 'json' };
import deUi from '../../resources/locales/de/ui.json' with { type: 'json' };
import enErrors from '../../resources/locales/en/errors.json' with { type: 'json' };
import enFindings from '../../resources/locales/en/findings.json' with { type: 'json' };
import enLibrary from '../../resources/locales/en/library.json' with { type: 'json' };
import enSpelling from '../../resources/locales/en/spelling.json' with { type: 'json' };
import enTrips from '../../resources/locales/en/trips.json' with { type: 'json' };
import enUi from '../../resources/locales/en/ui.json' with { type: 'json' };
import { failureText, i18n } from './i18n.ts';

type Tree = { [key: string]: string | Tree };
const flat = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([k, v]) => (typeof v === 'string' ? [[`${path}${k}`, v]] : flat(v, `${path}${k}.`)));
const holes = (text: string) => [...text.matchAll(/{{\s*(\w+)\s*}}/g)].map((m) => m[1] ?? '').sort();

describe.each([
  ['ui', enUi, deUi],
  ['errors', enErrors, deErrors],
  ['findings', enFindings, deFindings],
  ['spelling', enSpelling, deSpelling],
  ['trips', enTrips, deTrips],
  ['library', enLibrary, deLibrary],
] as [string, Tree, Tree][])('%s', (_, en, de) => {
  test('English and German have the same keys', () => {
    expect(flat(de).map(([k]) => k)).toEqual(flat(en).map(([k]) => k));
  });
  test('every sentence fills the same values in both languages and is not empty', () => {
    const german = new Map(flat(de));
    for (const [key, text] of flat(en)) {
      expect(text, key).not.toBe('');
      expect(holes(german.get(key) ?? ''), key).toEqual(holes(text));
    }
  });
  test('plurals come with their general form', () => {
    const keys = new Set(flat(en).map(([k]) => k));
    for (const key of keys) if (/_(zero|one)$/.test(key)) expect(keys).toContain(key.replace(/_(zero|one)$/, '_other'));
  });
});

test('German plurals are chosen by number', () => {
  const t = i18n.getFixedT('de');
  expect([0, 1, 2].map((count) => t('locks.count', { count }))).toEqual([
    'Keine Stromsperre',
    '1 Stromsperre',
    '2 Stromsperren',
  ]);
});

test('a known failure speaks the language of the screen, an unknown one its own English', () => {
  const known = failureText({ code: 'bridge.stopped', message: 'exact English' }, 'de');
  expect(known.message).toContain('Rackhand läuft nicht mehr');
  expect(known.advice).toContain('Starten Sie');
  expect(known.detail).toBe('exact English');
  const unknown = failureText({ code: 'no.such', message: 'the BMC sulks', advice: 'wait' }, 'de');
  expect(unknown).toEqual({ message: 'the BMC sulks', advice: 'wait', detail: null });
});

test('what a procedure refuses is said in the language of the screen, and so is what to do about it', () => {
  const text = { en: 'too old', de: 'zu alt' };
  const refused = failureText({ code: 'run.answer', message: 'too old', advice: 'Enter a version.', text }, 'de');
  expect(refused).toEqual({ message: 'zu alt', advice: deErrors.run.answer.advice, detail: null });
  expect(failureText({ code: 'run.answer', message: 'too old', advice: 'Enter a version.', text }, 'en').advice).toBe(
    'Enter a version.',
  );
});

test('English shows the exact sentence and borrows advice only where there is none', () => {
  const text = failureText({ code: 'vault.locked', message: 'exact English' }, 'en');
  expect(text).toEqual({ message: 'exact English', advice: 'Open it with its passphrase.', detail: null });
});

import i18next from 'i18next';
import { useSyncExternalStore } from 'react';
import type { Failure, Language, Text } from '../../preload/contract.ts';
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

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'ui';
    resources: {
      ui: typeof enUi & typeof enLibrary & { spelling: typeof enSpelling; trips: typeof enTrips };
    };
  }
}

export const i18n = i18next.createInstance();
void i18n.init({
  lng: 'en',
  fallbackLng: 'en',
  ns: ['ui', 'errors', 'findings'],
  defaultNS: 'ui',
  resources: {
    en: {
      ui: { ...enUi, ...enLibrary, spelling: enSpelling, trips: enTrips },
      errors: enErrors,
      findings: enFindings,
    },
    de: {
      ui: { ...deUi, ...deLibrary, spelling: deSpelling, trips: deTrips },
      errors: deErrors,
      findings: deFindings,
    },
  },
  interpolation: { escapeValue: false }, // React escapes
  initAsync: false,
});

export type T = typeof i18n.t;

const onLanguage = (changed: () => void) => {
  i18n.on('languageChanged', changed);
  return () => i18n.off('languageChanged', changed);
};
/** Language of the screen; the component is drawn again when it changes. */
export const useLanguage = (): Language => useSyncExternalStore(onLanguage, () => i18n.language as Language);

const translators = new Map<Language, T>();

/** Translator for the present language. One function per language, so that memoised children notice a change and no other. */
export function useT(): T {
  const language = useLanguage();
  const known = translators.get(language) ?? (i18n.getFixedT(language) as T);
  translators.set(language, known);
  return known;
}

/** A word that the locale may know under `key`; what it does not know is shown as the device or the standard says it. */
export function useWord(): (key: string, own: string) => string {
  const language = useLanguage();
  return (key, own) =>
    i18n.exists(key, { lng: language, fallbackLng: [] }) ? String(i18n.getFixedT(language)(key as never)) : own;
}

/** A number with the decimal mark of the language and no more digits than the sensor has. */
export const number = (value: number, language: Language): string =>
  value.toLocaleString(language, { maximumFractionDigits: 3 });

/** Picks the language of a text that comes from the main process. */
export function useText(): (text: Text) => string {
  const language = useLanguage();
  return (text) => text[language] || text.en;
}

export interface FailureText {
  message: string;
  advice: string | null;
  /** The failure's own English sentence, where a translation stands in front of it: support wants the exact one. */
  detail: string | null;
}
/** Looks a failure up by its code. Its own English sentence is more exact, so English shows that. */
export function failureText(failure: Failure, language: Language): FailureText {
  const find = (part: 'message' | 'advice') => {
    const key = `errors:${failure.code}.${part}`;
    return i18n.exists(key, { lng: language, fallbackLng: [] })
      ? String(i18n.getFixedT(language)(key as never, { ...failure.params } as never))
      : null;
  };
  if (failure.text) {
    const advice = (language === 'en' ? failure.advice : find('advice')) ?? failure.advice ?? null;
    return { message: failure.text[language], advice, detail: null };
  }
  const own = { message: failure.message, advice: failure.advice ?? find('advice'), detail: null };
  const message = language === 'en' ? null : find('message');
  return message === null ? own : { message, advice: find('advice') ?? own.advice, detail: failure.message };
}

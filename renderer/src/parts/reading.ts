import type { Reading } from '../../../preload/contract.ts';
import { clock } from '../format.ts';
import { failureText, type T } from '../i18n.ts';

export interface Shown {
  read: boolean;
  text: string;
  /** When it was read, or why it was not. */
  note: string;
}
/** What may be shown of a reading: its value, or that and why there is none. Never a remembered or assumed state. */
export function shown<V>(reading: Reading<V>, say: (value: V) => string, t: T, language: 'en' | 'de'): Shown {
  if (reading.value !== null)
    return {
      read: true,
      text: say(reading.value),
      note: reading.at ? t('reading.at', { time: clock(reading.at) }) : '',
    };
  return {
    read: false,
    text: t('reading.notRead'),
    note: reading.error ? failureText(reading.error, language).message : t('reading.notYet'),
  };
}

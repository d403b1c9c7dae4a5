import type { FactValue } from '../../../preload/contract.ts';
import { stamp } from '../format.ts';
import type { T } from '../i18n.ts';

/** A fact's value in words: yes and no, the two power states and local times; everything else as it was read. */
export function factWord(value: FactValue, t: T): string {
  if (typeof value === 'boolean') return value ? t('app.yes') : t('app.no');
  if (value === 'on' || value === 'off') return t(`power.state.${value}`);
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return stamp(value);
  return String(value);
}

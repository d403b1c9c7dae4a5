import type { T } from '../i18n.ts';
import { groupCount } from './readAloud.ts';

/** Which groups cannot be right; when it is all of them, a digit is missing or too many, and nobody knows where. */
export const badWord = (t: T, badGroups: readonly number[]): string =>
  badGroups.length >= groupCount
    ? t('keys.badLength')
    : t('keys.badGroups', { count: badGroups.length, groups: badGroups.join(', ') });

import type { Language } from '../../../preload/contract.ts';

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size as drives and vendors' pages print it: decimal units, three digits. */
export function bytes(count: number, language: Language): string {
  let power = 0;
  let value = count;
  while (value >= 999.5 && power < units.length - 1) {
    value /= 1000;
    power += 1;
  }
  const digits = power === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toLocaleString(language, { maximumFractionDigits: digits })} ${units[power]}`;
}

/** Whole percents of a job; 100 only when everything is durable. */
export const percentOf = ({ doneBytes, totalBytes }: { doneBytes: number; totalBytes: number }): number =>
  totalBytes <= 0 ? 0 : Math.min(100, Math.floor((doneBytes * 100) / totalBytes));

/** Seconds with their sign and no more digits than they deserve. */
export function seconds(value: number, language: Language): string {
  const text = Math.abs(value).toLocaleString(language, { maximumFractionDigits: Math.abs(value) < 100 ? 1 : 0 });
  return `${value < 0 ? '−' : '+'}${text} s`;
}
/** Seconds without a sign. */
export const spread = (value: number, language: Language): string =>
  `${value.toLocaleString(language, { maximumFractionDigits: value < 100 ? 1 : 0 })} s`;

/** Groups of four, so that eyes and voices keep their place; the name of the hash (`SHA256:`) is a group of its own. */
export function grouped(text: string): string[] {
  const [, name = '', rest = ''] = /^([A-Z0-9]+:)?(.*)$/su.exec(text) ?? [];
  return [...(name ? [name] : []), ...(rest.match(/.{1,4}/gsu) ?? [])];
}

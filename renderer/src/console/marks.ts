import type { ConsoleMark } from '../../../preload/contract.ts';
import type { T } from '../i18n.ts';

/** The words of a mark in the terminal; null for those that would only clutter it (the journal has them all). */
export function markText(
  mark: ConsoleMark,
  t: T,
  clock: (iso: string) => string,
  duration: (seconds: number) => string,
): string | null {
  const time = clock(mark.at);
  switch (mark.kind) {
    case 'gap': {
      if (mark.since === null) return t('console.mark.gapOnly', { time });
      const seconds = Math.max(0, Math.round((Date.parse(mark.at) - Date.parse(mark.since)) / 1000));
      return seconds < 60
        ? t('console.mark.gap', { count: seconds })
        : t('console.mark.longGap', { time: duration(seconds) });
    }
    case 'break':
      return t('console.mark.break', { time });
    case 'locked':
      return t('console.mark.locked', { time });
    case 'closed':
      return t('console.mark.closed', { time });
    case 'opened':
    case 'typed':
      return null;
  }
}

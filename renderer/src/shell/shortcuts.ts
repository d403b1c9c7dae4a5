import { useEffect } from 'react';
import { go, type Screen } from '../route.ts';

/** Second key after `g`. */
export const goKeys: Record<string, Screen> = {
  s: 'sites',
  k: 'rack',
  r: 'run',
  d: 'device',
  c: 'console',
  t: 'trips',
  o: 'procedures',
  p: 'planner',
  j: 'journal',
  h: 'help',
};
const OFF = 'rackhand.singleKeysOff';
/** Shortcuts without a modifier can be switched off (WCAG 2.1.4): speech input and shaky hands trigger them. */
export const singleKeys = {
  on: () => localStorage.getItem(OFF) === null,
  set: (on: boolean) => (on ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, '1')),
};

export type Hit = { show: 'palette' | 'shortcuts' } | { lock: true } | { go: Screen } | { pending: 'g' } | null;
/** What a key means. `typing` is true inside text fields and open dialogs, where single keys are text. */
export function meaning(
  key: { key: string; ctrl: boolean; alt: boolean; shift: boolean },
  typing: boolean,
  pending: boolean,
  single: boolean,
): Hit {
  if (key.ctrl && !key.alt && key.key.toLowerCase() === 'k') return { show: 'palette' };
  if (key.ctrl && key.shift && !key.alt && key.key.toLowerCase() === 'l') return { lock: true };
  if (key.key === 'F1') return { go: 'help' };
  if (typing || !single || key.ctrl || key.alt) return null;
  if (key.key === '?') return { show: 'shortcuts' };
  if (pending) {
    const screen = goKeys[key.key];
    return screen ? { go: screen } : null;
  }
  return key.key === 'g' ? { pending: 'g' } : null;
}

const isTyping = (target: EventTarget | null) =>
  target instanceof Element &&
  (target.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"]') !== null ||
    document.querySelector('.overlay') !== null);

export function useShortcuts(show: (overlay: 'palette' | 'shortcuts') => void, lock: () => void): void {
  useEffect(() => {
    let pending = false;
    const onKey = (e: KeyboardEvent) => {
      const key = { key: e.key, ctrl: e.ctrlKey || e.metaKey, alt: e.altKey, shift: e.shiftKey };
      const hit = meaning(key, isTyping(e.target), pending, singleKeys.on());
      pending = hit !== null && 'pending' in hit;
      if (!hit) return;
      e.preventDefault();
      if ('show' in hit) show(hit.show);
      if ('lock' in hit) lock();
      if ('go' in hit) go(hit.go);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [show, lock]);
}

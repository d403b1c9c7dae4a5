import { useSyncExternalStore } from 'react';

export const screens = ['sites', 'rack', 'run', 'power', 'procedures', 'journal'] as const;
export type Screen = (typeof screens)[number];
export interface Route {
  screen: Screen;
  /** Site, run, device, procedure or stream, depending on the screen. */
  id: string | null;
}

/** `#/run/r-1` → run r-1. Anything unknown leads to the first screen. */
export function parseRoute(hash: string): Route {
  const [, name = '', ...rest] = hash.split('/');
  const screen = screens.find((s) => s === name) ?? 'sites';
  const id = rest.join('/');
  return { screen, id: id === '' ? null : decodeURIComponent(id) };
}
export const routeTo = (screen: Screen, id?: string | null): string =>
  id ? `#/${screen}/${encodeURIComponent(id)}` : `#/${screen}`;
export const go = (screen: Screen, id?: string | null): void => {
  location.hash = routeTo(screen, id);
};

let last = '';
/** A fragment that is no route (the skip link's `#main`) leaves the screen as it is. */
const present = () => {
  if (location.hash.startsWith('#/')) last = location.hash;
  return last;
};
const onHash = (changed: () => void) => {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
};
export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(onHash, present));
}

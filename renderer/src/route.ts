import { useSyncExternalStore } from 'react';

export const screens = [
  'sites',
  'rack',
  'run',
  'device',
  'console',
  'trips',
  'procedures',
  'planner',
  'journal',
  'help',
] as const;
export type Screen = (typeof screens)[number];
export interface Route {
  screen: Screen;
  /** Site, run, device, procedure or stream, depending on the screen. */
  id: string | null;
  /** Part of the screen, such as a tab of a device. */
  part: string | null;
}

/** `#/device/sps-a/health` → device sps-a, part health. Anything unknown leads to the first screen. */
export function parseRoute(hash: string): Route {
  const [, name = '', id = '', part = ''] = hash.split('/');
  const screen = screens.find((s) => s === name) ?? 'sites';
  return { screen, id: id === '' ? null : decodeURIComponent(id), part: part === '' ? null : part };
}
export const routeTo = (screen: Screen, id?: string | null, part?: string): string =>
  id ? `#/${screen}/${encodeURIComponent(id)}${part ? `/${part}` : ''}` : `#/${screen}`;
export const go = (screen: Screen, id?: string | null, part?: string): void => {
  location.hash = routeTo(screen, id, part);
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

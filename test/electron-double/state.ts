// What the members share, so that none of them needs to import another one the wrong way round.
import type { Pipe } from './cdp.ts';

interface Closable {
  /** False when a listener of `close` prevented it. */
  tryClose(): boolean;
}

export const state: { pipe: Pipe | undefined; ready: boolean; quitting: boolean; windows: Closable[] } = {
  pipe: undefined,
  ready: false,
  quitting: false,
  windows: [],
};

/** The running Chromium. Nothing that needs it may happen before `ready`, as with Electron. */
export function chromium(): Pipe {
  if (!state.pipe) throw new Error('electron double: not before app is ready');
  return state.pipe;
}

import type { Bridge } from '../../preload/contract.ts';
import { connectWeb } from './bridge-web.ts';

declare global {
  interface Window {
    readonly bridge?: Bridge;
  }
}

export interface Link {
  bridge: Bridge;
  /** Resolves once nothing on the screen can be trusted any more. Never resolves under Electron: the window dies too. */
  closed: Promise<void>;
}

/** Electron's preload provides `window.bridge`; in a plain browser the loopback shell's socket does. */
export async function connect(): Promise<Link> {
  if (window.bridge) return { bridge: window.bridge, closed: new Promise(() => {}) };
  return connectWeb();
}

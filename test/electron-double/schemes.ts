import { state } from './state.ts';
import { strict } from './strict.ts';

export type Handler = (request: Request) => Response | Promise<Response>;
interface Scheme {
  scheme: string;
  privileges?: { standard?: boolean; secure?: boolean };
}

const handlers = new Map<string, Handler>();
const privileged = new Set<string>();

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(schemes: readonly Scheme[]): void {
    if (state.ready) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme, privileges } of schemes) {
      if (privileges?.standard && privileges.secure) privileged.add(scheme);
    }
  },
  handle(scheme: string, handler: Handler): void {
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    // The stand-in below behaves as a standard, secure scheme; on another one it would promise too much.
    if (!privileged.has(scheme)) throw new Error(`electron double: ${scheme} is not registered as standard and secure`);
    handlers.set(scheme, handler);
  },
});

export const handlerFor = (url: string): Handler | undefined => handlers.get(url.slice(0, url.indexOf(':')));

/**
 * Chromium has no custom schemes without an embedder, so a secure origin that no resolver knows stands in for each
 * scheme and host: app://bundle/x is https://bundle.app.electron.invalid/x there.
 */
export function toChromium(url: string): string {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(url);
  if (!parts || !handlerFor(url)) return url;
  const [, scheme, host, rest] = parts;
  return `https://${host}.${scheme}.electron.invalid${rest || '/'}`;
}

export function fromChromium(url: string): string {
  return url.replace(
    /^(blob:)?https:\/\/([^/?#]*)\.([a-z0-9+-]+)\.electron\.invalid(?=[/?#]|$)/i,
    (_all, blob: string | undefined, host: string, scheme: string) => `${blob ?? ''}${scheme}://${host}`,
  );
}

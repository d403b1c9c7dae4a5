// Both functions are sent to Chromium as source text: no imports at run time, no closures.
import type { Codec } from './codec.ts';
import type { Peer } from './peer.ts';

type MakePeer = (secret: string, self: string, other: string, onExpose: (key: string, value: unknown) => void) => Peer;
type Listener = (event: object, ...args: unknown[]) => void;

/** What the preload world sends to the main process. */
export type Outgoing =
  | { type: 'invoke'; id: number; channel: string; args: unknown[] }
  | { type: 'send'; channel: string; args: unknown[] }
  | { type: 'preload-error'; message: string };
/** What the main process sends to the preload world. */
export type Incoming =
  | { type: 'reply'; id: number; ok: boolean; value: unknown }
  | { type: 'event'; channel: string; args: unknown[] };

/** The page's own world: receives what the preload exposes, frozen and fixed, in the top frame only. */
export function mainWorld(secret: string, makePeer: MakePeer): void {
  if (window.top !== window) return;
  const freeze = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    for (const item of Object.values(value)) freeze(item);
    return Object.freeze(value);
  };
  makePeer(secret, 'main', 'preload', (key, value) => {
    Object.defineProperty(window, key, {
      value: freeze(value),
      enumerable: true,
      configurable: false,
      writable: false,
    });
  });
}

/** The isolated world of a sandboxed preload: `require('electron')` with ipcRenderer and contextBridge, nothing else. */
export function preloadWorld(
  secret: string,
  info: object,
  preload: (require: (name: string) => unknown, module: object, exports: object, process: object) => void,
  makePeer: MakePeer,
  makeCodec: () => Codec,
): void {
  if (window.top !== window) return;
  const world = globalThis as unknown as {
    __electronSend(text: string): void;
    __electronDeliver(text: string): void;
  };
  const codec = makeCodec();
  const peer = makePeer(secret, 'preload', 'main', () => {});
  const send = (message: Outgoing): void => world.__electronSend(codec.encode(message));
  const waiting = new Map<number, { channel: string; resolve(value: unknown): void; reject(reason: unknown): void }>();
  const listeners = new Map<string, Listener[]>();
  const exposed = new Set<string>();
  let next = 1;

  world.__electronDeliver = (text) => {
    const message = codec.decode(text) as Incoming;
    if (message.type === 'event') {
      for (const listener of [...(listeners.get(message.channel) ?? [])]) {
        listener({ sender: ipcRenderer, ports: [] }, ...message.args);
      }
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.ok) call?.resolve(message.value);
    else call?.reject(new Error(`Error invoking remote method '${call.channel}': ${message.value}`));
  };

  const missing = (name: string) => () => {
    throw new Error(`electron double: ${name} is not implemented`);
  };
  const add = (channel: string, listener: Listener) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    return ipcRenderer;
  };
  const remove = (channel: string, listener: Listener) => {
    listeners.set(
      channel,
      (listeners.get(channel) ?? []).filter((other) => other !== listener),
    );
    return ipcRenderer;
  };
  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const id = next++;
        send({ type: 'invoke', id, channel, args });
        waiting.set(id, { channel, resolve, reject });
      }),
    send: (channel: string, ...args: unknown[]) => send({ type: 'send', channel, args }),
    on: add,
    addListener: add,
    off: remove,
    removeListener: remove,
    once: missing('ipcRenderer.once'),
    sendSync: missing('ipcRenderer.sendSync'),
    postMessage: missing('ipcRenderer.postMessage'),
  };
  const contextBridge = {
    exposeInMainWorld(key: string, api: unknown) {
      if (exposed.has(key))
        throw new Error(`Cannot bind an API on top of an existing property on the window object: ${key}`);
      exposed.add(key);
      peer.expose(key, api);
    },
  };
  const require = (name: string): unknown => {
    if (name === 'electron' || name === 'electron/renderer') return { ipcRenderer, contextBridge };
    throw new Error(`module not found: ${name}`);
  };
  const module = { exports: {} };
  const process = { ...info, env: {}, type: 'renderer', sandboxed: true, contextIsolated: true };
  try {
    preload(require, module, module.exports, process);
  } catch (error) {
    send({ type: 'preload-error', message: String(error instanceof Error ? error.stack : error) });
  }
}

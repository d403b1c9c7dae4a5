import type { Bridge, CommandName, EventName, Events, Failure, Result } from '../../preload/contract.ts';
import type { Link } from './bridge.ts';

const SESSION = 'rackhand.session';
const stopped: Failure = {
  code: 'bridge.stopped',
  message: 'Rackhand has stopped, so nothing was sent.',
  advice: 'Start Rackhand again and read the state of every device before you go on.',
};

type Message = { hello: string } | { id: number; result: Result<never> } | { event: EventName; payload: never };

/** Takes the one-time code out of the address, so that it is neither bookmarked nor redeemed twice. */
function takeCode(): string | null {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code) history.replaceState(null, '', location.pathname);
  return code;
}

/** The same Bridge over one WebSocket. The session key lives in sessionStorage: this origin, this port, this tab. */
export async function connectWeb(): Promise<Link> {
  const code = takeCode();
  const pass = code ? `code.${code}` : `session.${sessionStorage.getItem(SESSION) ?? 'none'}`;
  const socket = new WebSocket(`ws://${location.host}/bridge`, ['rackhand.v1', pass]);
  const waiting = new Map<number, (result: Result<never>) => void>();
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  let next = 0;

  const closed = new Promise<void>((resolve) => {
    socket.addEventListener('close', () => {
      for (const answer of waiting.values()) answer({ ok: false, error: stopped });
      waiting.clear();
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('close', () => reject(new Error('the Rackhand service does not answer this window')));
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as Message;
      if ('hello' in message) {
        sessionStorage.setItem(SESSION, message.hello);
        resolve();
      } else if ('id' in message) {
        waiting.get(message.id)?.(message.result);
        waiting.delete(message.id);
      } else {
        for (const listener of listeners.get(message.event) ?? []) listener(message.payload);
      }
    });
  });

  const bridge: Bridge = {
    invoke: (name: CommandName, ...args: unknown[]) =>
      new Promise((resolve) => {
        if (socket.readyState !== WebSocket.OPEN) return resolve({ ok: false, error: stopped });
        const id = next++;
        waiting.set(id, resolve as (result: Result<never>) => void);
        socket.send(JSON.stringify({ id, name, args }));
      }),
    subscribe<K extends EventName>(name: K, listener: (payload: Events[K]) => void) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener as (payload: never) => void));
      return () => {
        set.delete(listener as (payload: never) => void);
      };
    },
  };
  return { bridge, closed };
}

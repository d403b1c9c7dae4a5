import type { EventName, Events, Result } from '../../preload/contract.ts';

/** Largest message a page may send, in bytes. The router's own limits are tighter; this one bounds the buffer. */
export const MAX_MESSAGE = 16 << 20;

/** A command as it comes over the socket; name and arguments are for the router to judge. */
export interface Call {
  id: number;
  name: unknown;
  args: unknown;
}

export const hello = (sessionKey: string): string => JSON.stringify({ hello: sessionKey });
export const answer = (id: number, result: Result<unknown>): string => JSON.stringify({ id, result });
export const event = <K extends EventName>(name: K, payload: Events[K]): string =>
  JSON.stringify({ event: name, payload });

/** Null for anything that is not a call; the sender is then not our page. */
export function parseCall(text: string): Call | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof message !== 'object' || message === null || !('id' in message)) return null;
  const { id, name, args } = message as Partial<Call>;
  return typeof id === 'number' && Number.isSafeInteger(id) ? { id, name, args } : null;
}

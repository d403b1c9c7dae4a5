/**
 * What is known of the heartbeats of an Imprivata enterprise. Every five minutes a server can post its status to a URL
 * (appliances.md §4); the form of the body is documented nowhere, so it is kept as it came and nothing is read from it. Pure.
 */
import { plainText } from '../plain-text.ts';

/** Two missed heartbeats and a minute: from then on a silence is worth a look. In the database phase it is expected. */
export const OVERDUE_S = 11 * 60;
/** More senders than any enterprise has; later ones are not kept, so that nobody can fill the memory. */
const MOST_SENDERS = 64;
const TEXT_LIMIT = 2_000;

export interface Heartbeat {
  /** Address that it came from. */
  from: string;
  /** Milliseconds since the epoch. */
  at: number;
  bytes: number;
  /** The beginning of the body, without control characters. */
  text: string;
}
/** The newest heartbeat of each sender. */
export type Heartbeats = Readonly<Record<string, Heartbeat>>;

/** The heartbeats with one more. */
export function withBeat(beats: Heartbeats, from: string, at: number, body: Buffer): Heartbeats {
  const sender = senderOf(from);
  if (!Object.hasOwn(beats, sender) && Object.keys(beats).length >= MOST_SENDERS) return beats;
  const text = plainText(body.toString('utf8'), TEXT_LIMIT);
  return { ...beats, [sender]: { from: sender, at, bytes: body.length, text } };
}

/** The last heartbeat of a host; where that one never sent any (it may be behind another address) the newest of all. */
export function lastOf(beats: Heartbeats, host: string | null): Heartbeat | null {
  const own = host === null ? undefined : Object.entries(beats).find(([from]) => from === host)?.[1];
  return own ?? Object.values(beats).reduce<Heartbeat | null>((a, b) => (a && a.at >= b.at ? a : b), null);
}

/** For how long nothing has come, in whole seconds, and whether that is longer than two heartbeats may take. */
export function silence(since: number, now: number): { seconds: number; overdue: boolean } {
  const seconds = Math.max(0, Math.round((now - since) / 1000));
  return { seconds, overdue: seconds > OVERDUE_S };
}

/** An IPv4 address as it is written, also where the system shows it inside IPv6. */
export const senderOf = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

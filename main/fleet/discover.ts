import { randomInt } from 'node:crypto';
import { splitBmc } from '../app/address.ts';
import { DecodeError } from '../ipmi/bytes.ts';
import type { DatagramSocket } from '../ipmi/datagram.ts';
import { SharedDatagrams } from '../ipmi/shared-datagram.ts';
import { decodeAsf, encodeAsf } from '../ipmi/wire/asf.ts';
import { type Clock, systemClock } from '../ports/clock.ts';
import { enterpriseName } from './enterprise.ts';
import type { FleetNetwork } from './power.ts';

/** Who answered a presence ping. */
export interface Found {
  /** Canonical `host:port`, as named. */
  address: string;
  /** The answer says that IPMI is spoken here. */
  ipmi: boolean;
  /** IANA number in the pong: 4542 is plain ASF, else the maker's. */
  enterprise: number;
  /** The maker's name, where it is known. */
  enterpriseName: string | null;
  roundTripMs: number;
}

export interface DiscoverOptions {
  signal: AbortSignal;
  clock?: Clock;
  network?: FleetNetwork;
  /** Pings a second; 500 if not given. */
  rate?: number;
  /** How long the last ping may take to be answered, milliseconds; 1000 if not given. */
  graceMs?: number;
}

const ROUNDS = 2;
/** Pings leave in bunches this often, milliseconds: timers are no finer than that. */
const TICK_MS = 10;

/**
 * RMCP/ASF presence ping to exactly the addresses given, each once and those that stay silent once more, at a limited
 * rate; who answers comes out at once, and once. Needs no login and takes no session slot. Silence proves nothing: there
 * are BMCs that speak IPMI and do not answer pings.
 */
export async function* discover(addresses: readonly string[], options: DiscoverOptions): AsyncGenerator<Found, void> {
  const { signal, clock = systemClock, rate = 500, graceMs = 1_000 } = options;
  const network = options.network ?? new SharedDatagrams();
  const found: Found[] = [];
  const silent = new Map<string, Asked>();
  let wake: (() => void) | null = null;
  let sent = false;
  const nudge = () => wake?.();
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);

  const answered = (address: string, bytes: Buffer) => {
    const pong = pongOf(bytes);
    const sentAt = pong ? silent.get(address)?.sentAt.get(pong.tag) : undefined;
    if (!pong || sentAt === undefined) return;
    silent.delete(address);
    found.push({
      address,
      ipmi: pong.ipmi,
      enterprise: pong.enterprise,
      enterpriseName: enterpriseName(pong.enterprise),
      roundTripMs: clock.monotonic() - sentAt,
    });
    nudge();
  };
  const connect = async (address: string): Promise<DatagramSocket> => {
    const { host, port } = splitBmc(address);
    return network.connect(host, port, { message: (bytes) => answered(address, bytes), failed: () => undefined });
  };
  const sendAll = async () => {
    const pace = pacer(clock, rate, ended);
    for (let round = 0; round < ROUNDS; round++) {
      for (const address of round === 0 ? addresses : [...silent.keys()]) {
        await pace();
        // It may have answered while this one waited for its turn.
        if (round > 0 && !silent.has(address)) continue;
        const asked = silent.get(address) ?? { socket: await connect(address), sentAt: new Map<number, number>() };
        silent.set(address, asked);
        const tag = randomInt(0xff);
        asked.sentAt.set(tag, clock.monotonic());
        asked.socket.send(encodeAsf({ kind: 'ping', tag }));
      }
      // Nobody is asked twice who had no time to answer; and the last answers must have time to come.
      if (silent.size > 0) await clock.sleep(graceMs, ended);
    }
  };

  signal.addEventListener('abort', nudge);
  const sending = sendAll()
    .catch(() => undefined)
    .finally(() => {
      sent = true;
      nudge();
    });
  try {
    while (!signal.aborted) {
      const next = found.shift();
      if (next) yield next;
      else if (sent) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal.removeEventListener('abort', nudge);
    stop.abort();
    await sending;
    await network[Symbol.asyncDispose]();
  }
}

interface Asked {
  socket: DatagramSocket;
  /** When each ping left, by its tag. */
  sentAt: Map<number, number>;
}

function pongOf(bytes: Buffer) {
  try {
    const message = decodeAsf(bytes);
    return message.kind === 'pong' ? message : null;
  } catch (e) {
    if (e instanceof DecodeError) return null;
    throw e;
  }
}

/** Lets through `rate` a second, in bunches of one tick. */
function pacer(clock: Clock, rate: number, signal: AbortSignal): () => Promise<void> {
  const bunch = Math.max(1, Math.round((rate * TICK_MS) / 1_000));
  let left = bunch;
  return async () => {
    if (signal.aborted) throw signal.reason;
    if (left === 0) {
      await clock.sleep((bunch * 1_000) / rate, signal);
      left = bunch;
    }
    left--;
  };
}

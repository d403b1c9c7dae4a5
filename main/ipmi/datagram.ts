import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Why the network refused. `refused` is an ICMP "port unreachable": nothing listens there. */
export interface DatagramFailure {
  reason: 'refused' | 'no-route' | 'unknown-host' | 'other';
  detail: string;
}

export interface DatagramEvents {
  message(bytes: Buffer): void;
  failed(failure: DatagramFailure): void;
}

/** A UDP socket tied to one peer; datagrams of others never reach it. */
export interface DatagramSocket {
  send(bytes: Buffer): void;
  /** Resolves when what was sent has left and the socket is gone. */
  close(): Promise<void>;
}

/** The way to the network. Rejects never: failures come as events, so that callers have one place for them. */
export interface DatagramPort {
  connect(host: string, port: number, events: DatagramEvents): Promise<DatagramSocket>;
}

const REASONS: Readonly<Record<string, DatagramFailure['reason']>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'refused', // Windows reports ICMP port unreachable this way
  EHOSTUNREACH: 'no-route',
  ENETUNREACH: 'no-route',
  ENETDOWN: 'no-route',
  EHOSTDOWN: 'no-route',
  ENOTFOUND: 'unknown-host',
  EAI_AGAIN: 'unknown-host',
};

/** What an error of node:dgram or node:dns means for the caller. */
export function datagramFailure(error: unknown): DatagramFailure {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { reason: REASONS[code] ?? 'other', detail: code || String(error) };
}

/** The real network. A connected socket, so that the kernel filters by peer and reports ICMP errors to us. */
export const udp: DatagramPort = {
  async connect(host, port, events) {
    try {
      const address = isIP(host) ? { address: host, family: isIP(host) } : await lookup(host);
      const socket = createSocket(address.family === 6 ? 'udp6' : 'udp4');
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.once('connect', resolve);
        socket.connect(port, address.address);
      });
      socket.removeAllListeners('error');
      socket.on('error', (e) => events.failed(datagramFailure(e)));
      socket.on('message', (bytes) => events.message(bytes));
      return connected(socket, events);
    } catch (e) {
      events.failed(datagramFailure(e));
      return { send: () => undefined, close: () => Promise.resolve() };
    }
  },
};

function connected(socket: Socket, events: DatagramEvents): DatagramSocket {
  let pending = 0;
  let closed = false;
  let drained: (() => void) | null = null;
  return {
    send(bytes) {
      if (closed) return;
      pending++;
      socket.send(bytes, (error) => {
        pending--;
        if (error && !closed) events.failed(datagramFailure(error));
        if (pending === 0) drained?.();
      });
    },
    async close() {
      if (closed) return;
      closed = true;
      if (pending > 0) await new Promise<void>((resolve) => (drained = resolve));
      await new Promise<void>((resolve) => socket.close(resolve));
    },
  };
}

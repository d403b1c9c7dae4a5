import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Endpoint } from './lab.ts';
import { timeline as realTimeline, type Timeline } from './timeline.ts';

export type Direction = 'to-bmc' | 'to-client';

/** What happens to one datagram. */
export type Fault =
  | { kind: 'pass' }
  | { kind: 'drop' }
  | { kind: 'delay'; ms: number }
  /** It arrives twice, one right behind the other. */
  | { kind: 'duplicate' }
  /** It arrives behind the next datagram of its direction, or at `flush` when no other follows. */
  | { kind: 'swap' }
  /** One byte is inverted; `at` counts from the end of the datagram. */
  | { kind: 'corrupt'; at: number };

export interface Datagram {
  direction: Direction;
  /** Counted from 0 in its own direction. */
  index: number;
  bytes: Buffer;
}

/** Decides on every datagram; asked once for each, in the order of arrival. Called before the datagram goes on. */
export type FaultPlan = (datagram: Datagram) => Fault;

export interface UdpProxyOptions {
  target: Endpoint;
  plan?: FaultPlan;
  /** Fixed round trip time that the proxy adds, half of it each way. */
  rttMs?: number;
  timeline?: Timeline;
}

export interface PassedDatagram {
  direction: Direction;
  index: number;
  length: number;
  verdict: Fault['kind'];
}

/** A UDP path on loopback whose faults are decided by a plan and therefore the same in every run. */
export interface UdpProxy extends Endpoint {
  /** Every datagram that arrived at the proxy, in order. */
  readonly log: readonly PassedDatagram[];
  count(direction: Direction): number;
  /** Resolves when everything that clients have sent by now has arrived at the proxy. */
  quiet(): Promise<void>;
  /** Lets all that is late arrive now: delays and swaps end. Resolves when everything has left the proxy. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

const PASS: Fault = { kind: 'pass' };
const HOST = '127.0.0.1';

/** Starts a proxy on a free loopback port. One client at a time speaks through it: the last one heard gets the answers. */
export async function startUdpProxy(options: UdpProxyOptions): Promise<UdpProxy> {
  const plan = options.plan ?? (() => PASS);
  const timeline = options.timeline ?? realTimeline();
  const oneWayMs = (options.rttMs ?? 0) / 2;
  const log: PassedDatagram[] = [];
  const counts: Record<Direction, number> = { 'to-bmc': 0, 'to-client': 0 };
  const heldBack = new Map<Direction, () => void>();
  const leaving = new Set<Promise<void>>();
  let closed = false;
  let client: Endpoint | null = null;

  const outer = await openSocket();
  const inner = await openSocket();

  const send = (socket: Socket, bytes: Buffer, to: Endpoint) => {
    if (closed) return;
    const sent = new Promise<void>((resolve) => {
      // A refused or unreachable peer is a lost datagram, as it would be on a wire.
      socket.send(bytes, to.port, to.host, () => resolve());
    });
    leaving.add(sent);
    sent.then(() => leaving.delete(sent));
  };
  const forward = (direction: Direction, bytes: Buffer) => {
    const deliver = () => {
      if (direction === 'to-bmc') send(inner, bytes, options.target);
      else if (client !== null) send(outer, bytes, client);
    };
    if (oneWayMs > 0) timeline.after(oneWayMs, deliver);
    else deliver();
  };
  const arrive = (direction: Direction, bytes: Buffer) => {
    const index = counts[direction]++;
    const fault = plan({ direction, index, bytes });
    log.push({ direction, index, length: bytes.length, verdict: fault.kind });
    const release = heldBack.get(direction);
    switch (fault.kind) {
      case 'drop':
        return;
      case 'delay':
        timeline.after(fault.ms, () => forward(direction, bytes));
        return;
      case 'swap':
        if (release === undefined) {
          heldBack.set(direction, () => forward(direction, bytes));
          return;
        }
        forward(direction, bytes);
        break;
      case 'corrupt':
        forward(direction, corrupted(bytes, fault.at));
        break;
      case 'duplicate':
        forward(direction, bytes);
        forward(direction, bytes);
        break;
      case 'pass':
        forward(direction, bytes);
    }
    heldBack.delete(direction);
    release?.();
  };

  // A datagram from the proxy's own inner socket is a marker: whatever was sent before it has been received before it.
  const markers: (() => void)[] = [];
  const quiet = () =>
    new Promise<void>((resolve) => {
      markers.push(resolve);
      inner.send('marker', outer.address().port, HOST);
    });
  outer.on('message', (bytes, from) => {
    if (from.port === inner.address().port) {
      markers.shift()?.();
      return;
    }
    client = { host: from.address, port: from.port };
    arrive('to-bmc', bytes);
  });
  inner.on('message', (bytes) => arrive('to-client', bytes));

  return {
    host: HOST,
    port: outer.address().port,
    log,
    count: (direction) => counts[direction],
    quiet,
    async flush() {
      await quiet();
      timeline.drain();
      for (const [direction, release] of heldBack) {
        heldBack.delete(direction);
        release();
      }
      await Promise.all(leaving);
    },
    async close() {
      closed = true;
      timeline.cancel();
      await Promise.all([closeSocket(outer), closeSocket(inner)]);
    },
  };
}

function corrupted(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const position = copy.length - 1 - (at % copy.length);
  copy[position] = (copy[position] ?? 0) ^ 0xff;
  return copy;
}

async function openSocket(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('error', () => undefined);
  socket.bind(0, HOST);
  await once(socket, 'listening');
  return socket;
}

async function closeSocket(socket: Socket): Promise<void> {
  const closed = once(socket, 'close');
  socket.close();
  await closed;
}

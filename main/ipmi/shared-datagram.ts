import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIP, isIPv6, SocketAddress } from 'node:net';
import {
  type DatagramEvents,
  type DatagramFailure,
  type DatagramPort,
  type DatagramSocket,
  datagramFailure,
} from './datagram.ts';

/** Room for the answers of a thousand BMCs that come at once, bytes. Linux gives less where it is told to; more than a few
 * megabytes are an error on other systems. */
const RECEIVE_BUFFER = 1 << 20;

type Family = 4 | 6;

const GONE: DatagramFailure = { reason: 'other', detail: 'cancelled' };

/**
 * Many peers over one unconnected UDP socket for each address family, so that a fleet costs two file descriptors and no
 * firewall states beyond one source port. Datagrams go to whoever is connected with their sender; those of strangers are
 * dropped. A send that fails is told to its own peer only. An unconnected socket hears no ICMP errors: a closed port is
 * silence here, unlike with `udp`.
 */
export class SharedDatagrams implements DatagramPort, AsyncDisposable {
  readonly #sockets = new Map<Family, Promise<Socket>>();
  /** By "address port" as the kernel spells the sender. Two connections with one peer both get what it sends. */
  readonly #peers = new Map<string, Set<DatagramEvents>>();
  #pending = 0;
  #drained: (() => void) | null = null;
  #gone = false;
  #closed = false;

  async connect(host: string, port: number, events: DatagramEvents): Promise<DatagramSocket> {
    try {
      const literal = isIP(host);
      const peer = literal ? { address: host, family: literal } : await lookup(host);
      const socket = await this.#socket(peer.family === 6 ? 6 : 4);
      if (this.#gone) events.failed(GONE);
      return this.#virtual(socket, peer.address, port, events);
    } catch (e) {
      events.failed(datagramFailure(e));
      return { send: () => undefined, close: () => Promise.resolve() };
    }
  }

  #virtual(socket: Socket, address: string, port: number, events: DatagramEvents): DatagramSocket {
    const key = keyOf(canonical(address), port);
    const listeners = this.#peers.get(key) ?? new Set();
    this.#peers.set(key, listeners.add(events));
    let open = true;
    return {
      send: (bytes) => {
        if (!open || this.#closed) return;
        this.#pending++;
        socket.send(bytes, port, address, (error) => {
          if (error && open) events.failed(datagramFailure(error));
          if (--this.#pending === 0) this.#drained?.();
        });
      },
      close: () => {
        if (open && listeners.delete(events) && listeners.size === 0) this.#peers.delete(key);
        open = false;
        return Promise.resolve();
      },
    };
  }

  #socket(family: Family): Promise<Socket> {
    const known = this.#sockets.get(family);
    if (known) return known;
    const made = this.#bind(family);
    this.#sockets.set(family, made);
    return made;
  }

  async #bind(family: Family): Promise<Socket> {
    const socket = createSocket({
      type: family === 6 ? 'udp6' : 'udp4',
      recvBufferSize: RECEIVE_BUFFER,
      // Only addresses come here; looking each of them up again would put every send off.
      lookup: (address, _options, done) => done(null, address, family),
    });
    // With no peer of its own, an error says nothing about any one BMC: silence will.
    socket.on('error', () => undefined);
    socket.on('message', (bytes, from) => {
      for (const events of this.#peers.get(keyOf(from.address, from.port)) ?? []) events.message(bytes);
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    return socket;
  }

  /** Tells every connection that its network is gone, so that nobody waits for a time-out. What is sent still leaves. */
  interrupt(): void {
    this.#gone = true;
    for (const listeners of this.#peers.values()) for (const events of listeners) events.failed(GONE);
  }

  /** Interrupts, lets what was sent leave, and closes the sockets. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.interrupt();
    this.#closed = true;
    this.#peers.clear();
    if (this.#pending > 0) await new Promise<void>((resolve) => (this.#drained = resolve));
    for (const made of this.#sockets.values()) {
      const socket = await made.catch(() => null);
      if (socket) await new Promise<void>((resolve) => socket.close(resolve));
    }
  }
}

function keyOf(address: string, port: number): string {
  return `${address} ${port}`;
}

/** The kernel's spelling of an address, under which its answers arrive. A zone stays as it is. */
function canonical(address: string): string {
  return isIPv6(address) && !address.includes('%') ? new SocketAddress({ address, family: 'ipv6' }).address : address;
}

import type { DatagramFailure, DatagramPort } from '../../ipmi/datagram.ts';
import type { SimulatedClock } from '../../ports/simulated-clock.ts';
import type { BmcCore, Outgoing } from './core.ts';

export type Direction = 'request' | 'answer';

export interface SimNetwork extends DatagramPort {
  /** One-way delay, milliseconds. */
  latencyMs: number;
  /** What becomes of a datagram: the copies that arrive, each with an extra delay. [] loses it. */
  fate: (direction: Direction, bytes: Buffer) => { bytes: Buffer; delayMs: number }[];
  /** When set, a request brings this failure instead of arriving (ICMP). */
  failure: DatagramFailure | null;
  /** Every request that left the client. */
  readonly sent: Buffer[];
}

const arrives = (_: Direction, bytes: Buffer) => [{ bytes, delayMs: 0 }];

/** A network with one BMC on it, in memory and on the simulated clock. */
export function simNetwork(core: BmcCore, clock: SimulatedClock): SimNetwork {
  const network: SimNetwork = {
    latencyMs: 1,
    fate: arrives,
    failure: null,
    sent: [],
    connect(_host, _port, events) {
      let open = true;
      const answer = (bytes: Buffer, delayMs: number) => {
        for (const copy of network.fate('answer', bytes)) {
          const wait = network.latencyMs + delayMs + copy.delayMs;
          void clock.sleep(wait).then(() => open && events.message(copy.bytes));
        }
      };
      return Promise.resolve({
        send(bytes) {
          network.sent.push(bytes);
          const { failure } = network;
          if (failure) {
            void clock.sleep(network.latencyMs).then(() => open && events.failed(failure));
            return;
          }
          for (const copy of network.fate('request', bytes)) {
            void clock.sleep(network.latencyMs + copy.delayMs).then(() => {
              const transmit = (out: Outgoing) => answer(out.bytes, out.delayMs);
              for (const out of core.receive(copy.bytes, clock.monotonic(), transmit)) transmit(out);
            });
          }
        },
        close() {
          open = false;
          return Promise.resolve();
        },
      });
    },
  };
  return network;
}

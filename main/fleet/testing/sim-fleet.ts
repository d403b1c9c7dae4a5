import type { DatagramEvents } from '../../ipmi/datagram.ts';
import type { SimulatedClock } from '../../ports/simulated-clock.ts';
import { BmcCore, type PracticeBmcOptions } from '../../practice/bmc/index.ts';
import { type SimNetwork, simNetwork } from '../../practice/bmc/sim.ts';
import type { FleetNetwork } from '../power.ts';

export interface SimFleet extends FleetNetwork {
  /** By "host:port". A BMC that is not here is dead: silence. */
  readonly bmcs: Map<string, { core: BmcCore; net: SimNetwork }>;
  /** Datagrams sent to anyone, dead or alive, with their time. */
  readonly sent: { to: string; at: number }[];
  /** Connections that were not closed. */
  readonly open: Set<DatagramEvents>;
}

/** Many practice BMCs on one simulated network. */
export function simFleet(
  addresses: readonly string[],
  clock: SimulatedClock,
  options: PracticeBmcOptions = {},
): SimFleet {
  const bmcs = new Map(
    addresses.map((address) => {
      const core = new BmcCore({ clock, ...options });
      return [address, { core, net: simNetwork(core, clock) }];
    }),
  );
  const open = new Set<DatagramEvents>();
  const sent: SimFleet['sent'] = [];
  return {
    bmcs,
    sent,
    open,
    async connect(host, port, events) {
      const to = `${host}:${port}`;
      open.add(events);
      const socket = await bmcs.get(to)?.net.connect(host, port, events);
      return {
        send(bytes) {
          sent.push({ to, at: clock.monotonic() });
          socket?.send(bytes);
        },
        async close() {
          open.delete(events);
          await socket?.close();
        },
      };
    },
    interrupt() {
      for (const events of open) events.failed({ reason: 'other', detail: 'cancelled' });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

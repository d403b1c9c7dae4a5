import type { Failure } from '../../preload/contract.ts';
import type { Bmc, ChassisStatus } from '../ipmi/bmc.ts';
import { type DatagramPort, udp } from '../ipmi/datagram.ts';
import { SharedDatagrams } from '../ipmi/shared-datagram.ts';
import { type Clock, systemClock } from '../ports/clock.ts';
import { failureOf } from '../ports/failure.ts';
import { asTheyCome } from './places.ts';

/** One BMC of a fleet, before anything has been sent. */
export interface Member {
  /** Canonical `host:port` of its BMC. */
  name: string;
  /** Name of the device, where it is one of a site. */
  device: string | null;
  /** Opens no session yet. May throw what makes it impossible, such as a password that is missing. */
  open(network: DatagramPort): Promise<Bmc>;
}

/** What one BMC said, or why it did not. */
export interface PowerReading {
  name: string;
  device: string | null;
  status: Pick<ChassisStatus, 'power' | 'restorePolicy'> | null;
  failure: Failure | null;
  roundTrips: number;
  /** From its turn to its answer, milliseconds. */
  ms: number;
}

export interface ReadOptions {
  /** Ends everything at once. */
  signal: AbortSignal;
  clock?: Clock;
  network?: FleetNetwork;
}

/** A network that can be taken away from everyone who waits on it. */
export interface FleetNetwork extends DatagramPort, AsyncDisposable {
  interrupt(): void;
}

/** A connected socket: on it the kernel tells at once that a port is closed. */
const single: FleetNetwork = { ...udp, interrupt: () => undefined, [Symbol.asyncDispose]: () => Promise.resolve() };

/**
 * A rack's worth and more at a time. Each BMC has a processor of its own and is asked one thing, so the bound is for the
 * network and for us; smaller, it would be felt: at 100 ms round trip, every further batch costs 0.4 s.
 */
const WIDTH = 256;
/** Four round trips take a sound BMC less, even by modem line; who takes longer does not keep others waiting. */
const HOLD_MS = 1_000;

/**
 * Power state of every member, in the order in which they answer, over one socket. A member that fails is a reading with a
 * failure. The sessions are closed before the generator ends, without waiting for the BMCs to agree.
 */
export async function* readPower(members: readonly Member[], options: ReadOptions): AsyncGenerator<PowerReading, void> {
  const { signal, clock = systemClock } = options;
  const network = options.network ?? (members.length === 1 ? single : new SharedDatagrams());
  const interrupt = () => network.interrupt();
  const open: Promise<void>[] = [];
  const read = async ({ name, device, open: openBmc }: Member): Promise<PowerReading> => {
    const started = clock.monotonic();
    let bmc: Bmc | null = null;
    const ended = (status: PowerReading['status'], failure: Failure | null): PowerReading => ({
      ...{ name, device, status, failure },
      roundTrips: bmc?.roundTrips ?? 0,
      ms: clock.monotonic() - started,
    });
    try {
      bmc = await openBmc(network);
      const { power, restorePolicy } = await bmc.chassisStatus();
      return ended({ power, restorePolicy }, null);
    } catch (e) {
      return ended(null, failureOf(e));
    } finally {
      if (bmc) open.push(bmc.close());
    }
  };
  const reads: Promise<PowerReading>[] = [];
  const begin = (member: Member) => {
    const begun = read(member);
    reads.push(begun);
    return begun;
  };
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    yield* asTheyCome(members, begin, { width: WIDTH, holdMs: HOLD_MS, clock, signal });
  } finally {
    signal.removeEventListener('abort', interrupt);
    network.interrupt();
    await Promise.all(reads);
    await Promise.all(open);
    await network[Symbol.asyncDispose]();
  }
}

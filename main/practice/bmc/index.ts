import { createSocket } from 'node:dgram';
import { systemClock } from '../../ports/clock.ts';
import type { Board } from './board.ts';
import type { Chassis } from './chassis.ts';
import type { Configuration } from './configuration.ts';
import { BmcCore, type Transmit } from './core.ts';
import type { Faults, FaultTarget } from './faults.ts';
import type { PracticeBmcOptions } from './options.ts';
import type { SolPort } from './sol.ts';

export { BOARD_FAULTS, Board, type BoardFault } from './board.ts';
export { type Chassis, type ChassisChange, type ChassisOptions, SimpleChassis } from './chassis.ts';
export { BmcCore } from './core.ts';
export { Faults, type FaultTarget } from './faults.ts';
export { defaultFru, type PracticeBmcOptions, type PracticeQuirks, type PracticeUser } from './options.ts';

/** A simulated BMC on a loopback UDP port. */
export interface PracticeBmc extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly chassis: Chassis;
  readonly board: Board;
  readonly faults: Faults;
  /** Its set-up; `weaken()` and `mend()` change it while it runs. */
  readonly configuration: Configuration;
  /** Every change that was carried out, in order, such as "reset" or "policy always-on". */
  readonly executed: string[];
  /** Every request that arrived, repetitions included. */
  readonly received: FaultTarget[];
  /** Session slots in use, half-open ones included. */
  readonly slotsUsed: number;
  /** The machine's serial port. */
  readonly sol: SolPort;
  /** Forgets all sessions, as a BMC reset does. */
  restart(): void;
  close(): Promise<void>;
}

/** Starts a practice BMC; throws when the address is not a loopback one or the port is taken. */
export async function startBmc(options: PracticeBmcOptions = {}): Promise<PracticeBmc> {
  const host = options.host ?? '127.0.0.1';
  // A BMC that accepts known passwords must never be reachable from a network.
  if (!host.startsWith('127.') && host !== '::1')
    throw new RangeError(`a practice BMC listens on loopback only, not on ${host}`);
  const clock = options.clock ?? systemClock;
  const core = new BmcCore(options);
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  let open = true;
  socket.on('message', (bytes, from) => {
    const transmit: Transmit = (out) => {
      const send = () => {
        if (open) socket.send(out.bytes, from.port, from.address);
      };
      if (out.delayMs > 0) void clock.sleep(out.delayMs).then(send);
      else send();
    };
    for (const out of core.receive(bytes, clock.monotonic(), transmit)) transmit(out);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(options.port ?? 0, host, resolve);
  });
  socket.removeAllListeners('error');
  // An ICMP error about a client that has gone is no reason to stop.
  socket.on('error', () => undefined);
  const { port } = socket.address();
  core.sol.port = port;
  const close = async () => {
    if (!open) return;
    open = false;
    core.sol.release();
    await new Promise<void>((resolve) => socket.close(resolve));
  };
  return {
    host,
    port,
    chassis: core.machine.chassis,
    board: core.machine.board,
    faults: core.faults,
    executed: core.machine.executed,
    received: core.received,
    get slotsUsed() {
      return core.slots.used;
    },
    restart: () => core.restart(),
    configuration: core.machine.configuration,
    sol: core.sol,
    close,
    [Symbol.asyncDispose]: close,
  };
}

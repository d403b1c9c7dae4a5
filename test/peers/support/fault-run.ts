import type { ActionResult } from '../../../preload/contract.ts';
import { awaitRmcp } from './await-rmcp.ts';
import type { Endpoint } from './lab.ts';
import { timeline } from './timeline.ts';
import { type Direction, type FaultPlan, type PassedDatagram, startUdpProxy } from './udp-proxy.ts';

/** A BMC whose chassis counts what it really did. */
export interface Machine extends Endpoint {
  /** Resets executed since the last `clear`. */
  resets(): number;
  clear(): void;
}

/** What a client says about the reset it was asked for, in the words of the contract. */
export type ClientRun = Pick<ActionResult, 'outcome' | 'detail' | 'failure'>;

export interface FaultRun extends ClientRun {
  /** Resets the machine had executed when the client gave its outcome. */
  resetsAtOutcome: number;
  /** Resets in the end, after everything late had arrived too. */
  resets: number;
  counts: Record<Direction, number>;
  log: readonly PassedDatagram[];
}

/**
 * Lets a client reset a machine over a path with faults. When the client has given its outcome, everything that is
 * still under way arrives, and a ping that the machine answers behind it proves that it has been dealt with.
 * `factor` is the speed of the client's clock; the delays of the path keep pace with it.
 */
export async function runUnderFaults(
  machine: Machine,
  plan: FaultPlan,
  client: (path: Endpoint) => Promise<ClientRun>,
  factor = 1,
): Promise<FaultRun> {
  machine.clear();
  const proxy = await startUdpProxy({ target: machine, plan, timeline: timeline(factor) });
  try {
    const said = await client(proxy);
    const resetsAtOutcome = machine.resets();
    await proxy.flush();
    await awaitRmcp(machine);
    const counts = { 'to-bmc': proxy.count('to-bmc'), 'to-client': proxy.count('to-client') };
    return {
      outcome: said.outcome,
      detail: said.detail,
      failure: said.failure,
      resetsAtOutcome,
      resets: machine.resets(),
      counts,
      log: proxy.log,
    };
  } finally {
    await proxy.close();
  }
}

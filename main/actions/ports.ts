/** What `perform` needs from the outside. The BMC is the driver itself, narrowed to what an action may touch. */
import type { ActionResult, Verdict } from '../../preload/contract.ts';
import type { Bmc } from '../ipmi/bmc.ts';
import type { ActionIntent } from '../procedures/events.ts';

/** The named verbs of the chassis, and `act` for what else a plan sends; `read` and `logout` are for reading back. */
export type ActionBmc = Pick<
  Bmc,
  | 'name'
  | 'chassisStatus'
  | 'identity'
  | 'restartCause'
  | 'chassisControl'
  | 'identify'
  | 'setRestorePolicy'
  | 'act'
  | 'read'
  | 'logout'
>;

/** What an action is about, as the gate and the journal know it. */
export interface Place {
  /** Canonical `address:port`, the first of the two keys by which runs bind a BMC. */
  address: string;
  /** The device as the store knows it; null for a BMC given by bare address. */
  device: { id: string; siteId: string; name: string; serial: string | null } | null;
}

export interface Target extends Place {
  bmc: ActionBmc;
}

export type Decision =
  /** The intent is durable in `stream`; the command may be sent. */
  { allowed: true; stream: string } | { allowed: false; stream: string; verdicts: Verdict[] };

/** The gate's memory: interlocks of every open run that binds the target, and the journal. */
export interface Gate {
  /**
   * Evaluates every rule and, if none blocks, makes the intent durable: both in one transaction against all processes.
   * `serial` is the one just read from the BMC.
   */
  decide(intent: ActionIntent, siteId: string | null, author: string): Decision;
  /** Makes the outcome durable. Also called for refusals and for actions that never came to an intent. */
  settle(
    stream: string | null,
    intent: ActionIntent,
    siteId: string | null,
    result: ActionResult,
    author: string,
  ): void;
}

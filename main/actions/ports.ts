/** What `perform` needs from the outside. The BMC is the driver itself, narrowed to what an action may touch. */
import type { ActionResult, Verdict } from '../../preload/contract.ts';
import type { Bmc } from '../ipmi/bmc.ts';
import type { ActionIntent } from '../procedures/events.ts';

export type ActionBmc = Pick<
  Bmc,
  'name' | 'chassisStatus' | 'identity' | 'restartCause' | 'chassisControl' | 'identify' | 'setRestorePolicy'
>;

export interface Target {
  bmc: ActionBmc;
  /** Canonical `address:port`, the first of the two keys by which runs bind a BMC. */
  address: string;
  /** The device as the store knows it; null for a BMC given by bare address. */
  device: { id: string; siteId: string; name: string; serial: string | null } | null;
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

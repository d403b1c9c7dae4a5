/** What `perform` needs from the outside. The BMC is the driver itself, narrowed to what an action may touch. */
import type { ActionResult, Verdict } from '../../preload/contract.ts';
import type { Idrac, Sent } from '../idrac/idrac.ts';
import type { ChassisStatus, ChassisVerb, Identity, RestartCause, RestorePolicy } from '../ipmi/bmc.ts';
import type { Change, Read } from '../ipmi/commands/command.ts';
import type { ActionIntent } from '../procedures/events.ts';
import type { ApplianceHands } from './appliance.ts';

/**
 * A chassis as actions reach it: the driver of a BMC, or a Dell server behind its iDRAC. The named verbs, `act` for what
 * else a plan sends, `read` and `logout` for reading back.
 */
export interface ActionBmc {
  /** "host:port", for messages. */
  readonly name: string;
  /** Where the server is reached by its iDRAC. */
  readonly idrac?: Idrac;
  /** Where an appliance is reached by its own interface. */
  readonly appliance?: ApplianceHands;
  chassisStatus(withinMs?: number): Promise<ChassisStatus>;
  identity(): Promise<Identity>;
  restartCause(withinMs?: number): Promise<RestartCause>;
  chassisControl(verb: ChassisVerb): Promise<Sent>;
  identify(seconds: number): Promise<Sent>;
  setRestorePolicy(policy: RestorePolicy): Promise<Sent>;
  act<Q>(command: Change<Q, unknown>, request: Q): Promise<Sent>;
  read<Q, R>(command: Read<Q, R>, request: Q, withinMs?: number): Promise<R>;
  logout(): Promise<void>;
}

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

export type { Sent } from '../idrac/idrac.ts';

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

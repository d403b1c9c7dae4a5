import { perform } from '../../../main/actions/perform.ts';
import { type Plan, powerPlan } from '../../../main/actions/plan.ts';
import type { Gate } from '../../../main/actions/ports.ts';
import { Bmc, type BmcOptions } from '../../../main/ipmi/bmc.ts';
import { type Clock, systemClock } from '../../../main/ports/clock.ts';
import type { ActionResult, PowerVerb } from '../../../preload/contract.ts';
import { ADMIN, type PeerTarget } from './lab.ts';

/** Our driver on a peer's terms: suite 3 with consent, because ipmi_sim has nothing newer. */
export function bmcFor(target: PeerTarget, options: Partial<BmcOptions> = {}): Bmc {
  const { user, password } = target.credentials ?? ADMIN;
  return new Bmc({
    host: target.host,
    port: target.port,
    user,
    password: Buffer.from(password),
    cipherSuite: target.cipherSuite ?? 3,
    suite3Consent: true,
    ...(target.kg === undefined ? {} : { kg: Buffer.from(target.kg) }),
    ...options,
  });
}

/** A gate that no rule stands in: these proofs are about the wire, not about interlocks. */
const openGate: Gate = {
  decide: () => ({ allowed: true, stream: 'proof' }),
  settle: () => undefined,
};

/** A power action through the choke point, from cold to closed. */
export const performPower = (
  target: PeerTarget,
  verb: PowerVerb,
  options: PerformOptions = {},
): Promise<ActionResult> => performPlan(target, powerPlan(verb), options);

export interface PerformOptions {
  clock?: Clock;
  serial?: string;
  bmc?: Partial<BmcOptions>;
}

/** Any plan through the choke point, over a session of the level it needs, from cold to closed. */
export async function performPlan(target: PeerTarget, plan: Plan, options: PerformOptions = {}): Promise<ActionResult> {
  const clock = options.clock ?? systemClock;
  await using bmc = bmcFor(target, { clock, privilege: 'administrator', ...options.bmc });
  return await perform(
    plan,
    {
      bmc,
      address: `${target.host}:${target.port}`,
      device: options.serial === undefined ? null : { id: 'lab', siteId: 'lab', name: 'lab', serial: options.serial },
    },
    { author: 'peers', path: null, gate: openGate, clock, process: { pid: process.pid, start: 'peers' } },
  );
}

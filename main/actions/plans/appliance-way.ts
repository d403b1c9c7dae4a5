import type { ApplianceActionName, Failure } from '../../../preload/contract.ts';
import { IpmiError } from '../../ipmi/errors.ts';
import { failureOf } from '../../ports/failure.ts';
import { compareVersions } from '../../procedures/expression/version.ts';
import type { FileOrder } from '../appliance.ts';
import type { Look, Plan } from '../plan.ts';
import type { ActionBmc, Sent } from '../ports.ts';

/** Sends by one way into an appliance; a target without it cannot carry it out. */
export async function over<H>(
  bmc: ActionBmc,
  way: (bmc: ActionBmc) => H | undefined,
  send: (hand: H) => Promise<Sent>,
): Promise<Sent> {
  const hand = way(bmc);
  if (hand) return send(hand);
  const finding = 'the device is not reached by the interface that this needs';
  const error = new IpmiError({
    code: 'usage',
    device: bmc.name,
    finding,
    advice: 'Check product and endpoints of the device',
  });
  return { kind: 'not-sent', error };
}

/** What a reading says, where there is a way to read. */
export async function seen<H>(
  bmc: ActionBmc,
  way: (bmc: ActionBmc) => H | undefined,
  look: (hand: H) => Promise<Look>,
): Promise<Look> {
  const hand = way(bmc);
  return hand ? look(hand) : 'unprovable';
}

/** Why a file may not be sent: it is another one than was checked, or cannot be read. */
export async function differs(bmc: ActionBmc, { file, sha256 }: FileOrder): Promise<Failure | null> {
  try {
    const found = await bmc.appliance?.hash(file);
    if (found === undefined || found === sha256) return null;
    const message = `${file} has the SHA-256 ${found}, not the one that was checked.`;
    return { code: 'file.another', message, advice: 'Check the medium, and check the file again.' };
  } catch (error) {
    return failureOf(error);
  }
}

/** The same version in whatever form: `5 F8` is 5.8.0. */
export const sameVersion = (a: string | null, b: string): boolean =>
  a !== null && (a === b || compareVersions(a, b) === 0);

/** How long a file may take to appear after it has been received in full. */
const KEPT_MS = 5_000;

/** Fetches a file into the data folder. `name` is relative to it and new; that it lies there complete is the proof. */
export const keptPlan = (action: ApplianceActionName, name: string, send: Plan['send']): Plan => ({
  action,
  parameters: { file: name },
  send,
  look: async (bmc) => {
    if (!bmc.appliance) return 'unprovable';
    return (await bmc.appliance.kept(name)) ? 'reached' : 'pending';
  },
  settleMs: KEPT_MS,
});

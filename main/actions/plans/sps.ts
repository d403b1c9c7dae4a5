import type { Failure } from '../../../preload/contract.ts';
import type { SpsHand } from '../appliance.ts';
import type { Plan } from '../plan.ts';
import type { ActionBmc } from '../ports.ts';
import { differs, keptPlan, over, sameVersion, seen } from './appliance-way.ts';

/** An upload is verified by the product before it shows up in a slot. */
const UPLOAD_MS = 10 * 60_000;
/** A node that has accepted the upgrade goes down; that it comes back is watched by the procedure, with its clock. */
const GOING_DOWN_MS = 3 * 60_000;

const sps = (bmc: ActionBmc): SpsHand | undefined => bmc.appliance?.sps;
const failure = (code: string, bmc: ActionBmc, message: string, advice: string): Failure => ({
  ...{ code, message: `${bmc.name}: ${message}`, advice },
});

/**
 * Puts a firmware image into an empty slot. Nothing is installed by it. The version has to be that of the image: it is what is
 * looked for in the slots.
 */
export const spsUploadPlan = (file: string, sha256: string, version: string): Plan => ({
  action: 'sps.api.upload',
  parameters: { file, sha256, version },
  async hindrance(bmc) {
    const hand = sps(bmc);
    if (!hand) return null;
    const other = await differs(bmc, { file, sha256 });
    if (other) return other;
    const slots = await hand.slots();
    if (slots.some((slot) => slot.version === null)) return null;
    return failure(
      'sps.no-empty-slot',
      bmc,
      'no firmware slot is empty.',
      'Delete a firmware that is neither the running one nor the one after reboot, then send it again.',
    );
  },
  send: (bmc) => over(bmc, sps, (hand) => hand.upload(file)),
  look: (bmc) =>
    seen(bmc, sps, async (hand) => {
      const slots = await hand.slots();
      return slots.some((slot) => sameVersion(slot.version, version) && slot.current !== true) ? 'reached' : 'pending';
    }),
  settleMs: UPLOAD_MS,
  everyMs: 10_000,
});

/**
 * Installs the firmware of a slot and restarts the node. Done is: accepted, and the node went down (or runs the version); whether
 * it comes back with the version is for the procedure to watch. For single nodes only: what the call does to the other node of a pair
 * is not documented, so it is not sent in a run that is about another node as well. The product's own test runs before it.
 */
export const spsUpgradePlan = (version: string): Plan => ({
  action: 'sps.api.upgrade',
  parameters: { version },
  async hindrance(bmc) {
    const hand = sps(bmc);
    if (!hand) return null;
    if (hand.partners > 0) {
      const advice = 'Follow the procedure for pairs: its order keeps the other node off until this one is verified.';
      return failure('sps.pair', bmc, 'it belongs to a pair, and this is for single nodes.', advice);
    }
    if (!(await hand.firmwareCalls()).includes('upgrade')) {
      const advice = 'Select "After reboot" on the firmware page and restart the node there.';
      return failure('sps.no-upgrade-call', bmc, 'this release has no call that installs firmware.', advice);
    }
    const slot = await slotOf(hand, version);
    if (slot === null) {
      const advice = 'Upload the firmware first, or correct the version.';
      return failure('sps.no-such-firmware', bmc, `no slot holds firmware ${version}.`, advice);
    }
    const { verdict, summary } = await hand.test(slot);
    const advice = 'Put right what the test found and run it again; nothing was changed.';
    return verdict === 'pass' ? null : failure('sps.test-failed', bmc, `the firmware test failed: ${summary}`, advice);
  },
  send: (bmc) =>
    over(bmc, sps, async (hand) => {
      const slot = await slotOf(hand, version);
      if (slot === null) return { kind: 'not-sent', error: new Error(`no slot holds firmware ${version}`) };
      return hand.upgrade(slot, `Upgrade to ${version}`);
    }),
  look: (bmc) => seen(bmc, sps, async (hand) => (sameVersion(await hand.version(), version) ? 'reached' : 'pending')),
  settleMs: GOING_DOWN_MS,
  // Its own restart may cost the reply. A silent node proves nothing then: the cable may be cut.
  lostMs: 60_000,
  everyMs: 5_000,
  goesDown: true,
  caution:
    'Do not restart, reset or switch off the node: an upgrade that is interrupted may lose data. Watch its console, and read the version again',
});

/** A support bundle, into the data folder. It is deleted on the appliance afterwards. */
export const spsBundlePlan = (name: string): Plan =>
  keptPlan('sps.api.bundle', name, (bmc) => over(bmc, sps, (hand) => hand.bundle(name)));

async function slotOf(hand: SpsHand, version: string): Promise<string | null> {
  return (await hand.slots()).find((slot) => sameVersion(slot.version, version) && slot.current !== true)?.key ?? null;
}

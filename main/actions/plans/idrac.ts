import type { Idrac } from '../../idrac/idrac.ts';
import { IpmiError } from '../../ipmi/errors.ts';
import type { Plan } from '../plan.ts';
import type { ActionBmc, Sent } from '../ports.ts';

/** Sends over the iDRAC of the target; a target without one cannot carry it out. */
async function over(bmc: ActionBmc, send: (idrac: Idrac) => Promise<Sent>): Promise<Sent> {
  if (bmc.idrac) return send(bmc.idrac);
  const finding = 'this device is not reached by an iDRAC';
  const error = new IpmiError({ code: 'usage', device: bmc.name, finding, advice: 'Add its iDRAC to the device' });
  return { kind: 'not-sent', error };
}

/** What is read of the iDRAC, when there is one. */
const seen = async <T>(bmc: ActionBmc, read: (idrac: Idrac) => Promise<T>): Promise<T | null> =>
  bmc.idrac ? read(bmc.idrac) : null;

/** An iDRAC takes three to five minutes to start. */
const RESTART_MS = 10 * 60_000;
/** Uploading, staging, the server's restart, the flash and the iDRAC's own restart (idrac.md §4). */
const UPDATE_MS = 60 * 60_000;
const UPDATE_LOOK_MS = 10_000;

/** Restarts the iDRAC, not the server. That it answers again is all that can be read afterwards. */
export const idracResetPlan = (): Plan => ({
  action: 'idrac.reset',
  parameters: {},
  send: (bmc) => over(bmc, (idrac) => idrac.reset()),
  look: async () => 'unprovable',
  settleMs: RESTART_MS,
  everyMs: 5_000,
  restartsBmc: true,
  caution: 'An iDRAC is silent for up to ten minutes while it starts: wait, then test the connection',
});

export const deleteJobPlan = (job: string): Plan => ({
  action: 'idrac.job.delete',
  parameters: { job },
  send: (bmc) => over(bmc, (idrac) => idrac.deleteJob(job)),
  look: async (bmc) => {
    const jobs = await seen(bmc, (idrac) => idrac.jobs());
    if (!jobs) return 'unprovable';
    return jobs.some(({ id }) => id === job) ? 'pending' : 'reached';
  },
  settleMs: 60_000,
  everyMs: 5_000,
});

const CUT_OFF = 'The iDRAC may answer at its new address only: look for it there, or at the front panel of the server';

/** A static IPv4 address. The connection that ordered it ends with it. */
export const staticAddressPlan = (address: string, mask: string, gateway: string): Plan => ({
  action: 'idrac.nic.static',
  parameters: { address, mask, gateway },
  send: (bmc) => over(bmc, (idrac) => idrac.setStatic(address, mask, gateway)),
  look: async (bmc) => {
    const nic = await seen(bmc, (idrac) => idrac.nic());
    if (!nic) return 'unprovable';
    const same = nic.dhcp === false && nic.address === address && nic.mask === mask && nic.gateway === gateway;
    return same ? 'reached' : 'pending';
  },
  settleMs: 60_000,
  everyMs: 5_000,
  caution: `${CUT_OFF} (${address})`,
});

export const dhcpPlan = (): Plan => ({
  action: 'idrac.nic.dhcp',
  parameters: {},
  send: (bmc) => over(bmc, (idrac) => idrac.setDhcp()),
  look: async (bmc) => {
    const nic = await seen(bmc, (idrac) => idrac.nic());
    return nic ? (nic.dhcp === true ? 'reached' : 'pending') : 'unprovable';
  },
  settleMs: 60_000,
  everyMs: 5_000,
  caution: CUT_OFF,
});

/** Switches the network port on by its attribute. `setniccfg -o` would switch it off (G-031) and is never sent. */
export const enableNicPlan = (): Plan => ({
  action: 'idrac.nic.enable',
  parameters: {},
  send: (bmc) => over(bmc, (idrac) => idrac.enableNic()),
  look: async (bmc) => {
    const nic = await seen(bmc, (idrac) => idrac.nic());
    return nic ? (nic.enabled === true ? 'reached' : 'pending') : 'unprovable';
  },
  settleMs: 60_000,
  everyMs: 5_000,
});

/** The plan takes `password` over and wipes it; it is in no intent, journal or message. */
export function idracPasswordPlan(userId: number, password: Buffer): Plan {
  return {
    ...forgottenIdracPasswordPlan(userId),
    send: (bmc) => over(bmc, (idrac) => idrac.setUserPassword(userId, password)),
    wipe: () => void password.fill(0),
  };
}

export const forgottenIdracPasswordPlan = (userId: number): Plan => ({
  action: 'idrac.user.setPassword',
  parameters: { userId },
  send: () => Promise.reject(new Error('the password is gone')),
  look: async () => 'unprovable',
  settleMs: 5_000,
  // One look: where the connection is that user's, each is a login with the old password, and an iDRAC bans for three.
  everyMs: 5_000,
  looksAfterwardsOnly: true,
  caution: 'Log in once with the new password. One wrong try only: an iDRAC locks the address out for a minute or more',
});

/** No reading over Redfish and racadm tells it alike, so the iDRAC's own word counts. */
export const ipmiOverLanPlan = (enabled: boolean): Plan => ({
  action: 'idrac.ipmiOverLan',
  parameters: { enabled },
  send: (bmc) => over(bmc, (idrac) => idrac.setIpmiOverLan(enabled)),
  look: async () => 'unprovable',
  settleMs: 30_000,
  everyMs: 5_000,
});

export interface FirmwareOrder {
  /** Path of the package on this machine. */
  file: string;
  sha256: string;
  /** Version the package brings: what must be read back. */
  version: string;
  /** Dell component IDs the package is for; empty when they are not known, then any component with the version counts. */
  components?: readonly number[];
}

/**
 * Installs an Update Package. The only proof is the version that is read back: jobs that say "completed" have changed nothing
 * before, and jobs vanish (idrac.md §2.6). A job that says it failed ends the waiting.
 */
export function firmwarePlan(
  { file, sha256, version, components = [] }: FirmwareOrder,
  progress?: (sent: number, size: number) => void,
): Plan {
  return {
    action: 'firmware.update',
    parameters: { file, sha256, version, ...(components.length > 0 ? { components: components.join(',') } : {}) },
    send: (bmc) =>
      over(bmc, (idrac) => idrac.update(file, progress ? { progress: ({ sent, size }) => progress(sent, size) } : {})),
    async look(bmc) {
      const installed = await seen(bmc, (idrac) => idrac.firmware());
      if (!installed) return 'unprovable';
      const concerned = installed.filter(
        ({ componentId }) => components.length === 0 || components.includes(componentId ?? -1),
      );
      if (concerned.some((component) => component.version === version)) return 'reached';
      const jobs = await seen(bmc, (idrac) => idrac.jobs());
      const [newest] = jobs ?? [];
      return newest?.state === 'failed' ? 'contradicted' : 'pending';
    },
    settleMs: UPDATE_MS,
    everyMs: UPDATE_LOOK_MS,
    caution:
      'The flash may still be running: do not switch the server off and do not restart the iDRAC. Read the versions again in half an hour',
  };
}

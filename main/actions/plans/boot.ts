import type { BootDevice } from '../../../preload/contract.ts';
import { setSystemBootOptions } from '../../ipmi/commands/set-system-boot-options.ts';
import { IpmiError } from '../../ipmi/errors.ts';
import {
  BOOT_PARAMETER,
  encodeBootFlags,
  readBootFlags,
  SET_COMPLETE,
  SET_IN_PROGRESS,
} from '../../ipmi/setup/boot-options.ts';
import type { Plan } from '../plan.ts';
import type { ActionBmc, Sent } from '../ports.ts';

export interface BootOrder {
  device: BootDevice;
  /** For every start from now on, instead of the next one only. */
  persistent: boolean;
  firmware: 'legacy' | 'uefi';
}

/** "BIOS/POST has noted the boot info": write mask and value; set so that only the BMC's flags count. */
const ACKNOWLEDGE_BIOS = Buffer.from([1, 1]);

/** From where the machine boots (IPMI 2.0 §28.12, Table 28-14). Device `none` takes an earlier order back. */
export function bootPlan({ device, persistent, firmware }: BootOrder): Plan {
  const flags = { valid: true, persistent, firmware, device };
  return {
    action: 'boot.set',
    parameters: { device, persistent, firmware },
    send: (bmc) => sendFlags(bmc, encodeBootFlags(flags)),
    async look(bmc) {
      const seen = await readBootFlags(bmc);
      if (seen === null) return 'unprovable';
      // Some firmware drops what means nothing without a device.
      const none = device === 'none' && seen.device === 'none';
      const same = seen.valid && seen.device === device && seen.persistent === persistent && seen.firmware === firmware;
      return none || same ? 'reached' : 'pending';
    },
    settleMs: 5_000,
    // A BMC may take one-time flags back 60 s after they were set, so that old ones are no reason not to send.
    looksAfterwardsOnly: true,
  };
}

/** Frames the flags the way BIOSes rely on. What a BMC does not have of the frame (many have none) is left out. */
async function sendFlags(bmc: ActionBmc, flags: Buffer): Promise<Sent> {
  const set = (parameter: number, data: Buffer) => bmc.act(setSystemBootOptions, { parameter, valid: true, data });
  const opened = await set(BOOT_PARAMETER.setInProgress, Buffer.from([SET_IN_PROGRESS]));
  if (opened.kind === 'not-sent' || opened.kind === 'lost') return opened;
  if (opened.kind === 'rejected' && opened.error instanceof IpmiError && opened.error.code === 'busy') return opened;
  await set(BOOT_PARAMETER.infoAcknowledge, ACKNOWLEDGE_BIOS);
  const result = await set(BOOT_PARAMETER.flags, flags);
  if (opened.kind === 'accepted') await set(BOOT_PARAMETER.setInProgress, Buffer.from([SET_COMPLETE]));
  return result;
}

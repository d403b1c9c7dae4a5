import type { BootDevice, BootOptionsView } from '../../../preload/contract.ts';
import type { Reads } from '../bmc.ts';
import { Reader } from '../bytes.ts';
import { getSystemBootOptions } from '../commands/get-system-boot-options.ts';
import { parameter } from './parameter.ts';

/** Parameter selectors of IPMI 2.0 Table 28-14. */
export const BOOT_PARAMETER = { setInProgress: 0, validBitClearing: 3, infoAcknowledge: 4, flags: 5 } as const;

/** What the set-in-progress parameter can say: nobody is writing, somebody is, and "commit". */
export const SET_COMPLETE = 0;
export const SET_IN_PROGRESS = 1;

/** From where the system boots next, as the flags say. */
export type BootFlags = BootOptionsView;

export interface BootOptions {
  flags: BootFlags | null;
  /** Somebody is setting boot options at this moment, or left them half set. */
  setInProgress: boolean | null;
  /** Events after which the BMC does not take the flags back, although it would by default. */
  survives: ('power-button' | 'reset-button' | 'watchdog' | 'no-command-in-60s' | 'pef')[] | null;
  /** Parties that have noted the flags already; a BIOS that has will not look again. */
  acknowledged: ('bios' | 'os-loader' | 'os' | 'sms' | 'oem')[] | null;
}

const DEVICES: readonly (readonly [number, BootDevice])[] = [
  [0x0, 'none'],
  [0x1, 'pxe'],
  [0x2, 'disk'],
  [0x3, 'safe-mode'],
  [0x4, 'diagnostic'],
  [0x5, 'cd'],
  [0x6, 'bios-setup'],
  [0xf, 'floppy'], // "floppy or primary removable media": USB sticks on most machines
];
const SURVIVES = ['power-button', 'reset-button', 'watchdog', 'no-command-in-60s', 'pef'] as const;
const PARTIES = ['bios', 'os-loader', 'os', 'sms', 'oem'] as const;

/** Boot flags, parameter 5. Remote media (7h to Bh) are `other`: they are the maker's own. DecodeError when too short. */
export function decodeBootFlags(data: Buffer): BootFlags {
  const r = new Reader(data, 'boot flags');
  const first = r.u8();
  const device = (r.u8() >> 2) & 0x0f;
  r.take(3); // buttons, verbosity, console redirection, BIOS sharing, device instance
  return {
    valid: (first & 0x80) !== 0,
    persistent: (first & 0x40) !== 0,
    firmware: (first & 0x20) !== 0 ? 'uefi' : 'legacy',
    device: DEVICES.find(([number]) => number === device)?.[1] ?? 'other',
  };
}

/** Boot flags for parameter 5; everything that they could change beside the device is left to the BIOS. */
export function encodeBootFlags(flags: BootFlags & { device: BootDevice }): Buffer {
  const device = DEVICES.find(([, name]) => name === flags.device)?.[0] ?? 0;
  const first = (flags.valid ? 0x80 : 0) | (flags.persistent ? 0x40 : 0) | (flags.firmware === 'uefi' ? 0x20 : 0);
  return Buffer.from([first, device << 2, 0, 0, 0]);
}

/** What the BMC will tell the BIOS at the next start. Each part null where the BMC does not have it. IpmiError. */
export async function readBootOptions(bmc: Reads): Promise<BootOptions> {
  const read = async (selector: number) => {
    const found = await bmc.read(getSystemBootOptions, { parameter: selector, set: 0, block: 0 });
    // Marked invalid: what the bytes say is not meant.
    return found.valid ? found.data : Buffer.alloc(0);
  };
  const names = <T>(table: readonly T[], byte: number) => table.filter((_, bit) => (byte & (1 << bit)) !== 0);
  return {
    flags: await parameter(read(BOOT_PARAMETER.flags), 'boot flags', (r) => decodeBootFlags(r.rest())),
    setInProgress: await parameter(
      read(BOOT_PARAMETER.setInProgress),
      'set in progress',
      (r) => (r.u8() & 3) === SET_IN_PROGRESS,
    ),
    survives: await parameter(read(BOOT_PARAMETER.validBitClearing), 'valid bit clearing', (r) =>
      names(SURVIVES, r.u8()),
    ),
    acknowledged: await parameter(read(BOOT_PARAMETER.infoAcknowledge), 'boot info acknowledge', (r) => {
      r.u8(); // write mask
      return names(PARTIES, r.u8());
    }),
  };
}

/** The boot flags alone; null where the BMC does not have them. IpmiError. */
export async function readBootFlags(bmc: Reads): Promise<BootFlags | null> {
  const read = bmc.read(getSystemBootOptions, { parameter: BOOT_PARAMETER.flags, set: 0, block: 0 });
  return parameter(
    read.then(({ data }) => data),
    'boot flags',
    (r) => decodeBootFlags(r.rest()),
  );
}

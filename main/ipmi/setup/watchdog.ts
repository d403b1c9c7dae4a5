import type { Reads } from '../bmc.ts';
import { getWatchdogTimer, type Watchdog } from '../commands/get-watchdog-timer.ts';
import { present } from '../errors.ts';

/** The watchdog timer, which may restart the machine by itself; null where the BMC has none. IpmiError. */
export function readWatchdog(bmc: Reads): Promise<Watchdog | null> {
  return present(bmc.read(getWatchdogTimer, undefined));
}

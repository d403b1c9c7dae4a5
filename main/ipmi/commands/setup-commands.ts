import { coldReset } from './cold-reset.ts';
import { getChannelAccess } from './get-channel-access.ts';
import { getChannelInfo } from './get-channel-info.ts';
import { getLanConfiguration } from './get-lan-configuration.ts';
import { getSystemBootOptions } from './get-system-boot-options.ts';
import { getUserAccess } from './get-user-access.ts';
import { getUserName } from './get-user-name.ts';
import { getWatchdogTimer } from './get-watchdog-timer.ts';
import { setLanConfiguration } from './set-lan-configuration.ts';
import { setSystemBootOptions } from './set-system-boot-options.ts';
import { setUserAccess } from './set-user-access.ts';
import { setUserPassword } from './set-user-password.ts';
import { warmReset } from './warm-reset.ts';

/** Configuration of the BMC: boot options, LAN, users, channels, watchdog, reset. */
export const SETUP_COMMANDS = {
  'boot-options': getSystemBootOptions,
  'boot-options-set': setSystemBootOptions,
  'lan-configuration': getLanConfiguration,
  'lan-configuration-set': setLanConfiguration,
  'user-access': getUserAccess,
  'user-access-set': setUserAccess,
  'user-name': getUserName,
  'user-password': setUserPassword,
  'channel-access': getChannelAccess,
  'channel-info': getChannelInfo,
  watchdog: getWatchdogTimer,
  'cold-reset': coldReset,
  'warm-reset': warmReset,
} as const;

import { chassisControl } from './chassis-control.ts';
import { chassisIdentify } from './chassis-identify.ts';
import { closeSession } from './close-session.ts';
import { getChannelAuthCapabilities } from './get-channel-auth-capabilities.ts';
import { getChannelCipherSuites } from './get-channel-cipher-suites.ts';
import { getChassisStatus } from './get-chassis-status.ts';
import { getDeviceId } from './get-device-id.ts';
import { getFruAreaInfo } from './get-fru-area-info.ts';
import { getSystemGuid } from './get-system-guid.ts';
import { getSystemRestartCause } from './get-system-restart-cause.ts';
import { readFruData } from './read-fru-data.ts';
import { SENSOR_COMMANDS } from './sensor-commands.ts';
import { setPowerRestorePolicy } from './set-power-restore-policy.ts';
import { setSessionPrivilege } from './set-session-privilege.ts';
import { SETUP_COMMANDS } from './setup-commands.ts';
import { SOL_COMMANDS } from './sol-commands.ts';

/** Every command this program speaks, by a short name; for the practice BMC, its faults and the fuzzer. */
export const COMMANDS = {
  'auth-capabilities': getChannelAuthCapabilities,
  'cipher-suites': getChannelCipherSuites,
  'device-id': getDeviceId,
  'system-guid': getSystemGuid,
  'session-privilege': setSessionPrivilege,
  'close-session': closeSession,
  'chassis-status': getChassisStatus,
  'chassis-control': chassisControl,
  identify: chassisIdentify,
  'restore-policy': setPowerRestorePolicy,
  'restart-cause': getSystemRestartCause,
  'fru-info': getFruAreaInfo,
  'fru-read': readFruData,
  ...SENSOR_COMMANDS,
  ...SETUP_COMMANDS,
  ...SOL_COMMANDS,
} as const;

export type CommandKey = keyof typeof COMMANDS;

const place = (netFn: number, cmd: number) => (netFn << 8) | cmd;
const BY_PLACE: ReadonlyMap<number, CommandKey> = new Map(
  (Object.keys(COMMANDS) as CommandKey[]).map((key) => [place(COMMANDS[key].netFn, COMMANDS[key].cmd), key]),
);

/** The short name for a request's network function and command byte, or null. */
export function commandKey(netFn: number, cmd: number): CommandKey | null {
  return BY_PLACE.get(place(netFn, cmd)) ?? null;
}

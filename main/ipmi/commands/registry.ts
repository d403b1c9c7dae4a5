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
import { setPowerRestorePolicy } from './set-power-restore-policy.ts';
import { setSessionPrivilege } from './set-session-privilege.ts';

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
} as const;

export type CommandKey = keyof typeof COMMANDS;

const KEYS = Object.keys(COMMANDS) as CommandKey[];

/** The short name for a request's network function and command byte, or null. */
export function commandKey(netFn: number, cmd: number): CommandKey | null {
  return KEYS.find((k) => COMMANDS[k].netFn === netFn && COMMANDS[k].cmd === cmd) ?? null;
}

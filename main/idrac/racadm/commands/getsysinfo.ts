import { type RacadmRead, UnexpectedAnswer } from '../command.ts';
import { Properties } from '../properties.ts';

/** What a technician wants to know first. Null for what this firmware does not report, or reports as empty. */
export interface SystemInfo {
  serviceTag: string | null;
  /** False when tag and express service code contradict each other: the tag in base 36 is the code. Null without both. */
  tagConfirmed: boolean | null;
  model: string | null;
  biosVersion: string | null;
  hostName: string | null;
  osName: string | null;
  power: 'on' | 'off' | null;
  firmwareVersion: string | null;
  firmwareBuild: string | null;
  /** As the iDRAC writes it, its own time zone. */
  lastFirmwareUpdate: string | null;
  macAddress: string | null;
  dnsName: string | null;
  ipv4: {
    enabled: boolean | null;
    address: string | null;
    netmask: string | null;
    gateway: string | null;
    dhcp: boolean | null;
  };
}

/** idrac.md §1.5; iDRAC 6 to 10. */
export const getsysinfo: RacadmRead<SystemInfo> = { name: 'getsysinfo', words: ['getsysinfo'], parse: parseSystemInfo };

const TAG = /^[A-Z0-9]{5,7}$/;

function parseSystemInfo(text: string): SystemInfo {
  const all = new Properties(text);
  const serviceTag = all.get('Service Tag');
  const firmwareVersion = all.get('Firmware Version');
  if (serviceTag === null && firmwareVersion === null) {
    throw new UnexpectedAnswer('neither a service tag nor a firmware version is in it');
  }
  if (serviceTag !== null && !TAG.test(serviceTag)) throw new UnexpectedAnswer('the service tag is none');
  const code = all.get(['Express Svc Code', 'Express Service Code']);
  const power = all.get('Power Status');
  const v4 = 'IPv4 settings';
  return {
    serviceTag,
    tagConfirmed: serviceTag && code && /^\d+$/.test(code) ? Number.parseInt(serviceTag, 36) === Number(code) : null,
    model: all.get('System Model'),
    biosVersion: all.get('System BIOS Version'),
    hostName: all.get('Host Name'),
    osName: all.get('OS Name'),
    power: power && /^on$/i.test(power) ? 'on' : power && /^off$/i.test(power) ? 'off' : null,
    firmwareVersion,
    firmwareBuild: all.get('Firmware Build'),
    lastFirmwareUpdate: all.get('Last Firmware Update'),
    macAddress: all.get('MAC Address'),
    dnsName: all.get('DNS RAC Name'),
    ipv4: {
      enabled: all.flag('Enabled', v4),
      address: all.get('Current IP Address', v4),
      netmask: all.get('Current IP Netmask', v4),
      gateway: all.get('Current IP Gateway', v4),
      dhcp: all.flag('DHCP Enabled', v4),
    },
  };
}

import type { LanParameter } from '../../../preload/contract.ts';
import type { Reads } from '../bmc.ts';
import type { Reader } from '../bytes.ts';
import { getLanConfiguration } from '../commands/get-lan-configuration.ts';
import { type Privilege, privilegeName } from '../privilege.ts';
import { parameter } from './parameter.ts';
import { SettingError } from './setting-error.ts';

export type LanSource = 'unspecified' | 'static' | 'dhcp' | 'bios' | 'other';
export type AuthType15 = 'none' | 'md2' | 'md5' | 'straight' | 'oem';

/** The LAN channel as configured. Each part null where the BMC does not have it. */
export interface LanConfiguration {
  source: LanSource | null;
  /** Dotted, as the mask and the gateway. */
  address: string | null;
  mask: string | null;
  /** Lower case with colons. */
  mac: string | null;
  gateway: string | null;
  backupGateway: string | null;
  vlan: { enabled: boolean; id: number; priority: number | null } | null;
  /** IPMI 1.5 authentication types the BMC knows, and those enabled for each level. */
  authSupport: AuthType15[] | null;
  authEnabled: Record<Privilege, AuthType15[]> | null;
  /** Suites in the order of the BMC; `limit`: highest level with it, `unused` for none, null where it does not say. */
  cipherSuites: { id: number; limit: Privilege | 'unused' | null }[] | null;
}

/** Parameter selectors of IPMI 2.0 Table 23-4. */
export const LAN_PARAMETER = {
  authSupport: 1,
  authEnabled: 2,
  address: 3,
  source: 4,
  mac: 5,
  mask: 6,
  gateway: 12,
  backupGateway: 14,
  vlan: 20,
  vlanPriority: 21,
  suiteCount: 22,
  suites: 23,
  suiteLimits: 24,
} as const;

const SOURCES: readonly LanSource[] = ['unspecified', 'static', 'dhcp', 'bios', 'other'];
const LEVELS: readonly Privilege[] = ['callback', 'user', 'operator', 'administrator', 'oem'];
const AUTH_TYPES: readonly (readonly [number, AuthType15])[] = [
  [0x01, 'none'],
  [0x02, 'md2'],
  [0x04, 'md5'],
  [0x10, 'straight'],
  [0x20, 'oem'],
];
const MAX_SUITES = 16;

const authTypes = (byte: number) => AUTH_TYPES.filter(([bit]) => (byte & bit) !== 0).map(([, name]) => name);
const ipv4 = (r: Reader) => [...r.take(4)].join('.');
const mac = (r: Reader) => [...r.take(6)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');

/** Configuration of a LAN channel, without its community string, which is a secret. IpmiError. */
export async function readLan(bmc: Reads, channel: number): Promise<LanConfiguration> {
  const get = <T>(name: keyof typeof LAN_PARAMETER, decode: (r: Reader) => T) =>
    parameter(
      bmc.read(getLanConfiguration, { channel, parameter: LAN_PARAMETER[name], set: 0, block: 0 }),
      `LAN parameter ${name}`,
      decode,
    );
  const vlan = await get('vlan', (r) => {
    const bits = r.u16le();
    return { enabled: (bits & 0x8000) !== 0, id: bits & 0x0fff };
  });
  const priority = vlan && (await get('vlanPriority', (r) => r.u8() & 7));
  return {
    source: await get('source', (r) => SOURCES[r.u8() & 0x0f] ?? 'other'),
    address: await get('address', ipv4),
    mask: await get('mask', ipv4),
    mac: await get('mac', mac),
    gateway: await get('gateway', ipv4),
    backupGateway: await get('backupGateway', ipv4),
    vlan: vlan && { ...vlan, priority },
    authSupport: await get('authSupport', (r) => authTypes(r.u8())),
    authEnabled: await get('authEnabled', (r) => {
      const byLevel = LEVELS.map((level) => [level, authTypes(r.u8())] as const);
      return Object.fromEntries(byLevel) as Record<Privilege, AuthType15[]>;
    }),
    cipherSuites: await suites(get),
  };
}

/** Parameters 22 to 24: how many suites, which, and up to which level each may be used (a nibble per suite). */
async function suites(
  get: <T>(name: keyof typeof LAN_PARAMETER, decode: (r: Reader) => T) => Promise<T | null>,
): Promise<LanConfiguration['cipherSuites']> {
  const count = await get('suiteCount', (r) => Math.min(r.u8() & 0x1f, MAX_SUITES));
  if (count === null) return null;
  const ids = await get('suites', (r) => {
    r.u8(); // reserved
    return [...r.take(Math.min(count, r.left))];
  });
  if (ids === null) return null;
  const limits = await get('suiteLimits', (r) => {
    r.u8(); // reserved
    return [...r.take(Math.ceil(ids.length / 2))].flatMap((byte) => [byte & 0x0f, byte >> 4]);
  });
  return ids.map((id, i) => ({ id, limit: limits === null ? null : (privilegeName(limits[i] ?? 0) ?? 'unused') }));
}

/** The bytes of one LAN parameter for what a person wrote. SettingError when it does not fit. */
export function encodeLanParameter(name: LanParameter, value: string): { parameter: number; data: Buffer } {
  const selector = LAN_PARAMETER[name];
  switch (name) {
    case 'source': {
      if (value !== 'static' && value !== 'dhcp') throw new SettingError(`${value} is no source: static or dhcp`);
      return { parameter: selector, data: Buffer.from([SOURCES.indexOf(value)]) };
    }
    case 'vlan': {
      if (value === 'off') return { parameter: selector, data: Buffer.from([0, 0]) };
      const id = /^\d{1,4}$/.test(value) ? Number(value) : 0;
      if (id < 1 || id > 4094) throw new SettingError(`${value} is no VLAN: 1 to 4094, or off`);
      return { parameter: selector, data: Buffer.from([id & 0xff, 0x80 | (id >> 8)]) };
    }
    default: {
      const parts = value.split('.').map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256));
      if (parts.length !== 4 || parts.some((part) => part > 255)) {
        throw new SettingError(`${value} is no IPv4 address of four numbers from 0 to 255`);
      }
      const bits = parts.reduce((sum, part) => (sum << 8) | part, 0) >>> 0;
      // A mask is ones, then zeros: its complement plus one is a power of two.
      const hosts = (~bits >>> 0) + 1;
      if (name === 'mask' && (bits === 0 || (hosts & (hosts - 1)) !== 0)) {
        throw new SettingError(`${value} is no network mask`);
      }
      return { parameter: selector, data: Buffer.from(parts) };
    }
  }
}

import type { DeviceId } from '../../ipmi/commands/get-device-id.ts';
import type { SuiteId } from '../../ipmi/crypto/suites.ts';
import type { FruInventory } from '../../ipmi/fru/inventory.ts';
import type { Privilege } from '../../ipmi/privilege.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Chassis } from './chassis.ts';

export interface PracticeUser {
  name: string;
  password: string;
  limit: Privilege;
  enabled?: boolean;
}

/** How this BMC sins against the specification, as real ones do (see main/ipmi/quirks.ts for the names). */
export interface PracticeQuirks {
  /** `x9-checksum`: wrong checksums inside the IPMI messages. */
  badChecksums?: boolean;
  /** `opensesspriv`: the Open Session response names administrator whatever was asked. */
  otherOpenPrivilege?: boolean;
  /** `starts-at-callback`. */
  startsAtCallback?: boolean;
  /** `fru-short-reads`: longer reads are refused with CAh. */
  longestFruRead?: number;
  /** RAKP 1 asking for more than the user's limit is refused with 0Ah at once. */
  refuseHighRole?: boolean;
  /** Answers Open Session with suite 3 although another one was asked for: what a downgrade attack looks like. */
  downgrade?: boolean;
}

export interface PracticeBmcOptions {
  /** Loopback only; 127.0.0.1 if not given. */
  host?: string;
  /** 0 or nothing: any free port. */
  port?: number;
  users?: PracticeUser[];
  suites?: SuiteId[];
  kg?: Buffer;
  /** Sessions at the same time, half-open ones included. */
  slots?: number;
  /** An unused session is forgotten after this many milliseconds (60000 if not given). */
  sessionTimeoutMs?: number;
  /** Highest level of the LAN channel. */
  channelLimit?: Privilege;
  /** 16 bytes as sent. */
  guid?: Buffer;
  device?: Partial<DeviceId>;
  fru?: Omit<FruInventory, 'damaged'> | null;
  /** Chassis serial of the default FRU. */
  serial?: string;
  chassis?: Chassis;
  /** Answer a repeated request from memory instead of executing it again; off, as in ipmi_sim and many real BMCs. */
  dedupe?: boolean;
  quirks?: PracticeQuirks;
  clock?: Clock;
}

export const DEFAULT_USERS: PracticeUser[] = [
  { name: 'admin', password: 'adminpw', limit: 'administrator' },
  { name: 'operator', password: 'operpw', limit: 'operator' },
  { name: 'user', password: 'userpw', limit: 'user' },
  { name: 'disabled', password: 'disabledpw', limit: 'administrator', enabled: false },
];

export const DEFAULT_DEVICE: DeviceId = {
  deviceId: 0x20,
  deviceRevision: 1,
  available: true,
  firmware: '3.77',
  ipmiVersion: '2.0',
  manufacturerId: 10876,
  productId: 0x0907,
};

/** Version 4 UUID 8d5b7c1e-3f0a-4c52-9a61-00c0ffee0001 in SMBIOS byte order. */
export const DEFAULT_GUID = Buffer.from('1e7c5b8d0a3f524c9a6100c0ffee0001', 'hex');

export function defaultFru(serial: string): Omit<FruInventory, 'damaged'> {
  return {
    chassis: { chassisType: 0x17, partNumber: 'CSE-113MTQ', serial, custom: [] },
    board: {
      language: 0,
      manufactured: 0x9a1234,
      manufacturer: 'Supermicro',
      product: 'X9DRi-F (practice)',
      serial: `B-${serial}`,
      partNumber: 'X9DRi-F',
      fileId: null,
      custom: [],
    },
    product: {
      language: 0,
      manufacturer: 'Rackhand',
      product: 'Practice appliance',
      partNumber: 'T-10',
      version: '1',
      serial: `P-${serial}`,
      assetTag: null,
      fileId: null,
      custom: [],
    },
  };
}

import type { DeviceId } from '../../ipmi/commands/get-device-id.ts';
import type { SuiteId } from '../../ipmi/crypto/suites.ts';
import { encodeFru, type FruInventory } from '../../ipmi/fru/inventory.ts';
import type { Privilege } from '../../ipmi/privilege.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Chassis } from './chassis.ts';

export interface PracticeUser {
  name: string;
  password: string;
  limit: Privilege;
  enabled?: boolean;
  /** Bytes with which the password is stored; 20 if not given. */
  passwordSize?: 16 | 20;
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
  /** Longer reads of sensor records are refused with CAh, whole ones too. */
  longestSdrRead?: number;
  /** No repository: the controller serves its sensor records by Get Device SDR. */
  deviceSdrs?: boolean;
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
  /** Starts with every mistake of set-up that the findings list knows; log in as ADMIN with password ADMIN. */
  weakSetup?: boolean;
  /** How long Cold and Warm Reset keep it silent, milliseconds; 0 if not given. */
  restartMs?: number;
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

/** Inventory of a power supply of the practice board, with its MultiRecord area. */
export function supplyFru(serial: string, instance: number): Buffer {
  const product = {
    language: 0,
    manufacturer: 'Supermicro',
    product: 'PWS-504P-1R',
    partNumber: 'PWS-504P-1R',
    version: '1.1',
    serial: `${serial}-PS${instance}`,
    assetTag: null,
    fileId: null,
    custom: [],
  };
  return encodeFru({ chassis: null, board: null, product }, [
    {
      kind: 'power-supply',
      capacity: 500,
      peakVa: null,
      inrushAmperes: 30,
      inrushMs: 5,
      input1: [100, 127],
      input2: [200, 240],
      frequency: [50, 60],
      dropoutMs: 12,
      hotSwap: true,
      autoswitch: true,
      powerFactorCorrection: true,
      predictiveFail: false,
      combinedWatts: null,
    },
    {
      kind: 'dc-output',
      output: 1,
      standby: false,
      nominal: 12,
      lowest: 11.4,
      highest: 12.6,
      ripple: 0.12,
      minCurrent: 0,
      maxCurrent: 41,
    },
  ]);
}

/** What differs between the Redfish services of the two generations. idrac.md §2.1, §2.2. */
import type { Personality } from './state.ts';

export interface RedfishProfile {
  /** `Manager.Model`. */
  model: string;
  redfishVersion: string;
  registry: string;
  sessions: string;
  accounts: string;
  jobs: string;
  lifecycleEntries: string;
  attributes: string;
  nic: string;
  multipart: boolean;
  /** Collections can be expanded. */
  expand: boolean;
  /** DellLCService and DellJobService. */
  services: boolean;
}

export const V1 = '/redfish/v1';
export const SYSTEM = `${V1}/Systems/System.Embedded.1`;
export const MANAGER = `${V1}/Managers/iDRAC.Embedded.1`;
export const CHASSIS = `${V1}/Chassis/System.Embedded.1`;
export const UPDATE = `${V1}/UpdateService`;
export const INVENTORY = `${UPDATE}/FirmwareInventory`;
export const MULTIPART = `${UPDATE}/MultipartUpload`;
export const SIMPLE_UPDATE = `${UPDATE}/Actions/UpdateService.SimpleUpdate`;
export const RESET = `${SYSTEM}/Actions/ComputerSystem.Reset`;
export const MANAGER_RESET = `${MANAGER}/Actions/Manager.Reset`;
export const TASKS = `${V1}/TaskService/Tasks`;
export const NETWORK = `${MANAGER}/NetworkProtocol`;
export const ETHERNET = `${MANAGER}/EthernetInterfaces`;
export const LOGS = `${MANAGER}/LogServices`;
export const LC_SERVICE = `${MANAGER}/Oem/Dell/DellLCService`;
export const JOB_SERVICE = `${MANAGER}/Oem/Dell/DellJobService`;
export const LC_STATUS = `${LC_SERVICE}/Actions/DellLCService.GetRemoteServicesAPIStatus`;
export const DELETE_JOB = `${JOB_SERVICE}/Actions/DellJobService.DeleteJobQueue`;
/** Taken while the default password stands, on every generation. */
export const FORCED_ATTRIBUTES = `${MANAGER}/Oem/Dell/DellAttributes/iDRAC.Embedded.1`;

const PROFILES: Readonly<Record<Exclude<Personality, 'idrac6'>, RedfishProfile>> = {
  idrac8: {
    model: '13G Monolithic',
    redfishVersion: '1.4.0',
    registry: 'IDRAC.1.6',
    sessions: `${V1}/Sessions`,
    accounts: `${MANAGER}/Accounts`,
    jobs: `${MANAGER}/Jobs`,
    lifecycleEntries: `${MANAGER}/Logs/Lclog`,
    attributes: `${MANAGER}/Attributes`,
    nic: `${ETHERNET}/iDRAC.Embedded.1%23NIC.1`,
    multipart: false,
    expand: false,
    services: false,
  },
  idrac9: {
    model: '14G Monolithic',
    redfishVersion: '1.11.0',
    registry: 'IDRAC.2.5',
    sessions: `${V1}/SessionService/Sessions`,
    accounts: `${V1}/AccountService/Accounts`,
    jobs: `${MANAGER}/Oem/Dell/Jobs`,
    lifecycleEntries: `${LOGS}/Lclog/Entries`,
    attributes: FORCED_ATTRIBUTES,
    nic: `${ETHERNET}/NIC.1`,
    multipart: true,
    expand: true,
    services: true,
  },
};

/** Null for iDRAC 6, which has no Redfish. */
export function redfishProfile(personality: Personality): RedfishProfile | null {
  return personality === 'idrac6' ? null : PROFILES[personality];
}

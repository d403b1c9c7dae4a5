/** Everything that can be read from the practice Redfish service, as a function of the server's state. Pure. */
import {
  CHASSIS,
  DELETE_JOB,
  ETHERNET,
  INVENTORY,
  JOB_SERVICE,
  LC_SERVICE,
  LC_STATUS,
  LOGS,
  MANAGER,
  MANAGER_RESET,
  MULTIPART,
  NETWORK,
  RESET,
  type RedfishProfile,
  SIMPLE_UPDATE,
  SYSTEM,
  TASKS,
  UPDATE,
  V1,
} from './redfish-profile.ts';
import { firmware, job, jobAsTask, logEntry, userAttributes } from './redfish-views.ts';
import type { DellState } from './state.ts';

type Json = Record<string, unknown>;
const to = (link: string) => ({ '@odata.id': link });
const IDRAC = 25227;
const BIOS = 159;

/**
 * The resource under `path`, null when there is none.
 * @param expand members of collections are given whole
 */
export function resource(state: DellState, profile: RedfishProfile, path: string, now: number, expand: boolean) {
  const plain = path.length > 1 ? path.replace(/\/$/, '') : path;
  const found = fixed(state, profile, now)[plain] ?? member(state, profile, plain);
  if (!found) return null;
  const json: Json = { '@odata.id': plain, ...found };
  const members = json.Members;
  if (expand && profile.expand && Array.isArray(members)) {
    json.Members = members.map((one: Json) => resource(state, profile, String(one['@odata.id']), now, false) ?? one);
  }
  return json;
}

function fixed(state: DellState, profile: RedfishProfile, now: number): Record<string, Json | undefined> {
  const version = (id: number) => state.components.find((one) => one.componentId === id)?.version ?? null;
  const status = { Health: 'OK', HealthRollup: 'OK', State: 'Enabled' };
  return {
    [V1]: root(state, profile),
    [`${V1}/Systems`]: collection([SYSTEM]),
    [`${V1}/Managers`]: collection([MANAGER]),
    [`${V1}/Chassis`]: collection([CHASSIS]),
    [SYSTEM]: {
      Manufacturer: 'Dell Inc.',
      Model: state.model,
      SerialNumber: `CN${state.serviceTag}0000`,
      SKU: state.serviceTag,
      HostName: state.hostName,
      BiosVersion: version(BIOS),
      PowerState: state.power === 'on' ? 'On' : 'Off',
      Status: status,
      MemorySummary: { TotalSystemMemoryGiB: 64 },
      ProcessorSummary: { Count: 2, Model: 'Practice processor' },
      Boot: { BootSourceOverrideEnabled: 'Disabled', BootSourceOverrideMode: 'UEFI', BootSourceOverrideTarget: 'None' },
      Actions: { '#ComputerSystem.Reset': { target: RESET, 'ResetType@Redfish.AllowableValues': RESETS } },
      Oem: { Dell: { DellSystem: { SystemID: state.systemId } } },
    },
    [MANAGER]: {
      ManagerType: 'BMC',
      Model: profile.model,
      FirmwareVersion: version(IDRAC),
      DateTime: new Date(now).toISOString(),
      Status: status,
      NetworkProtocol: to(NETWORK),
      EthernetInterfaces: to(ETHERNET),
      LogServices: to(LOGS),
      Actions: {
        '#Manager.Reset': { target: MANAGER_RESET, 'ResetType@Redfish.AllowableValues': ['GracefulRestart'] },
      },
      Links: { Oem: { Dell: dellLinks(profile) } },
    },
    [CHASSIS]: {
      Name: 'Computer System Chassis',
      ChassisType: 'RackMount',
      Manufacturer: 'Dell Inc.',
      Model: state.model,
      SerialNumber: `CN${state.serviceTag}0000`,
      PartNumber: '0PRACTA00',
      SKU: state.serviceTag,
      PowerState: state.power === 'on' ? 'On' : 'Off',
      Status: status,
    },
    [`${V1}/AccountService`]: { MinPasswordLength: 0, MaxPasswordLength: 20, Accounts: to(profile.accounts) },
    [profile.accounts]: collection(state.users.map((user) => `${profile.accounts}/${user.index}`)),
    [profile.sessions]: collection(redfishSessions(state).map((one) => `${profile.sessions}/${one.id}`)),
    [UPDATE]: updateService(profile),
    [INVENTORY]: collection(firmware(state).map((item) => `${INVENTORY}/${item.Id}`)),
    [profile.jobs]: collection(state.jobs.map((one) => `${profile.jobs}/${one.id}`)),
    [LOGS]: collection([`${LOGS}/Lclog`]),
    [`${LOGS}/Lclog`]: { Id: profile.services ? 'Lclog' : 'LcLog', Entries: to(profile.lifecycleEntries) },
    // A log has its entries whole, newest first.
    [profile.lifecycleEntries]: {
      Members: state.log
        .map((entry) => logEntry(entry, profile, `${profile.lifecycleEntries}/${entry.sequence}`))
        .reverse(),
    },
    [NETWORK]: {
      HostName: `idrac-${state.serviceTag}`,
      HTTP: { ProtocolEnabled: true, Port: 80 },
      HTTPS: { ProtocolEnabled: true, Port: 443 },
      SSH: { ProtocolEnabled: true, Port: 22 },
      Telnet: { ProtocolEnabled: false, Port: 23 },
      IPMI: { ProtocolEnabled: state.ipmiOverLan, Port: 623 },
      SNMP: { ProtocolEnabled: true, Port: 161 },
    },
    [ETHERNET]: collection([profile.nic]),
    [profile.nic]: {
      Id: 'NIC.1',
      MACAddress: state.nic.mac,
      InterfaceEnabled: state.nic.enabled,
      HostName: `idrac-${state.serviceTag}`,
      IPv4Addresses: [
        {
          Address: state.nic.address,
          SubnetMask: state.nic.netmask,
          Gateway: state.nic.gateway,
          AddressOrigin: state.nic.dhcp ? 'DHCP' : 'Static',
        },
      ],
      NameServers: ['0.0.0.0', '0.0.0.0', '::', '::'],
    },
    [profile.attributes]: { Attributes: userAttributes(state) },
    [LC_SERVICE]: profile.services
      ? { Actions: { '#DellLCService.GetRemoteServicesAPIStatus': { target: LC_STATUS } } }
      : undefined,
    [JOB_SERVICE]: profile.services
      ? { Actions: { '#DellJobService.DeleteJobQueue': { target: DELETE_JOB } } }
      : undefined,
  };
}

const RESETS = ['On', 'ForceOff', 'ForceRestart', 'GracefulShutdown', 'PushPowerButton', 'Nmi', 'PowerCycle'];

function root(state: DellState, profile: RedfishProfile): Json {
  return {
    RedfishVersion: profile.redfishVersion,
    Vendor: 'Dell',
    Product: 'Integrated Dell Remote Access Controller',
    Systems: to(`${V1}/Systems`),
    Managers: to(`${V1}/Managers`),
    Chassis: to(`${V1}/Chassis`),
    UpdateService: to(UPDATE),
    AccountService: to(`${V1}/AccountService`),
    Links: { Sessions: to(profile.sessions) },
    ...(profile.expand ? { ProtocolFeaturesSupported: { ExpandQuery: { ExpandAll: true, Levels: true } } } : {}),
    Oem: { Dell: { ServiceTag: state.serviceTag, ManagerMACAddress: state.nic.mac.toLowerCase() } },
  };
}

function dellLinks(profile: RedfishProfile): Json {
  if (!profile.services) return { Jobs: to(profile.jobs) };
  return {
    Jobs: to(profile.jobs),
    DellLCService: to(LC_SERVICE),
    DellJobService: to(JOB_SERVICE),
    DellAttributes: [to(profile.attributes)],
  };
}

function updateService(profile: RedfishProfile): Json {
  return {
    '@odata.type': profile.multipart ? '#UpdateService.v1_8_1.UpdateService' : '#UpdateService.v1_0_0.UpdateService',
    ServiceEnabled: true,
    HttpPushUri: INVENTORY,
    ...(profile.multipart ? { MultipartHttpPushUri: MULTIPART } : {}),
    FirmwareInventory: to(INVENTORY),
    MaxImageSizeBytes: null,
    Actions: {
      '#UpdateService.SimpleUpdate': {
        target: SIMPLE_UPDATE,
        'TransferProtocol@Redfish.AllowableValues': ['HTTP'],
      },
    },
  };
}

function member(state: DellState, profile: RedfishProfile, path: string): Json | null {
  const cut = path.lastIndexOf('/');
  const id = path.slice(cut + 1);
  const parent = path.slice(0, cut);
  if (parent === INVENTORY) return firmware(state).find((item) => item.Id === id) ?? null;
  if (parent === profile.jobs || parent === TASKS) {
    const found = state.jobs.find((one) => one.id === id);
    if (!found) return null;
    return parent === TASKS ? jobAsTask(found, profile) : job(found);
  }
  if (parent === profile.accounts) {
    const user = state.users.find((one) => String(one.index) === id);
    const role = user?.privilege === 0x1ff ? 'Administrator' : 'ReadOnly';
    return user ? { Id: id, UserName: user.name, Enabled: user.enabled, RoleId: role, Password: null } : null;
  }
  if (parent === profile.sessions) {
    const found = redfishSessions(state).find((one) => String(one.id) === id);
    if (!found) return null;
    const since = new Date(found.since).toISOString();
    return {
      Id: id,
      UserName: found.user,
      ClientOriginIPAddress: found.address,
      CreatedTime: since,
      SessionType: 'Redfish',
    };
  }
  return null;
}

const redfishSessions = (state: DellState) => state.sessions.filter((one) => one.type !== 'SSH');
const collection = (links: string[]): Json => ({ Members: links.map(to), 'Members@odata.count': links.length });

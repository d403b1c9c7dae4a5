/**
 * One practice Dell server as data: what its SSH side (racadm) and its web side (Redfish) both show and change. Times are
 * wall time in milliseconds. `physics.ts` lets time pass and carries out what both sides may order; neither side keeps
 * state of its own but its connections.
 */

/** How the iDRAC speaks: iDRAC 6 on an 11G server, iDRAC 8 on 13G, iDRAC 9 on 14G. */
export type Personality = 'idrac6' | 'idrac8' | 'idrac9';

/** What can be wrong in rehearsal. `silent` and the job faults befall the next firmware job. */
export type DellFault =
  | 'banner' // a login banner of many lines before everything
  | 'default-password' // the factory password is in use: warned about over SSH, SWC1908 over Redfish
  | 'empty-output' // the next racadm command answers nothing, with success
  | 'garbage' // racadm answers binary garbage
  | 'dribble' // SSH output comes in chunks of one byte
  | 'session-limit' // nobody else gets in
  | 'signature-refused' // RED007
  | 'job-lost' // the job disappears from the queue while it runs
  | 'version-unchanged' // the job completes and nothing has changed
  | 'silent'; // the iDRAC says nothing for 10 minutes in the middle of a flash

export interface DellState {
  readonly personality: Personality;
  readonly serviceTag: string;
  readonly model: string;
  /** Decimal, as Redfish gives it; 1814 is 0716h, a PowerEdge R640. */
  readonly systemId: number;
  hostName: string;
  /** The operating system, as its agent tells the iDRAC. */
  osName: string;
  power: 'on' | 'off';
  /** Oldest first, for whoever plays what runs on the host; `postUntil` as it was known then. */
  powerChanges: { to: 'on' | 'off' | 'reset'; at: number; postUntil: number }[];
  components: DellComponent[];
  nic: DellNic;
  users: DellUser[];
  /** Oldest first. */
  jobs: DellJob[];
  /** Oldest first. */
  log: LifecycleEntry[];
  /** Who is logged in, over SSH, the web or Redfish. */
  sessions: DellSession[];
  ipmiOverLan: boolean;
  /** Nothing answers, on no port, before this time: the iDRAC restarts. */
  silentUntil: number;
  /** The host is in its power-on self test, where scheduled jobs run, until this time. */
  postUntil: number;
  faults: Set<DellFault>;
}

export interface DellComponent {
  /** Dell's component ID, as in Update Packages and Redfish's SoftwareId: 159 BIOS, 25227 iDRAC. */
  readonly componentId: number;
  readonly type: 'BIOS' | 'FIRMWARE';
  readonly name: string;
  /** `BIOS.Setup.1-1`, `iDRAC.Embedded.1-1`. */
  readonly fqdd: string;
  version: string;
  /** Could be rolled back to. */
  rollback: string | null;
  /** Uploaded or staged, not installed. */
  available: string | null;
}

export interface DellNic {
  readonly mac: string;
  enabled: boolean;
  dhcp: boolean;
  address: string;
  netmask: string;
  gateway: string;
}

export interface DellUser {
  /** 1 to 16; 2 is the factory's administrator. */
  readonly index: number;
  name: string;
  password: string;
  enabled: boolean;
  /** Bit mask; 1FFh is administrator. */
  privilege: number;
}

export type DellJobState =
  | 'Scheduled'
  | 'Downloading'
  | 'Running'
  | 'Completed'
  | 'CompletedWithErrors'
  | 'Failed'
  | 'RebootPending';

export interface DellJob {
  /** `JID_` and twelve digits. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'firmware' | 'configuration' | 'reboot';
  /** What a firmware job changes, and to which version; null for other kinds. */
  readonly componentId: number | null;
  readonly version: string | null;
  /** `host`: runs during the host's next self test. `manager`: at once, and the iDRAC restarts. `none`: at once. */
  readonly restart: 'host' | 'manager' | 'none';
  state: DellJobState;
  messageId: string;
  message: string;
  percent: number;
  readonly createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  /** How long it runs, milliseconds. */
  readonly duration: number;
}

export interface LifecycleEntry {
  sequence: number;
  messageId: string;
  category: 'System Health' | 'Updates' | 'Configuration' | 'Audit';
  severity: 'Informational' | 'Warning' | 'Critical';
  at: number;
  message: string;
}

export interface DellSession {
  id: number;
  type: 'SSH' | 'GUI' | 'Redfish' | 'Virtual Console';
  user: string;
  address: string;
  since: number;
}

const MODELS: Record<Personality, { model: string; systemId: number; bios: string; idrac: string; name: string }> = {
  idrac6: { model: 'PowerEdge R710', systemId: 0x0235, bios: '6.4.0', idrac: '2.92', name: 'iDRAC6' },
  idrac8: { model: 'PowerEdge R730', systemId: 0x0627, bios: '2.1.7', idrac: '2.60.60.60', name: 'iDRAC8' },
  idrac9: { model: 'PowerEdge R640', systemId: 0x0716, bios: '2.10.2', idrac: '5.10.00.00', name: 'iDRAC9' },
};

/** A healthy server: power on, static address, user 2 `root` with the given password, no jobs. */
export function dellState(options: {
  personality: Personality;
  serviceTag: string;
  password: string;
  /** Where the iDRAC is; written into its NIC settings. */
  address?: string;
}): DellState {
  const { model, systemId, bios, idrac, name } = MODELS[options.personality];
  const firmware = (componentId: number, label: string, fqdd: string, version: string): DellComponent => ({
    componentId,
    type: componentId === 159 ? 'BIOS' : 'FIRMWARE',
    name: label,
    fqdd,
    version,
    rollback: null,
    available: null,
  });
  return {
    personality: options.personality,
    serviceTag: options.serviceTag,
    model,
    systemId,
    hostName: `server-${options.serviceTag.toLowerCase()}`,
    osName: 'Microsoft Windows Server',
    power: 'on',
    powerChanges: [],
    components: [
      firmware(159, 'BIOS', 'BIOS.Setup.1-1', bios),
      firmware(25227, `Integrated Dell Remote Access Controller (${name})`, 'iDRAC.Embedded.1-1', idrac),
      firmware(28897, 'Lifecycle Controller', 'USC.Embedded.1:LC.Embedded.1', idrac),
      firmware(25806, 'Dell 64 Bit uEFI Diagnostics', 'Diagnostics.Embedded.1:LC.Embedded.1', '4301A73'),
      firmware(28125, 'System CPLD', 'CPLD.Embedded.1', '1.0.6'),
    ],
    nic: {
      mac: '18:FB:7B:00:00:69',
      enabled: true,
      dhcp: false,
      address: options.address ?? '127.0.0.1',
      netmask: '255.255.255.0',
      gateway: '127.0.0.254',
    },
    users: [{ index: 2, name: 'root', password: options.password, enabled: true, privilege: 0x1ff }],
    jobs: [],
    log: [],
    sessions: [],
    ipmiOverLan: false,
    silentUntil: 0,
    postUntil: 0,
    faults: new Set(),
  };
}

/** Pages that a person can copy as text, and what is read from each: the loader checks facts against it. */
import type { ProbeField, ProbeShape } from './probes.ts';

const field = (type: ProbeField['type'], ...values: string[]): ProbeField => ({ type, values });

export const HA_STATUSES = {
  standalone: 'Standalone',
  ha: 'HA',
  half: 'Half',
  broken: 'Broken',
  degraded: 'Degraded',
  'degraded-disk': 'Degraded (Disk Failure)',
  'degraded-sync': 'Degraded Sync',
  'split-brain': 'Split brain',
  invalidated: 'Invalidated',
  converted: 'Converted',
} as const;
export const MIRROR_STATES = [
  'SYNCHRONIZED',
  'SYNCHRONIZING',
  'SYNC PENDING: INITIAL DB SYNC STARTED',
  'SYNC PENDING: SET MIRROR CALLED',
  'SUSPENDED',
  'DISCONNECTED',
  'EXPOSED',
  'EXPOSED: MAX SYNC ATTEMPTS REACHED',
] as const;

export const PASTES = {
  /** SPS, Basic Settings > System > Version details. */
  'sps.versionDetails': { version: field('version') },
  /** SPS, Basic Settings > High Availability (appliances.md §1.5). `otherFirmware`: what stands under Other node. */
  'sps.haPage': {
    status: field('enum', ...Object.keys(HA_STATUSES)),
    drbd: field('text'),
    heartbeat: field('text'),
    otherFirmware: field('version'),
  },
  /** Lines of an SPS log: the newest one that says so. */
  'sps.log': { metadbLine: field('text'), splitBrain: field('boolean') },
  /** Remote Support, /appliance > Status > Basics. */
  'rs.statusPage': { product: field('version'), base: field('version'), serial: field('text') },
  /** Remote Support, a list of clients as CSV. */
  'rs.clientList': { total: field('number'), online: field('number'), offline: field('number') },
  /** U-Series, High Availability. `none` where it says that High Availability is off. */
  'us.haPage': {
    mirrorState: field('enum', ...MIRROR_STATES, 'none'),
    rate: field('number'),
    sizeGb: field('number'),
    estimate: field('number'),
    heartbeat: field('text'),
  },
  /** U-Series, the list of installed products and versions. */
  'us.versionList': { appliance: field('version'), beyondInsight: field('version'), products: field('text') },
  /** Imprivata, the list of appliances of the enterprise. */
  'imp.enterprise': { appliances: field('number'), running: field('number'), down: field('number') },
  /** Imprivata, Appliance Console > Packages. */
  'imp.packages': { count: field('number'), names: field('text') },
} as const satisfies Record<string, ProbeShape['fields']>;

export type PasteName = keyof typeof PASTES;
export const PASTE_NAMES = Object.keys(PASTES) as PasteName[];
/** Most characters of a page that are taken. */
export const PASTE_LIMIT = 65_536;

/** What each probe delivers and which endpoint it needs: the loader checks facts against it, the engine asks by it. */
import type { FactType } from '../../preload/contract.ts';
import type { Need, ProbeName } from './model.ts';

export interface ProbeField {
  type: FactType;
  /** What an enum field can be. */
  values: readonly string[];
}
export interface ProbeShape {
  /** The endpoint it reads over; null where the tool reads what it keeps itself, and every device will do. */
  needs: Need | null;
  fields: Readonly<Record<string, ProbeField>>;
  /** Looks for a line that fits the `pattern` of its fact. */
  matches?: true;
  /** What it has to be told, each by a fact of this type. */
  takes?: Readonly<Record<string, { type: FactType; optional?: true }>>;
}

const field = (type: FactType, ...values: string[]): ProbeField => ({ type, values });

const WEB_STATES = ['silent', 'refused', 'plain-http', 'wrong-pin', 'starting', 'answering', 'ready'] as const;
/** A file that the tool has fetched from a device and keeps; no endpoint is asked. */
const KEPT: ProbeShape = {
  needs: null,
  fields: { sha256: field('sha256'), size: field('number'), at: field('time') },
};
const CLOCK: ProbeShape['fields'] = { skew: field('number'), ok: field('boolean') };

export const PROBES: Readonly<Record<ProbeName, ProbeShape>> = {
  'bmc.power': { needs: 'bmc', fields: { powerStatus: field('enum', 'on', 'off') } },
  'bmc.identity': { needs: 'bmc', fields: { serial: field('text'), firmware: field('text') } },
  'bmc.console': { needs: 'bmc', fields: { line: field('text') }, matches: true },
  'sps.web': {
    needs: 'web',
    fields: {
      state: field('enum', ...WEB_STATES, 'uninitialized'),
      up: field('boolean'),
    },
  },
  'sps.info': { needs: 'web', fields: { version: field('version'), hostname: field('text') } },
  'sps.firmware': {
    needs: 'web',
    fields: {
      current: field('version'),
      afterReboot: field('version'),
      uploaded: field('version'),
      emptySlots: field('number'),
    },
  },
  'sps.calls': {
    needs: 'web',
    fields: { upload: field('boolean'), test: field('boolean'), upgrade: field('boolean') },
  },
  'sps.cluster': {
    needs: 'web',
    fields: { nodes: field('number'), issues: field('number'), synced: field('boolean') },
  },
  'sps.bundle': KEPT,
  'sps.firmwareTest': { needs: 'web', fields: { verdict: field('enum', 'pass', 'fail'), summary: field('text') } },
  'sps.health': {
    needs: 'web',
    fields: {
      integrity: field('enum', 'ok', 'corrupted'),
      tainted: field('number'),
      raid: field('enum', 'ok', 'degraded'),
      sessions: field('number'),
    },
  },
  'rs.clock': { needs: 'web', fields: CLOCK },
  'rs.api': {
    needs: 'web',
    fields: {
      version: field('text'),
      commands: field('enum', 'full', 'read-only', 'deny'),
      backup: field('boolean'),
      skew: field('number'),
    },
  },
  'rs.appliances': { needs: 'web', fields: { count: field('number'), names: field('text') } },
  'rs.backup': KEPT,
  'rs.health': {
    needs: 'web',
    fields: {
      alive: field('boolean'),
      version: field('version'),
      healthy: field('boolean'),
      role: field('enum', 'none', 'primary', 'backup'),
      message: field('text'),
      guid: field('text'),
      sharedIps: field('text'),
      lastSync: field('time'),
      syncStatus: field('text'),
    },
  },
  'us.web': {
    needs: 'web',
    fields: {
      state: field('enum', ...WEB_STATES),
      up: field('boolean'),
      generation: field('enum', 'appliance', 'maintenance'),
    },
  },
  'us.haRole': { needs: 'web', fields: { role: field('enum', 'off', 'active', 'passive') } },
  'imp.heartbeat': {
    needs: null,
    fields: { listening: field('boolean'), seconds: field('number'), overdue: field('boolean'), from: field('text') },
  },
  'web.port': { needs: 'web', fields: { state: field('enum', ...WEB_STATES), up: field('boolean') } },
  'tls.pin': {
    needs: 'web',
    fields: {
      pinned: field('boolean'),
      fingerprint: field('text'),
      sha256: field('sha256'),
      validTo: field('time'),
    },
  },
  'net.ping': { needs: 'web', fields: { answers: field('boolean'), ms: field('number') } },
  'clock.sntp': { needs: null, fields: CLOCK },
  'clock.web': { needs: 'web', fields: CLOCK },
  'tcp.ssh': { needs: 'web', fields: { open: field('boolean') } },
  'tcp.port': {
    needs: 'web',
    fields: { https: field('boolean'), http: field('boolean'), ssh: field('boolean'), rdp: field('boolean') },
  },
  'dns.lookup': {
    needs: null,
    fields: { addresses: field('text'), matches: field('boolean'), ttl: field('number') },
    takes: { name: { type: 'text' }, server: { type: 'text' }, expected: { type: 'text', optional: true } },
  },
  'indexer.host': {
    needs: 'ssh',
    fields: {
      version: field('version'),
      service: field('enum', 'running', 'stopped'),
      init: field('enum', 'systemd', 'sysv'),
      packageManager: field('enum', 'yum', 'dnf', 'none'),
      configBackup: field('enum', 'none', 'stale', 'kept'),
      workerSha256: field('sha256'),
      certsSha256: field('sha256'),
      conflicts: field('number'),
    },
  },
  'idrac.info': {
    needs: 'idrac',
    fields: {
      serviceTag: field('text'),
      model: field('text'),
      biosVersion: field('text'),
      idracVersion: field('text'),
      power: field('enum', 'on', 'off'),
    },
  },
  'idrac.jobs': {
    needs: 'idrac',
    fields: {
      open: field('number'),
      failed: field('number'),
      lastState: field('enum', 'none', 'scheduled', 'running', 'completed', 'failed'),
    },
  },
  'idrac.nic': {
    needs: 'idrac',
    fields: {
      enabled: field('boolean'),
      dhcp: field('boolean'),
      address: field('text'),
      mask: field('text'),
      gateway: field('text'),
    },
  },
  'idrac.login': { needs: 'idrac', fields: { defaultPassword: field('boolean') } },
  // The newest round trip across the air gap of this device, as the tool keeps it: no endpoint is asked.
  'airgap.trip': {
    needs: null,
    fields: {
      state: field(
        'enum',
        'idle',
        'clock-checked',
        'key-generated',
        'key-exported',
        'key-submitted',
        'list-recorded',
        'downloaded',
        'downloaded-twice',
        'window-confirmed',
        'imported',
        'verified',
        'base-installed',
        'backed-up',
        'product-installed',
        'client-wait',
        'closed',
      ),
      round: field('number'),
      offered: field('number'),
      stored: field('number'),
      storedTwice: field('number'),
      onMedium: field('number'),
      imported: field('number'),
      baseIncluded: field('boolean'),
      verified: field('boolean'),
      keyAgeH: field('number'),
      skew: field('number'),
    },
  },
  'bitlocker.keys': {
    needs: null,
    fields: {
      volumes: field('number'),
      proven: field('number'),
      offBox: field('number'),
      grade: field(
        'enum',
        'none',
        'rejected',
        'malformed',
        'well-formed',
        'listed',
        'live',
        'vmk',
        'fvek',
        'metadata',
        'sector',
      ),
      keyIds: field('text'),
      suspended: field('number'),
      percent: field('number'),
      dead: field('number'),
      fresh: field('number'),
    },
  },
};
export const PROBE_NAMES = Object.keys(PROBES) as ProbeName[];

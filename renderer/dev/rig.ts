import type {
  ConnectionReport,
  Device,
  DeviceStatus,
  ProcedureView,
  Reading,
  Site,
  Text,
  Verdict,
} from '../../preload/contract.ts';

export const both = (en: string, de: string): Text => ({ en, de });
export const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
export const read = <V>(value: V): Reading<V> => ({ value, at: ago(4), error: null });
export const unread = (message: string, code = 'bmc.timeout'): Reading<never> => ({
  value: null,
  at: null,
  error: { code, message, advice: 'Check the management network.' },
});

const pin = '3F:9A:11:52:C4:0B:77:E8:21:6D:90:AB:5C:33:FE:08:1A:64:D2:B7:49:8E:05:F1:C6:2B:93:70:DE:4D:18:A5';
export const devices: Device[] = [
  {
    id: 'sps-a',
    name: 'sps-a',
    product: 'sps',
    model: 'SPS 4000',
    serial: 'SPS4K-0417-2291',
    rackUnit: 10,
    heightUnits: 2,
    bmc: { address: '10.20.0.11', user: 'operator', cipherSuite: 17, suite3Consent: null },
    web: { url: 'https://10.20.1.11', user: 'admin', pin },
  },
  {
    id: 'sps-b',
    name: 'sps-b',
    product: 'sps',
    model: 'SPS 4000',
    serial: 'SPS4K-0417-2304',
    rackUnit: 7,
    heightUnits: 2,
    bmc: {
      address: '10.20.0.12:9623',
      user: 'operator',
      cipherSuite: 3,
      suite3Consent: { by: 'A. Lindner', at: '2026-11-02T08:14:00Z' },
    },
    web: { url: 'https://10.20.1.12', user: 'admin', pin: null },
  },
  {
    id: 'u20',
    name: 'u20-recovery',
    product: 'u-series',
    model: 'U-Series 20',
    serial: null,
    rackUnit: 4,
    heightUnits: 1,
    bmc: { address: '10.20.0.20', user: 'root', cipherSuite: 17, suite3Consent: null },
    web: null,
  },
];
export const site: Site = {
  id: 'frankfurt',
  name: 'Frankfurt DC2, row 14',
  notes: 'Badge from reception. Rack key in cabinet 3.',
  devices,
  practice: null,
};
export const practiceSite: Site = {
  ...site,
  id: 'practice',
  name: 'Practice rack',
  notes: '',
  devices: devices.slice(0, 2),
  practice: { scale: 60, control: 'http://127.0.0.1:1' },
};

export const holdSlave: Verdict = {
  rule: 'I-SPS-010',
  severity: 'hard',
  title: both('The slave stays off until the master is verified', 'Der Slave bleibt aus, bis der Master geprüft ist'),
  reason: both(
    'The slave already holds the new firmware. Started beside a master that is not verified, it can take over with the wrong version and lose data.',
    'Der Slave trägt schon die neue Firmware. Startet er neben einem ungeprüften Master, kann er mit der falschen Version übernehmen; Daten können verloren gehen.',
  ),
  lift: both(
    'The master has rebooted, answers, runs the target version, its System Monitor is clean and a test session passed.',
    'Der Master ist neu gestartet, antwortet, läuft mit der Zielversion, sein System Monitor ist fehlerfrei und eine Testsitzung war erfolgreich.',
  ),
  source: { document: '000', section: 'Upgrading a SPS cluster to 5 F8', lines: 'L435-442' },
  runId: 'r-7f3a',
  blocks: ['power.on', 'power.cycle', 'power.reset'],
  unmet: ['master.version == target.version', 'master.systemMonitor.issues == 0'],
};
export const onlyOn: Verdict = {
  rule: 'I-SPS-027',
  severity: 'hard',
  title: both('Only “on” may be sent to the slave', 'An den Slave darf nur „Ein“ gesendet werden'),
  reason: both(
    'Nothing in this procedure needs another command, and each of them can interrupt a write.',
    'Kein Schritt dieses Verfahrens braucht einen anderen Befehl, und jeder davon kann einen Schreibvorgang abbrechen.',
  ),
  lift: both('The run is finished.', 'Der Lauf ist abgeschlossen.'),
  source: { document: 'tool', section: 'derived from 000 L442' },
  runId: 'r-7f3a',
  blocks: ['power.off', 'power.soft', 'power.cycle', 'power.reset', 'power.diag'],
  unmet: [],
};
export const metadb: Verdict = {
  rule: 'I-SPS-020',
  severity: 'gated',
  title: both('The metadata import has finished', 'Der Metadaten-Import ist abgeschlossen'),
  reason: both(
    'The manual does not say whether the slave may start during the import. Waiting is the safe reading.',
    'Das Handbuch sagt nicht, ob der Slave während des Imports starten darf. Warten ist die sichere Lesart.',
  ),
  lift: both(
    'The log shows that the importer was started after T0 and has ended.',
    'Das Protokoll zeigt, dass der Import nach T0 lief und beendet ist.',
  ),
  source: { document: '000', lines: 'L230-242' },
  runId: 'r-7f3a',
  blocks: ['power.on'],
  unmet: ['metadbImport.done'],
};
export const heartbeat: Verdict = {
  rule: 'I-SPS-026',
  severity: 'soft',
  title: both('A missing heartbeat is expected now', 'Ein fehlender Heartbeat ist jetzt zu erwarten'),
  reason: both(
    'While the slave synchronises, heartbeat and some services are missing. That is no fault.',
    'Während der Slave sich abgleicht, fehlen Heartbeat und einige Dienste. Das ist kein Fehler.',
  ),
  lift: both('You acknowledge it.', 'Sie nehmen es zur Kenntnis.'),
  source: { document: '000', lines: 'L457' },
  runId: 'r-7f3a',
  blocks: ['step.complete'],
  unmet: [],
};

export function statuses(scene: { slaveOff: boolean; masterUp: boolean; locks: Verdict[] }): DeviceStatus[] {
  const running = { role: null, runId: null, locks: [] };
  return [
    {
      deviceId: 'sps-a',
      power: read('on'),
      serial: read('SPS4K-0417-2291'),
      web: scene.masterUp ? read('ready') : read('silent'),
      version: scene.masterUp
        ? read('5.0.11')
        : unread('sps-a (10.20.1.11): the web interface is silent.', 'web.silent'),
      role: 'primary',
      runId: 'r-7f3a',
      locks: [],
    },
    {
      deviceId: 'sps-b',
      power: scene.slaveOff ? read('off') : read('on'),
      serial: read('SPS4K-0417-2304'),
      web: scene.slaveOff ? read('silent') : read('answering'),
      version: unread('sps-b (10.20.1.12): the web interface is silent.', 'web.silent'),
      role: 'secondary',
      runId: 'r-7f3a',
      locks: scene.locks,
    },
    {
      deviceId: 'u20',
      power: unread('u20-recovery (10.20.0.20): no answer from the BMC within 5 s.'),
      serial: unread('u20-recovery (10.20.0.20): no answer from the BMC within 5 s.'),
      web: { value: null, at: null, error: null },
      version: { value: null, at: null, error: null },
      ...running,
    },
  ];
}

export const connection = (deviceId: string): ConnectionReport => ({
  deviceId,
  at: ago(0),
  checks: [
    { id: 'bmc.ping', ok: true, value: 'IPMI 2.0, 3 ms', error: null },
    { id: 'bmc.session', ok: true, value: 'suite 17, ADMINISTRATOR', error: null },
    { id: 'bmc.identity', ok: true, value: 'U20-88113', error: null },
    { id: 'bmc.power', ok: true, value: 'on', error: null },
    { id: 'web.tls', ok: true, value: pin, error: null },
    {
      id: 'web.login',
      ok: false,
      value: null,
      error: {
        code: 'web.login',
        message: 'sps-b (10.20.1.12): the password was refused.',
        advice: 'Store the web password again.',
      },
    },
  ],
  serial: deviceId === 'sps-b' ? 'SPS4K-0417-9999' : 'U20-88113',
  fingerprint: pin,
});

export const procedure: ProcedureView = {
  id: 'sps-upgrade-ha-cluster',
  version: 3,
  product: 'sps',
  title: both('Upgrade a high-availability cluster to 5 F8', 'Hochverfügbarkeits-Cluster auf 5 F8 aktualisieren'),
  objective: both(
    'Both nodes of the pair run 5 F8 and are synchronised; no session recording is lost.',
    'Beide Knoten des Paars laufen mit 5 F8 und sind abgeglichen; keine Sitzungsaufzeichnung geht verloren.',
  ),
  roles: [
    {
      role: 'primary',
      label: both('Master (this node in the web interface)', 'Master („This node“ in der Weboberfläche)'),
    },
    {
      role: 'secondary',
      label: both('Slave (other node in the web interface)', 'Slave („Other node“ in der Weboberfläche)'),
    },
  ],
  steps: 18,
  endState: both(
    'HA status is healthy and both nodes show the same firmware.',
    'Der HA-Status ist fehlerfrei, und beide Knoten zeigen dieselbe Firmware.',
  ),
  wayOut: {
    text: both(
      'Before the slave is shut down you can stop at any step. Afterwards leave the slave off and call the vendor’s support.',
      'Bevor der Slave heruntergefahren ist, können Sie bei jedem Schritt aufhören. Danach lassen Sie den Slave aus und rufen den Support des Herstellers an.',
    ),
    safeState: both(
      'Master running, slave off, case opened with support.',
      'Master läuft, Slave aus, Fall beim Support eröffnet.',
    ),
  },
  sources: [{ document: '000', section: 'Upgrading a SPS cluster to 5 F8', lines: 'L343-457' }],
  resolves: [
    {
      id: 'G-001',
      how: both(
        'The printed order powers the slave on twice. Here it happens once, after both conditions hold.',
        'Die gedruckte Reihenfolge schaltet den Slave zweimal ein. Hier geschieht es einmal, wenn beide Bedingungen erfüllt sind.',
      ),
    },
  ],
  outline: [],
  interlocks: [holdSlave, onlyOn, metadb, heartbeat].map((v) => ({
    id: v.rule,
    severity: v.severity,
    title: v.title,
    reason: v.reason,
    source: v.source,
  })),
};

import type { Ask, CurrentStep, StepKind, Text, Verdict } from '../../preload/contract.ts';
import { ago, both, devices, heartbeat, holdSlave, metadb, onlyOn, read, unread } from './rig.ts';

export interface Scene {
  path: string;
  kind: StepKind;
  title: Text;
  step?: Partial<CurrentStep>;
  slaveOff?: boolean;
  masterUp?: boolean;
  locks?: Verdict[];
}
const target = (i: 0 | 1, role: string): CurrentStep['device'] => {
  const d = devices[i];
  return d ? { role, deviceId: d.id, name: d.name, serial: d.serial, bmc: d.bmc?.address ?? null } : null;
};
export const ask = (fact: string, label: Text, type: Ask['type'], more: Partial<Ask> = {}): Ask => ({
  fact,
  label,
  type,
  values: [],
  unit: null,
  optional: false,
  ...more,
});
const page = (en: string): Text => both(en, en);
const timing = (elapsedSeconds: number): CurrentStep['timing'] => ({
  reference: ago(elapsedSeconds),
  elapsedSeconds,
  scale: 1,
  normal: [
    {
      untilSeconds: 1200,
      level: 'green',
      text: both(
        'Conversion takes 10 to 20 minutes. A silent web page is normal.',
        'Die Umstellung dauert 10 bis 20 Minuten. Eine stumme Webseite ist normal.',
      ),
    },
    {
      untilSeconds: 1800,
      level: 'amber',
      text: both(
        'Large databases take longer. Keep watching the console.',
        'Große Datenbanken brauchen länger. Beobachten Sie weiter die Konsole.',
      ),
    },
    {
      untilSeconds: null,
      level: 'red',
      text: both(
        'Read the console and call support. Do not reboot.',
        'Lesen Sie die Konsole und rufen Sie den Support an. Nicht neu starten.',
      ),
    },
  ],
});

export const scenes: Scene[] = [
  { path: 'preflight', kind: 'procedure', title: both('Preflight checklist', 'Checkliste vor Beginn') },
  {
    path: 'preflight/ha',
    kind: 'input',
    title: both('Read the HA status', 'HA-Status ablesen'),
    masterUp: true,
    step: {
      where: page('Basic Settings > High Availability & Nodes'),
      asks: [
        ask('ha.status', both('HA status shown', 'Angezeigter HA-Status'), 'enum', {
          values: [
            { value: 'HA', label: both('HA', 'HA') },
            { value: 'degraded', label: both('degraded', 'eingeschränkt') },
            { value: 'converted', label: both('converted', 'umgewandelt') },
          ],
        }),
        ask(
          'backup.sha256',
          both('SHA-256 of the configuration backup', 'SHA-256 der Konfigurationssicherung'),
          'sha256',
        ),
        ask('backup.at', both('Time of the backup', 'Zeit der Sicherung'), 'time'),
        ask('monitor.issues', both('Issues in System Monitor', 'Meldungen im System Monitor'), 'number', {
          unit: 'issues',
        }),
        ask('version.before', both('Running version', 'Laufende Version'), 'version'),
        ask(
          'heartbeat.redundant',
          both('Is a redundant heartbeat configured?', 'Ist ein redundanter Heartbeat eingerichtet?'),
          'boolean',
        ),
        ask('note', both('Remark', 'Bemerkung'), 'text', { optional: true }),
      ],
    },
  },
  {
    path: 'shutdown',
    kind: 'guide',
    title: both('Shut the slave down from the web interface', 'Den Slave über die Weboberfläche herunterfahren'),
    masterUp: true,
    locks: [],
    step: {
      where: page('Basic Settings > High Availability & Nodes > Other node > Shutdown'),
      text: both(
        'Click Shutdown for the other node and confirm. From this click on Rackhand refuses every command that would start the slave.',
        'Klicken Sie beim anderen Knoten auf Shutdown und bestätigen Sie. Ab diesem Klick lehnt Rackhand jeden Befehl ab, der den Slave starten würde.',
      ),
      cautions: [
        both('Do not click Reboot Cluster.', 'Klicken Sie nicht auf Reboot Cluster.'),
        both('Do not cut the power of the slave instead.', 'Schalten Sie den Slave nicht stattdessen hart ab.'),
      ],
      device: target(1, 'secondary'),
      manual: 'sps.otherNode.shutdown',
      asks: [
        ask(
          'slave.shutdown.clicked',
          both('What did the page show after the click?', 'Was zeigte die Seite nach dem Klick?'),
          'text',
        ),
      ],
      readings: [{ fact: 'slave.power', label: both('Power of the slave', 'Strom des Slaves'), reading: read('on') }],
    },
  },
  {
    path: 'slave-off',
    kind: 'sense',
    title: both('Wait until the slave’s chassis is off', 'Warten, bis das Gehäuse des Slaves aus ist'),
    masterUp: true,
    locks: [holdSlave, onlyOn],
    step: {
      automatic: true,
      device: target(1, 'secondary'),
      text: both(
        'Rackhand reads the chassis until it reports Off.',
        'Rackhand liest das Gehäuse, bis es „Aus“ meldet.',
      ),
      readings: [
        { fact: 'slave.power', label: both('Power of the slave', 'Strom des Slaves'), reading: read('on') },
        { fact: 'slave.serial', label: both('Serial number', 'Seriennummer'), reading: read('SPS4K-0417-2304') },
        {
          fact: 'slave.web',
          label: both('Web interface', 'Weboberfläche'),
          reading: unread('sps-b (10.20.1.12): the web interface is silent.', 'web.silent'),
        },
      ],
    },
  },
  {
    path: 'watch',
    kind: 'wait',
    title: both(
      'Do not interfere: the master converts its database',
      'Nicht eingreifen: Der Master stellt seine Datenbank um',
    ),
    slaveOff: true,
    locks: [holdSlave, onlyOn],
    step: {
      automatic: true,
      device: target(0, 'primary'),
      timing: timing(754),
      text: both(
        'No power command, no reboot, no click. Rackhand watches the web interface.',
        'Kein Strombefehl, kein Neustart, kein Klick. Rackhand beobachtet die Weboberfläche.',
      ),
      readings: [
        {
          fact: 'master.web',
          label: both('Web interface of the master', 'Weboberfläche des Masters'),
          reading: unread('sps-a (10.20.1.11): the web interface is silent.', 'web.silent'),
        },
        { fact: 'master.power', label: both('Power of the master', 'Strom des Masters'), reading: read('on') },
      ],
    },
  },
  {
    path: 'late',
    kind: 'decide',
    title: both('The web interface is late: read the console', 'Die Weboberfläche ist überfällig: Konsole ablesen'),
    slaveOff: true,
    locks: [holdSlave, onlyOn],
    step: {
      device: target(0, 'primary'),
      timing: timing(1934),
      where: page('Console (IPMI or at the rack)'),
      asks: [
        ask('console.shows', both('What does the console show?', 'Was zeigt die Konsole?'), 'enum', {
          values: ['progress', 'login', 'error', 'nothing'].map((value) => ({
            value,
            label: both(
              value,
              { progress: 'Fortschritt', login: 'Anmeldung', error: 'Fehler', nothing: 'nichts' }[value] ?? value,
            ),
          })),
        }),
      ],
    },
  },
  {
    path: 'metadb',
    kind: 'guide',
    title: both('Check whether the metadata import has finished', 'Prüfen, ob der Metadaten-Import fertig ist'),
    slaveOff: true,
    masterUp: true,
    locks: [holdSlave, onlyOn],
    step: {
      timing: timing(1130),
      where: page('Basic Settings > Troubleshooting > View log files'),
      blockedBy: [metadb, heartbeat],
      asks: [ask('metadb.line', both('The line with “Started”', 'Die Zeile mit „Started“'), 'text')],
    },
  },
  {
    path: 'power-on',
    kind: 'act',
    title: both('Switch the slave on', 'Den Slave einschalten'),
    slaveOff: true,
    masterUp: true,
    locks: [onlyOn],
    step: {
      device: target(1, 'secondary'),
      action: 'power.on',
      readings: [
        { fact: 'slave.power', label: both('Power of the slave', 'Strom des Slaves'), reading: read('off') },
        { fact: 'slave.serial', label: both('Serial number', 'Seriennummer'), reading: read('SPS4K-0417-2304') },
      ],
      cautions: [both('Only this chassis, only once.', 'Nur dieses Gehäuse, nur einmal.')],
    },
  },
  {
    path: 'power-on-unknown',
    kind: 'act',
    title: both('Switch the slave on', 'Den Slave einschalten'),
    slaveOff: true,
    masterUp: true,
    locks: [onlyOn],
    step: {
      device: target(1, 'secondary'),
      action: 'power.on',
      lastResult: {
        id: 'a-1',
        action: 'power.on',
        outcome: 'unknown',
        deviceName: 'sps-b',
        serial: 'SPS4K-0417-2304',
        bmc: '10.20.0.12:9623',
        before: 'off',
        after: null,
        detail: 'one command sent, no reply within 5 s',
        verdicts: [],
        failure: {
          code: 'bmc.timeout',
          message: 'sps-b (10.20.0.12:9623): no answer from the BMC within 5 s.',
          advice: 'Read the state again.',
        },
        at: ago(3),
      },
    },
  },
  {
    path: 'sync',
    kind: 'sense',
    title: both('Wait for the synchronisation of the slave', 'Auf den Abgleich des Slaves warten'),
    masterUp: true,
  },
  {
    path: 'verify',
    kind: 'guide',
    title: both(
      'Confirm that both nodes show the same firmware',
      'Bestätigen, dass beide Knoten dieselbe Firmware zeigen',
    ),
    masterUp: true,
  },
  { path: 'finish', kind: 'guide', title: both('Hand the system over', 'System übergeben'), masterUp: true },
];

/** What the racadm of a practice Dell server prints. The forms are those of recorded outputs, idrac.md §1.5. */
import type { DellComponent, DellJob, DellState } from './state.ts';

const BIOS = 159;
const IDRAC = 25227;
const LIFECYCLE = 28897;
const RULE = '-'.repeat(67);

const two = (n: number) => String(n).padStart(2, '0');
const part = (state: DellState, id: number): DellComponent | undefined =>
  state.components.find((component) => component.componentId === id);
const version = (state: DellState, id: number): string => part(state, id)?.version ?? 'NA';

/** `09/13/2016 15:29:57`, in UTC. */
export function shortDate(at: number): string {
  const d = new Date(at);
  const time = [d.getUTCHours(), d.getUTCMinutes(), d.getUTCSeconds()].map(two).join(':');
  return `${two(d.getUTCMonth() + 1)}/${two(d.getUTCDate())}/${d.getUTCFullYear()} ${time}`;
}

/** `Tue Sep 13 15:29:57 2016`, in UTC. */
function longDate(at: number): string {
  const [day = '', date = '', month = '', year = '', time = ''] = new Date(at)
    .toUTCString()
    .replace(',', '')
    .split(' ');
  return `${day} ${month} ${date} ${time} ${year}`;
}

export function systemInfo(state: DellState, now: number): string {
  const { nic } = state;
  const row = (name: string, value: string) => `${name.padEnd(23)} = ${value}`;
  return [
    'RAC Information:',
    row('RAC Date/Time', longDate(now)),
    '',
    row('Firmware Version', version(state, IDRAC)),
    row('Firmware Build', '50'),
    row('MAC Address', nic.mac),
    '',
    'Common settings:',
    row('DNS RAC Name', `idrac-${state.serviceTag}`),
    row('Current DNS Domain', ''),
    '',
    'IPv4 settings:',
    row('Enabled', '1'),
    row('Current IP Address', nic.address),
    row('Current IP Gateway', nic.gateway),
    row('Current IP Netmask', nic.netmask),
    row('DHCP Enabled', nic.dhcp ? '1' : '0'),
    row('Current DNS Server 1', '0.0.0.0'),
    '',
    'IPv6 settings:',
    row('Enabled', '0'),
    row('Current DNS Server 1', '::'),
    '',
    'System Information:',
    row('System Model', state.model),
    row('System BIOS Version', version(state, BIOS)),
    row('Service Tag', state.serviceTag),
    row('Express Svc Code', String(Number.parseInt(state.serviceTag, 36))),
    row('Host Name', state.power === 'on' ? state.hostName : ''),
    row('OS Name', state.power === 'on' ? state.osName : ''),
    row('Power Status', state.power === 'on' ? 'ON' : 'OFF'),
    '',
    'Watchdog Information:',
    row('Recovery Action', 'None'),
  ].join('\n');
}

export function versions(state: DellState): string {
  return [
    '',
    ` Bios Version                     = ${version(state, BIOS)}`,
    '',
    ` iDRAC Version                    = ${version(state, IDRAC)}`,
    '',
    ` Lifecycle Controller Version     = ${version(state, LIFECYCLE)}`,
    '',
    ' IDSDM Version                    = NA',
  ].join('\n');
}

export function nicSettings({ nic, personality }: DellState): string {
  const on = (flag: boolean) => (flag ? '1' : '0');
  const pairs: [string, string][] = [
    ['NIC Enabled', on(nic.enabled)],
    ['IPv4 Enabled', '1'],
    ['DHCP Enabled', on(nic.dhcp)],
    ['IP Address', nic.address],
    ['Subnet Mask', nic.netmask],
    ['Gateway', nic.gateway],
  ];
  const lom: [string, string][] = [
    ['NIC Selection', personality === 'idrac6' ? 'Dedicated' : 'dedicated'],
    ['Link Detected', 'Yes'],
    ['Speed', '1Gb/s'],
    ['Duplex Mode', 'Full Duplex'],
  ];
  const line = ([name, value]: [string, string]) =>
    personality === 'idrac6' ? `${name.padEnd(15)} = ${value}` : `${name}=${value}`;
  return ['IPv4 settings:', ...pairs.map(line), '', 'LOM Status:', ...lom.map(line)].join('\n');
}

export function softwareInventory(state: DellState): string {
  const blocks = state.components.flatMap((component) =>
    (['Current', 'Rollback', 'Available'] as const).flatMap((kind) => {
      const value = { Current: component.version, Rollback: component.rollback, Available: component.available }[kind];
      if (value === null) return [];
      return [
        [
          `ComponentType = ${component.type}`,
          `ElementName = ${component.name}`,
          `FQDD = ${component.fqdd}`,
          `InstallationDate = ${kind === 'Current' ? '2026-01-12T10:00:00Z' : 'NA'}`,
          `${kind} Version = ${value}`,
        ].join('\n'),
      ];
    }),
  );
  return `-------------SOFTWARE INVENTORY----------------------\n${blocks.map((block) => `${RULE}\n${block}`).join('\n')}\n${RULE}`;
}

export function jobQueue(jobs: readonly DellJob[]): string {
  const time = (at: number | null) =>
    at === null ? '[Not Applicable]' : `[${new Date(at).toUTCString().slice(0, 25)}]`;
  const block = (job: DellJob) =>
    [
      `[Job ID=${job.id}]`,
      `Job Name=${job.name}`,
      `Status=${job.state.replace(/([a-z])([A-Z])/g, '$1 $2')}`,
      'Scheduled Start Time=[Not Applicable]',
      'Expiration Time=[Not Applicable]',
      `Actual Start Time=${time(job.startedAt)}`,
      `Actual Completion Time=${time(job.finishedAt)}`,
      `Message=[${job.messageId}: ${job.message}]`,
      `Percent Complete=[${job.state === 'Failed' ? 'NA' : job.percent}]`,
    ].join('\n');
  const rule = '-'.repeat(58);
  return [
    '-------------------------JOB QUEUE------------------------',
    ...jobs.map((job) => `${block(job)}\n${rule}`),
  ].join('\n');
}

export function lifecycleLog(state: DellState, count: number): string {
  const entries = [...state.log].reverse().slice(0, count);
  if (entries.length === 0) return 'No log entries found.';
  return entries
    .map((entry) =>
      [
        `SeqNumber       = ${entry.sequence}`,
        `Message ID      = ${entry.messageId}`,
        `Category        = ${entry.category}`,
        'AgentID         = RACLOG',
        `Severity        = ${entry.severity}`,
        `Timestamp       = ${new Date(entry.at).toISOString().slice(0, 19).replace('T', ' ')}`,
        `Message         = ${entry.message}`,
        RULE,
      ].join('\n'),
    )
    .join('\n');
}

export function sessionList(state: DellState): string {
  const rows = state.sessions.map(
    ({ id, type, user, address, since }) =>
      `${String(id).padEnd(6)}${type.padEnd(18)}${user.padEnd(40)}${address.padStart(16)} ${shortDate(since)}`,
  );
  return [
    'SSNID Type              User                                          IP Address Login Date/Time',
    '-'.repeat(75),
    ...rows,
  ].join('\n');
}

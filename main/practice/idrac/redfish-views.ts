/** Parts of the practice server's state as Redfish shows them. Pure. idrac.md §2.6, §2.7, §2.10. */
import { createHash } from 'node:crypto';
import type { RedfishProfile } from './redfish-profile.ts';
import type { DellJob, DellState, LifecycleEntry } from './state.ts';

type Json = Record<string, unknown>;

/** Installed, previous and uploaded versions as members of the FirmwareInventory. */
export function firmware(state: DellState): (Json & { Id: string })[] {
  const item = (role: string, id: number, version: string, name: string, fqdd: string) => ({
    Id: `${role}-${id}-${version}${role === 'Available' ? '' : `__${fqdd}`}`,
    Name: name,
    SoftwareId: String(id),
    Version: version,
    Updateable: true,
  });
  return state.components.flatMap(({ componentId: id, name, fqdd, version, rollback, available }) => [
    item('Installed', id, version, name, fqdd),
    ...(rollback === null ? [] : [item('Previous', id, rollback, name, fqdd)]),
    ...(available === null ? [] : [item('Available', id, available, name, fqdd)]),
  ]);
}

/** DellJob. */
export function job(one: DellJob): Json {
  const time = (at: number | null, none: string | null) =>
    at === null ? none : new Date(at).toISOString().slice(0, 19);
  return {
    Id: one.id,
    Name: one.name,
    JobState: one.state,
    JobType:
      one.kind === 'firmware' ? 'FirmwareUpdate' : one.kind === 'reboot' ? 'RebootNoForce' : 'iDRACConfiguration',
    Message: one.message,
    MessageId: one.messageId,
    PercentComplete: one.percent,
    StartTime: time(one.startedAt, 'TIME_NOW'),
    EndTime: 'TIME_NA',
    CompletionTime: time(one.finishedAt, null),
  };
}

const TASK_STATES: Readonly<Record<DellJob['state'], string>> = {
  Scheduled: 'Starting',
  Downloading: 'Running',
  Running: 'Running',
  Completed: 'Completed',
  CompletedWithErrors: 'Completed',
  Failed: 'Exception',
  RebootPending: 'UserIntervention',
};

/** The same job as a Task. */
export function jobAsTask(one: DellJob, profile: RedfishProfile): Json {
  return {
    Id: one.id,
    Name: one.name,
    TaskState: TASK_STATES[one.state],
    TaskStatus: one.state === 'Failed' ? 'Critical' : 'OK',
    PercentComplete: one.percent,
    Messages: [{ Message: one.message, MessageId: `${profile.registry}.${one.messageId}`, MessageArgs: [] }],
    Oem: { Dell: job(one) },
  };
}

const SEVERITIES = { Informational: 'OK', Warning: 'Warning', Critical: 'Critical' } as const;

export function logEntry(entry: LifecycleEntry, profile: RedfishProfile, link: string): Json {
  return {
    '@odata.id': link,
    Id: String(entry.sequence),
    Created: new Date(entry.at).toISOString(),
    EntryType: 'Oem',
    Severity: SEVERITIES[entry.severity],
    MessageId: profile.services ? `${profile.registry}.${entry.messageId}` : entry.messageId,
    Message: entry.message,
    Oem: { Dell: { Category: entry.category } },
  };
}

/** Attributes as a real iDRAC gives them: hashes of passwords and all, so that what forgets to redact them is caught. */
export function userAttributes(state: DellState): Json {
  const { nic } = state;
  const users = state.users.flatMap(({ index, name, password, enabled, privilege }): [string, unknown][] => {
    const salt = createHash('md5').update(`${state.serviceTag}${index}`).digest('hex').toUpperCase();
    const hash = createHash('sha256').update(password).update(Buffer.from(salt, 'hex')).digest('hex').toUpperCase();
    return [
      [`Users.${index}.UserName`, name],
      [`Users.${index}.Enable`, enabled ? 'Enabled' : 'Disabled'],
      [`Users.${index}.Privilege`, privilege],
      [`Users.${index}.Password`, null],
      [`Users.${index}.SHA256Password`, hash],
      [`Users.${index}.SHA256PasswordSalt`, salt],
      [`Users.${index}.IPMIKey`, hash.slice(0, 40)],
      [`Users.${index}.MD5v3Key`, salt],
    ];
  });
  return {
    ...Object.fromEntries(users),
    'IPv4.1.DHCPEnable': nic.dhcp ? 'Enabled' : 'Disabled',
    'IPv4.1.Address': nic.address,
    'IPv4.1.Netmask': nic.netmask,
    'IPv4.1.Gateway': nic.gateway,
    'IPMILan.1.Enable': state.ipmiOverLan ? 'Enabled' : 'Disabled',
    'Lockdown.1.SystemLockdown': 'Disabled',
  };
}

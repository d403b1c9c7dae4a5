/**
 * The practice Imprivata enterprise: two sites of two G4 appliances, and the hotfix upgrade of all of them at once (seed 002;
 * procedures.md §A.2, B). Pure; times are simulated seconds. The guide gives 45 to 90 minutes for an installation; ours lies
 * in between, and its second part, the database, is the one in which the console looks dead (appliances.md §4).
 */
import type { ManualAction } from '../../procedures/model.ts';

export const APPLIANCES = ['imp-a', 'imp-b', 'imp-c', 'imp-d'] as const;
export type ApplianceId = (typeof APPLIANCES)[number];
export const SITE_OF: Readonly<Record<ApplianceId, string>> = {
  'imp-a': 'North',
  'imp-b': 'North',
  'imp-c': 'South',
  'imp-d': 'South',
};
/** Only here a backup of the database can be made. */
export const AUDIT_SERVER: ApplianceId = 'imp-a';
export const OLD_LEVEL = '24.1 HF2';
export const NEW_LEVEL = '24.1 HF4';

const MIN = 60;
export const DURATION = {
  archive: 15 * MIN,
  backup: 12 * MIN,
  distribution: 20 * MIN,
  software: 20 * MIN,
  database: 40 * MIN,
  /** What a large database adds. */
  slow: 60 * MIN,
  logs: 5 * MIN,
} as const;

const ACTIONS = {
  'imp.audit.archive': true,
  'imp.backup.start': true,
  'imp.failover.save': true,
  'imp.package.upload': true,
  'imp.package.distribute': true,
  'imp.package.install': true,
  'imp.adminConsole.use': true,
  'imp.provisioning.resume': true,
  'imp.appliance.restart': true,
  'imp.appliance.remove': true,
  'imp.logs.export': true,
} as const satisfies Partial<Record<ManualAction, true>>;
/** What a person does in the two consoles and this enterprise can play. */
export type ImpAction = keyof typeof ACTIONS;
export const IMP_ACTIONS = Object.keys(ACTIONS) as ImpAction[];
export const isImpAction = (action: ManualAction): action is ImpAction => action in ACTIONS;

export const FAULTS = [
  'distribution-fails',
  'install-fails',
  'disk-full',
  'wrong-order',
  'archive-fails',
  'slow-database',
  'uneven',
] as const;
export type ImpFault = (typeof FAULTS)[number];

/** A job of the enterprise: `until` it runs. */
export type Job = { name: 'idle' | 'finished' | 'failed' } | { name: 'running'; until: number };
export type Installation =
  | { name: 'idle' | 'finished' | 'failed' }
  /** Packages are unpacked; the console shows its progress. */
  | { name: 'software'; until: number }
  /** The database is worked on; the console does not answer. */
  | { name: 'database'; until: number };

export interface Appliance {
  level: string;
  /** The package has arrived by distribution. */
  holds: boolean;
  /** The report of the last log export; `old` is one that somebody still needs. */
  report: 'none' | 'old' | 'new';
  member: boolean;
}
export interface ImpDisaster {
  at: number;
  kind:
    | 'provisioned-meanwhile'
    | 'console-used'
    | 'restarted'
    | 'run-again'
    | 'other-package'
    | 'removed'
    | 'report-lost'
    | 'no-backup'
    | 'left-behind';
  detail: string;
}
export interface ImpState {
  /** Simulated second of the last event. */
  now: number;
  appliances: Record<ApplianceId, Appliance>;
  records: number;
  archive: Job;
  backup: Job;
  logs: Job & { of?: ApplianceId };
  /** Sites whose computers may fail over. */
  failover: string[];
  provisioning: boolean;
  listed: string | null;
  /** What the last upload was refused for. */
  refusal: 'disk' | 'order' | null;
  distribution: Job;
  installation: Installation;
  /** Support allows one more attempt after a failure. */
  released: boolean;
  faults: ImpFault[];
  disasters: ImpDisaster[];
}
export type ImpEvent =
  | { type: 'manual'; action: ImpAction; on: ApplianceId }
  | { type: 'provisioning'; to: boolean }
  | { type: 'power'; on: ApplianceId }
  | { type: 'fault'; name: ImpFault; active: boolean }
  /** Support mends what was set and allows another attempt, or completes the upgrade itself. */
  | { type: 'support'; does: 'release' | 'complete' | 'level' }
  | { type: 'time' };

/** An enterprise in service, one hotfix round behind, with a report of an earlier log export that is still needed. */
export function newEnterprise(): ImpState {
  const appliance = (id: ApplianceId): Appliance => {
    return { level: OLD_LEVEL, holds: false, report: id === 'imp-b' ? 'old' : 'none', member: true };
  };
  return {
    ...{ now: 0, records: 12_400_000, failover: [], provisioning: true, listed: null, refusal: null },
    appliances: Object.fromEntries(APPLIANCES.map((id) => [id, appliance(id)])) as Record<ApplianceId, Appliance>,
    ...{ archive: { name: 'idle' }, backup: { name: 'idle' }, logs: { name: 'idle' } },
    ...{ distribution: { name: 'idle' }, installation: { name: 'idle' } },
    ...{ released: false, faults: [], disasters: [] },
  };
}

export const installing = ({ installation }: ImpState): boolean => 'until' in installation;
/** Whether the consoles answer: not while the database is worked on, though the enterprise serves its agents all the time. */
export const consoleAnswers = ({ installation }: ImpState): boolean => installation.name !== 'database';
/** What the Appliance Console shows of the installation; a silent one is running. */
export function consoleShows({ installation }: ImpState): 'finished' | 'running' | 'failed' {
  if ('until' in installation) return 'running';
  return installation.name === 'failed' ? 'failed' : 'finished';
}

/** Simulated second at which something changes by itself next, or null. */
export function nextDue({ archive, backup, logs, distribution, installation }: ImpState): number | null {
  const all = [archive, backup, logs, distribution, installation].flatMap((job) => ('until' in job ? job.until : []));
  return all.length === 0 ? null : Math.min(...all);
}

/** Why a person could not do `action` now, or null. */
export function obstacleTo(state: ImpState, action: ImpAction, on: ApplianceId): string | null {
  const answers = consoleAnswers(state) || action === 'imp.appliance.restart' || action === 'imp.provisioning.resume';
  if (!answers) return 'the console does not answer while the database is worked on';
  switch (action) {
    case 'imp.backup.start':
      return on === AUDIT_SERVER ? null : `${on} is no audit server`;
    case 'imp.package.distribute':
      return state.listed === null ? 'no package is listed' : null;
    case 'imp.package.install':
      if (installing(state)) return 'the installation is running';
      return APPLIANCES.some((id) => state.appliances[id].holds) ? null : 'the package was not distributed';
    default:
      return null;
  }
}

/** The enterprise after everything that was due until `at`, and then `event`. */
export function reduceImp(enterprise: ImpState, event: ImpEvent, at: number): ImpState {
  let state = enterprise;
  for (let due = nextDue(state); due !== null && due <= at; due = nextDue(state)) {
    state = passDue({ ...state, now: Math.max(state.now, due) });
  }
  state = { ...state, now: Math.max(state.now, at) };
  switch (event.type) {
    case 'time':
      return state;
    case 'provisioning':
      return provision(state, event.to);
    case 'power':
      return restart(state, event.on);
    case 'fault':
      return strike(state, event.name, event.active);
    case 'support':
      return support(state, event.does);
    case 'manual':
      return obstacleTo(state, event.action, event.on) === null ? play(state, event.action, event.on) : state;
  }
}

function play(state: ImpState, action: ImpAction, on: ApplianceId): ImpState {
  const { now } = state;
  const running = (seconds: number) => ({ name: 'running', until: now + seconds }) as const;
  switch (action) {
    case 'imp.audit.archive':
      return { ...touched(state), archive: running(DURATION.archive) };
    case 'imp.failover.save':
      return { ...touched(state), failover: [...new Set(Object.values(SITE_OF))] };
    case 'imp.adminConsole.use':
      return touched(state);
    case 'imp.backup.start':
      return { ...state, backup: running(DURATION.backup) };
    case 'imp.package.upload':
      return upload(state);
    case 'imp.package.distribute':
      return { ...state, distribution: running(DURATION.distribution) };
    case 'imp.package.install':
      return install(state);
    case 'imp.provisioning.resume':
      return provision(state, true);
    case 'imp.appliance.restart':
      return restart(state, on);
    case 'imp.appliance.remove': {
      const after = changed(state, on, { member: false });
      const broken = installing(state) || state.installation.name === 'failed';
      return broken ? record(after, 'removed', `${on} was removed: the enterprise is corrupted (I-IMP-009)`) : after;
    }
    case 'imp.logs.export': {
      const lost = state.appliances[on].report === 'old';
      const after = lost ? record(state, 'report-lost', `the earlier report of ${on} was overwritten`) : state;
      return { ...after, logs: { ...running(DURATION.logs), of: on } };
    }
  }
}

function upload(before: ImpState): ImpState {
  const failed = before.installation.name === 'failed' && !before.released;
  const state = failed ? record(before, 'other-package', 'a package was uploaded after a failure (I-IMP-010)') : before;
  if (state.faults.includes('disk-full')) return { ...state, refusal: 'disk' };
  if (state.faults.includes('wrong-order')) return { ...state, refusal: 'order' };
  return { ...state, listed: NEW_LEVEL, refusal: null };
}

function install(before: ImpState): ImpState {
  let state = before;
  if (state.installation.name === 'failed' && !state.released)
    state = record(state, 'run-again', 'a failed upgrade was run again (I-IMP-008)');
  if (state.backup.name !== 'finished')
    state = record(state, 'no-backup', 'installed without a backup of the database (I-IMP-002)');
  const missing = APPLIANCES.filter((id) => !state.appliances[id].holds);
  if (missing.length > 0) state = record(state, 'left-behind', `${missing.join(', ')} had no package (I-IMP-006)`);
  if (state.provisioning)
    state = record(state, 'provisioned-meanwhile', 'provisioning ran into the database phase (I-IMP-005)');
  const until = state.now + DURATION.software;
  return { ...state, released: false, installation: { name: 'software', until } };
}

/** The Admin Console was used. */
function touched(state: ImpState): ImpState {
  if (!installing(state)) return state;
  return record(state, 'console-used', 'changes made in the Admin Console are lost (I-IMP-007)');
}

function provision(state: ImpState, to: boolean): ImpState {
  const after = { ...state, provisioning: to };
  if (!to || !installing(state)) return after;
  return record(after, 'provisioned-meanwhile', 'provisioning ran into the database phase (I-IMP-005)');
}

function restart(state: ImpState, on: ApplianceId): ImpState {
  if (!installing(state)) return state;
  const after: ImpState = { ...state, installation: { name: 'failed' } };
  return record(after, 'restarted', `${on} was restarted in the middle of the upgrade (I-IMP-011)`);
}

/** Lets what is due end. */
function passDue(state: ImpState): ImpState {
  const { now, faults } = state;
  const due = (job: Job | Installation) => 'until' in job && job.until <= now;
  if (due(state.archive)) {
    if (faults.includes('archive-fails')) return { ...state, archive: { name: 'failed' } };
    return { ...state, archive: { name: 'finished' }, records: Math.min(state.records, 4_200_000) };
  }
  if (due(state.backup)) return { ...state, backup: { name: 'finished' } };
  if (due(state.logs)) {
    const { of = AUDIT_SERVER } = state.logs;
    return { ...changed(state, of, { report: 'new' }), logs: { name: 'finished', of } };
  }
  if (due(state.distribution)) return distributed(state);
  const { installation } = state;
  if (installation.name === 'software') {
    if (faults.includes('install-fails')) return failAtOne(state);
    const until = now + DURATION.database + (faults.includes('slow-database') ? DURATION.slow : 0);
    return { ...state, installation: { name: 'database', until } };
  }
  const done = APPLIANCES.reduce((next, id) => upgraded(next, id), state);
  return { ...done, installation: { name: 'finished' } };
}

/** One appliance does not receive the package, and the page says so. */
function distributed(state: ImpState): ImpState {
  const fails = state.faults.includes('distribution-fails');
  const reached = APPLIANCES.filter((id) => !(fails && id === 'imp-d'));
  const after = reached.reduce((next, id) => changed(next, id, { holds: true }), state);
  return { ...after, distribution: { name: fails ? 'failed' : 'finished' } };
}

function failAtOne(state: ImpState): ImpState {
  const after = APPLIANCES.filter((id) => id !== 'imp-c').reduce((next, id) => upgraded(next, id), state);
  return { ...after, installation: { name: 'failed' } };
}

const upgraded = (state: ImpState, id: ApplianceId): ImpState =>
  state.appliances[id].holds && state.appliances[id].member ? changed(state, id, { level: NEW_LEVEL }) : state;

function strike(state: ImpState, name: ImpFault, active: boolean): ImpState {
  const faults = [...state.faults.filter((one) => one !== name), ...(active ? [name] : [])];
  const after = { ...state, faults };
  return name === 'uneven' ? changed(after, 'imp-d', { level: active ? '24.1 HF1' : OLD_LEVEL }) : after;
}

function support(state: ImpState, does: 'release' | 'complete' | 'level'): ImpState {
  const mended: ImpState = { ...state, faults: [] };
  if (does === 'level') return strike(mended, 'uneven', false);
  if (does === 'release') return { ...mended, released: true };
  const done = APPLIANCES.reduce((next, id) => changed(next, id, { level: NEW_LEVEL }), mended);
  return { ...done, installation: { name: 'finished' } };
}

function changed(state: ImpState, id: ApplianceId, change: Partial<Appliance>): ImpState {
  return { ...state, appliances: { ...state.appliances, [id]: { ...state.appliances[id], ...change } } };
}

function record(state: ImpState, kind: ImpDisaster['kind'], detail: string): ImpState {
  return { ...state, disasters: [...state.disasters, { at: state.now, kind, detail }] };
}

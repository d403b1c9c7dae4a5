/**
 * The practice Remote Support appliance and what its vendor knows of it: clock, download keys, packages, and the manual
 * installation (procedures.md §A.4 and F.2). Pure; times are simulated seconds, clock errors are real ones. The guide gives
 * 15 to 60 minutes for an installation; these lie in between.
 */
import type { ManualAction } from '../../procedures/model.ts';
import { type DownloadKey, KEY_TOLERANCE_S } from './keys.ts';
import { CATALOGUE, FACTORY, type PackageName, packageOf, type VendorPackage } from './packages.ts';

const ACTIONS = {
  'rs.ntp.correct': true,
  'rs.key.generate': true,
  'rs.packages.download': true,
  'rs.backup': true,
  'rs.package.upload': true,
  'rs.install.base': true,
  'rs.install.product': true,
} as const satisfies Partial<Record<ManualAction, true>>;
/** What a person does at the appliance's and its vendor's pages and this rack can play. Other `rs.*` clicks leave no trace. */
export type RsAction = keyof typeof ACTIONS;
export const RS_ACTIONS = Object.keys(ACTIONS) as RsAction[];
export const isRsAction = (action: ManualAction): action is RsAction => action in ACTIONS;

export const DURATION = { base: 20 * 60, restart: 10 * 60, product: 25 * 60, start: 5 * 60 } as const;
/** How long clients are given to follow a product before the next one (004, L47). */
export const CLIENT_WINDOW = 24 * 3600;
/** What the fault sets the clock ahead by, in real seconds. */
export const WRONG_CLOCK_S = -2580;

export type Phase =
  | { name: 'running' | 'off' | 'dead' }
  /** The base installation hangs. */
  | { name: 'stuck'; package: PackageName }
  | { name: 'installing' | 'restarting'; package: PackageName; until: number }
  | { name: 'starting'; until: number };
export type Stage = Exclude<Phase['name'], 'installing'> | 'installing-base' | 'installing-product';

export interface RsDisaster {
  at: number;
  kind: 'base-interrupted' | 'stuck-restarted' | 'product-interrupted' | 'clients-stranded' | 'no-backup';
  detail: string;
}
export interface RsState {
  /** Simulated second of the last event. */
  now: number;
  phase: Phase;
  base: string;
  product: string;
  /** What its clock is ahead, in real seconds. */
  skewS: number;
  /** Every key it has made; only the last one counts. */
  keys: DownloadKey[];
  /** Gone from the vendor's list, so somebody carries them. */
  downloaded: PackageName[];
  /** Gone from the list though nobody has them. */
  vanished: PackageName[];
  /** The vendor's list leaves base software out. */
  baseMissing: boolean;
  /** On the Manual Installation page, not yet installed. */
  uploaded: PackageName[];
  installed: PackageName[];
  backups: number;
  /** Nothing was backed up since the base was installed. */
  backupDue: boolean;
  /** Until then the clients follow the last product; null while they need not. */
  clientsUntil: number | null;
  /** The next base installation hangs. */
  baseFails: boolean;
  disasters: RsDisaster[];
}
export type RsEvent =
  | { type: 'manual'; action: RsAction }
  | { type: 'power'; to: 'on' | 'off' | 'reset' }
  | { type: 'uploaded' | 'downloaded' | 'install'; name: PackageName }
  | { type: 'clock'; skewS: number }
  /** `repaired`: support has mended what was set, and gives out again what vanished. */
  | { type: 'fault'; name: 'clock-wrong' | 'package-vanished' | 'base-missing' | 'base-fails' | 'repaired' }
  | { type: 'time' };

/** An appliance in service, two rounds behind. */
export function newAppliance(): RsState {
  return {
    ...{ now: 0, phase: { name: 'running' }, ...FACTORY, skewS: 0 },
    ...{ keys: [], downloaded: [], vanished: [], baseMissing: false, uploaded: [], installed: [] },
    ...{ backups: 0, backupDue: false, clientsUntil: null, baseFails: false, disasters: [] },
  };
}

/** What a person would say it is doing. */
export function stageOf({ phase }: RsState): Stage {
  if (phase.name !== 'installing') return phase.name;
  return packageOf(phase.package).kind === 'base' ? 'installing-base' : 'installing-product';
}

/** Whether its web interface listens: all is up to the pages from there on. */
export const listens = ({ phase }: RsState): boolean => ['running', 'installing', 'stuck'].includes(phase.name);
/** The product serves people. */
export const inService = ({ phase }: RsState): boolean => phase.name === 'running';

/** Simulated second at which the appliance changes by itself next, or null. */
export function nextDue({ phase }: RsState): number | null {
  return 'until' in phase ? phase.until : null;
}

/** What an appliance that reaches its vendor by itself is offered there: the names of the packages. */
export function offeredOnline({ base, installed }: RsState): PackageName[] {
  return CATALOGUE.filter((one) => one.fromBase <= base && !installed.includes(one.name)).map(({ name }) => name);
}

/** What the vendor offers for a key made by this appliance; a package that was downloaded is on the list no more. */
export function offeredFor(state: RsState, key: DownloadKey): VendorPackage[] {
  const gone = [...state.downloaded, ...state.vanished, ...state.installed];
  return CATALOGUE.filter(
    (one) => one.fromBase <= key.base && !gone.includes(one.name) && !(state.baseMissing && one.kind === 'base'),
  );
}

/** Why the vendor does not take a key that this appliance made; null when it does. */
export function refusalOf(state: RsState, key: DownloadKey): 'clock' | 'old' | null {
  if (Math.abs(key.skewS) > KEY_TOLERANCE_S) return 'clock';
  const current = key.n === state.keys.length && key.base === state.base && key.product === state.product;
  return current ? null : 'old';
}

/** The message of the installation page for what is not installed yet; null when all is there. */
export function unmet(state: RsState, { name, dependsOn }: VendorPackage): string | null {
  const missing = dependsOn.filter((one) => !state.installed.includes(one));
  return missing.length === 0 ? null : `${name} does not satisfy its requirements: ${missing.join(', ')} not installed`;
}

export interface Obstacle {
  /** `already`: what the action would bring about is there or under way. */
  outcome: 'already' | 'impossible';
  reason: string;
  /** Simulated second at which it is worth another try without doing anything; null when waiting is in vain. */
  until: number | null;
}

/** The next package that a click is about: the first that was carried here and is not installed. */
export function candidate(state: RsState, kind: VendorPackage['kind']): VendorPackage | null {
  const here = [...state.uploaded, ...state.downloaded];
  return (
    CATALOGUE.find((one) => one.kind === kind && here.includes(one.name) && !state.installed.includes(one.name)) ?? null
  );
}
const toUpload = (state: RsState): VendorPackage | null =>
  CATALOGUE.find(
    ({ name }) => state.downloaded.includes(name) && !state.uploaded.includes(name) && !state.installed.includes(name),
  ) ?? null;

/** Why a person could not do `action` at the appliance now, or null. */
export function obstacleTo(state: RsState, action: RsAction): Obstacle | null {
  const kind = action === 'rs.install.base' ? 'base' : action === 'rs.install.product' ? 'product' : null;
  const { phase } = state;
  if (action === 'rs.packages.download') return obstacleToDownload(state);
  if (kind && 'package' in phase && packageOf(phase.package).kind === kind && phase.name !== 'stuck')
    return already(`${phase.package} is being installed`);
  if (phase.name !== 'running') return impossible(`the appliance ${DOING[stageOf(state)]}`, nextDue(state));
  switch (action) {
    case 'rs.ntp.correct':
      return state.skewS === 0 ? already('its clock is right') : null;
    case 'rs.key.generate':
    case 'rs.backup':
      return null;
    case 'rs.package.upload': {
      if (toUpload(state)) return null;
      return state.uploaded.length > 0 ? already('the packages are on the appliance') : impossible(NOTHING);
    }
    default:
      return kind ? obstacleToInstall(state, kind) : null;
  }
}

const NOTHING = 'no package has been downloaded that it lacks';
const already = (reason: string): Obstacle => ({ outcome: 'already', reason, until: null });
const impossible = (reason: string, until: number | null = null): Obstacle => ({
  outcome: 'impossible',
  reason,
  until,
});

/** On the connected side, whatever the appliance does meanwhile. */
function obstacleToDownload(state: RsState): Obstacle | null {
  const key = state.keys.at(-1);
  if (!key) return impossible('no download key has been made');
  const refusal = refusalOf(state, key);
  if (refusal)
    return impossible(`the vendor refuses the download key (${refusal === 'clock' ? 'wrong clock' : 'spent'})`);
  if (offeredFor(state, key).length > 0) return null;
  const carried = state.downloaded.some((name) => !state.installed.includes(name));
  return carried ? already('the packages have been downloaded') : impossible('nothing is offered for this key');
}

function obstacleToInstall(state: RsState, kind: VendorPackage['kind']): Obstacle | null {
  const next = candidate(state, kind);
  if (next) {
    const missing = unmet(state, next);
    return missing === null ? null : impossible(missing);
  }
  const last = state.installed.findLast((name) => packageOf(name).kind === kind);
  return last ? already(`${last} is installed`) : impossible(NOTHING);
}

const DOING: Record<Stage, string> = {
  running: 'runs',
  off: 'is off',
  dead: 'does not start any more: support has to repair it',
  stuck: 'hangs in its base installation: do not restart it, call support',
  'installing-base': 'installs base software',
  'installing-product': 'installs the product',
  restarting: 'restarts by itself, as base installations do',
  starting: 'is starting',
};
export const doing = (state: RsState): string => DOING[stageOf(state)];

/** The appliance after everything that was due until `at`, and then `event`. */
export function reduceRs(appliance: RsState, event: RsEvent, at: number): RsState {
  let state = appliance;
  for (let due = nextDue(state); due !== null && due <= at; due = nextDue(state))
    state = passDue({ ...state, now: due });
  state = { ...state, now: Math.max(state.now, at) };
  switch (event.type) {
    case 'time':
      return state;
    case 'clock':
      return { ...state, skewS: event.skewS };
    case 'downloaded':
      return { ...state, downloaded: withOne(state.downloaded, event.name) };
    case 'uploaded':
      return inService(state) ? { ...state, uploaded: withOne(state.uploaded, event.name) } : state;
    case 'install': {
      const one = packageOf(event.name);
      const ready = inService(state) && state.uploaded.includes(event.name) && unmet(state, one) === null;
      return ready ? install(state, one) : state;
    }
    case 'fault':
      return strike(state, event.name);
    case 'power':
      return power(state, event.to);
    case 'manual':
      return obstacleTo(state, event.action) === null ? play(state, event.action) : state;
  }
}

const withOne = <T>(list: T[], one: T): T[] => [...new Set([...list, one])];

function play(state: RsState, action: RsAction): RsState {
  switch (action) {
    case 'rs.ntp.correct':
      return { ...state, skewS: 0 };
    case 'rs.key.generate': {
      const { skewS, base, product } = state;
      return { ...state, keys: [...state.keys, { n: state.keys.length + 1, skewS, base, product }] };
    }
    case 'rs.packages.download': {
      const key = state.keys.at(-1);
      const offered = key ? offeredFor(state, key).map(({ name }) => name) : [];
      return { ...state, downloaded: [...state.downloaded, ...offered] };
    }
    case 'rs.backup':
      return { ...state, backups: state.backups + 1, backupDue: false };
    case 'rs.package.upload': {
      const next = toUpload(state);
      return next ? { ...state, uploaded: withOne(state.uploaded, next.name) } : state;
    }
    case 'rs.install.base':
    case 'rs.install.product': {
      const next = candidate(state, action === 'rs.install.base' ? 'base' : 'product');
      return next ? install(state, next) : state;
    }
  }
}

function install(before: RsState, { name, kind, version }: VendorPackage): RsState {
  let state: RsState = { ...before, uploaded: withOne(before.uploaded, name) };
  if (kind === 'product' && state.backupDue)
    state = record(state, 'no-backup', `${name} was installed on a new base without a backup in between (I-RS-004)`);
  if (kind === 'product' && state.clientsUntil !== null && state.now < state.clientsUntil)
    state = record(
      state,
      'clients-stranded',
      `${version} came before the clients had their 24 hours: some stay behind`,
    );
  return { ...state, phase: { name: 'installing', package: name, until: state.now + DURATION[kind] } };
}

/** Lets the present phase end. */
function passDue(state: RsState): RsState {
  const { phase, now } = state;
  if (phase.name === 'installing' && packageOf(phase.package).kind === 'base') {
    if (state.baseFails) return { ...state, phase: { name: 'stuck', package: phase.package } };
    return { ...state, phase: { name: 'restarting', package: phase.package, until: now + DURATION.restart } };
  }
  const running: RsState = { ...state, phase: { name: 'running' } };
  if (phase.name === 'installing') {
    const { name, version } = packageOf(phase.package);
    return { ...done(running, name), product: version, clientsUntil: now + CLIENT_WINDOW };
  }
  if (phase.name !== 'restarting') return running;
  const { name, version } = packageOf(phase.package);
  return { ...done(running, name), base: version, backupDue: true };
}

const done = (state: RsState, name: PackageName): RsState => ({
  ...state,
  installed: withOne(state.installed, name),
  uploaded: state.uploaded.filter((one) => one !== name),
});

function strike(state: RsState, name: Extract<RsEvent, { type: 'fault' }>['name']): RsState {
  switch (name) {
    case 'clock-wrong':
      return { ...state, skewS: WRONG_CLOCK_S };
    case 'base-missing':
      return { ...state, baseMissing: true };
    case 'base-fails':
      return { ...state, baseFails: true };
    case 'package-vanished': {
      const here = [...state.downloaded, ...state.installed];
      const next = CATALOGUE.find((one) => one.kind === 'product' && !here.includes(one.name));
      return next ? { ...state, vanished: withOne(state.vanished, next.name) } : state;
    }
    case 'repaired':
      return repair({ ...state, skewS: 0, vanished: [], baseMissing: false, baseFails: false });
  }
}

/** Support ends an installation that hangs, and sets up a dead appliance as it was before. */
function repair(state: RsState): RsState {
  const { phase, now } = state;
  if (phase.name === 'stuck')
    return { ...state, phase: { name: 'restarting', package: phase.package, until: now + DURATION.restart } };
  return phase.name === 'dead' ? { ...state, phase: { name: 'starting', until: now + DURATION.start } } : state;
}

function power(state: RsState, to: 'on' | 'off' | 'reset'): RsState {
  const { phase } = state;
  if (phase.name === 'dead' || (phase.name === 'off') !== (to === 'on')) return state;
  const hurt = harm(state);
  if (hurt.phase.name === 'dead') return hurt;
  const next: Phase = to === 'off' ? { name: 'off' } : { name: 'starting', until: state.now + DURATION.start };
  return { ...hurt, phase: next };
}

/** What it costs to take the power away now. */
function harm(state: RsState): RsState {
  const { phase } = state;
  const dead = (): RsState => ({ ...state, phase: { name: 'dead' } });
  if (phase.name === 'stuck')
    return record(
      dead(),
      'stuck-restarted',
      'it was restarted in a base installation that hung, before support had answered',
    );
  if (phase.name === 'restarting' || stageOf(state) === 'installing-base')
    return record(dead(), 'base-interrupted', 'power went in the middle of a base installation');
  if (phase.name === 'installing')
    return record(state, 'product-interrupted', 'power went in the middle of a product installation: install it again');
  return state;
}

function record(state: RsState, kind: RsDisaster['kind'], detail: string): RsState {
  return { ...state, disasters: [...state.disasters, { at: state.now, kind, detail }] };
}

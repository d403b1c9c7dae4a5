/**
 * The software side of the practice U-Series: Windows on BitLocker volumes, and its recovery from the manufacturing image.
 * Pure; times are simulated seconds. The machine itself (power, iDRAC, firmware) is `../idrac`. Order of the recovery:
 * procedures.md, us-appliance-recovery; the guide gives no durations, these are plausible for a server.
 */
import type { ManualAction } from '../../procedures/model.ts';

const ACTIONS = {
  'us.appliance.restart': true,
  'us.bitlocker.enterKey': true,
  'us.recovery.bootOptions': true,
  'us.recovery.reset': true,
  'us.recovery.insertKeyStick': true,
  'us.recovery.updateAppliance': true,
  'us.recovery.prepareForShipping': true,
} as const satisfies Partial<Record<ManualAction, true>>;
/** What a person does at the appliance and this rack can play. Other `us.*` clicks leave no trace here. */
export type ApplianceAction = keyof typeof ACTIONS;
export const APPLIANCE_ACTIONS = Object.keys(ACTIONS) as ApplianceAction[];
export const isApplianceAction = (action: ManualAction): action is ApplianceAction => action in ACTIONS;

export const DURATION = { imaging: 20 * 60, 'set-up': 10 * 60, encrypting: 30 * 60, updating: 15 * 60 } as const;
type Busy = keyof typeof DURATION;
/** Without power in the middle of these there is neither the old system nor the new one (I-HW-010). */
const FRAGILE = ['imaging', 'set-up', 'encrypting'] as const;
type Fragile = (typeof FRAGILE)[number];

/** What is on the disk, and comes up when the appliance starts. `imaged`: the bare image, which waits for the key stick. */
export type Installed = 'in-service' | 'imaged' | 'encrypted' | 'updated' | 'shipped';
export type Phase =
  | { name: 'off' | 'running' | 'boot-options' | 'recovery-menu' | 'dead' | Busy; since: number }
  | { name: 'starting'; since: number; until: number };

export interface ApplianceDisaster {
  at: number;
  kind: `${Fragile | 'updating'}-interrupted` | 'prepared-too-early';
  detail: string;
}
export interface ApplianceState {
  /** Simulated second of the last event. */
  now: number;
  phase: Phase;
  installed: Installed;
  /** Of the volumes and their keys: the image makes new ones, of the next generation. */
  generation: number;
  /** Whose keys the stick holds. */
  stick: number;
  /** The stick cannot be found. */
  stickMissing: boolean;
  /** Nobody has reached the boot options since the appliance was started. */
  restarted: boolean;
  disasters: ApplianceDisaster[];
}
export type ApplianceEvent =
  /** `until`: end of the self test, simulated second. */
  | { type: 'power'; to: 'on' | 'off' | 'reset'; until: number }
  | { type: 'manual'; action: ApplianceAction }
  /** `found`: the right stick turns up. `stale`: somebody brings that of a former generation. */
  | { type: 'stick'; is: 'found' | 'missing' | 'stale' }
  | { type: 'time' };

/** An appliance in service since yesterday, on volumes of generation 1, its key stick beside it. */
export function newAppliance(): ApplianceState {
  return {
    now: 0,
    phase: { name: 'running', since: -86_400 },
    installed: 'in-service',
    generation: 1,
    stick: 1,
    stickMissing: false,
    restarted: false,
    disasters: [],
  };
}

/** What a person would say it is doing. */
export type Stage =
  | Exclude<Phase['name'], 'running'>
  | 'windows'
  | 'waits-for-stick'
  | 'encrypted'
  | 'updated'
  | 'shipped';
const RUNNING: Record<Installed, Stage> = {
  'in-service': 'windows',
  imaged: 'waits-for-stick',
  encrypted: 'encrypted',
  updated: 'updated',
  shipped: 'shipped',
};
export const stageOf = ({ phase, installed }: ApplianceState): Stage =>
  phase.name === 'running' ? RUNNING[installed] : phase.name;

/** What BitLocker is doing on its volumes, in percent: 100 encrypted, 0 there is none. */
export function encryptedPercent({ phase, installed, now }: ApplianceState): number {
  if (phase.name === 'encrypting') return Math.min(99, Math.floor((100 * (now - phase.since)) / DURATION.encrypting));
  return installed === 'imaged' ? 0 : 100;
}

/** Simulated second at which the appliance changes by itself next, or null. */
export function nextDue({ phase }: ApplianceState): number | null {
  if (phase.name === 'starting') return phase.until;
  return phase.name in DURATION ? phase.since + DURATION[phase.name as Busy] : null;
}

/** Generation of the BitLocker volumes on the disk that can be read; null while there are none. */
export const volumesOf = ({ installed, generation }: ApplianceState): number | null =>
  installed === 'imaged' ? null : generation;

/** Generation whose keys the running Windows would list; null while no Windows with volumes of its own runs. */
export function listedOf(state: ApplianceState): number | null {
  const { name } = state.phase;
  if (name === 'encrypting') return state.generation;
  return name === 'running' || name === 'updating' ? volumesOf(state) : null;
}

export interface Obstacle {
  /** `already`: what the action would bring about is there or under way. */
  outcome: 'already' | 'impossible';
  reason: string;
  /** Simulated second at which it is worth another try without doing anything; null when waiting is in vain. */
  until: number | null;
}

/** Why a person could not do `action` at the appliance now, or null. */
export function obstacleTo(state: ApplianceState, action: ApplianceAction): Obstacle | null {
  const stage = stageOf(state);
  const rule = WHEN[action][stage];
  if (rule === 'yes') return refine(state, action);
  if (rule) return { outcome: 'already', reason: rule.already, until: null };
  const wait = WAITS[action]?.includes(stage) ?? false;
  return { outcome: 'impossible', reason: `the appliance ${DOING[stage]}`, until: wait ? nextDue(state) : null };
}

/** The appliance after everything that was due until `at`, and then `event`. */
export function reduceAppliance(appliance: ApplianceState, event: ApplianceEvent, at: number): ApplianceState {
  let state = appliance;
  for (let due = nextDue(state); due !== null && due <= at; due = nextDue(state))
    state = passDue({ ...state, now: due });
  state = { ...state, now: Math.max(state.now, at) };
  switch (event.type) {
    case 'time':
      return state;
    case 'stick':
      if (event.is === 'missing') return { ...state, stickMissing: true };
      if (event.is === 'stale') return { ...state, stick: state.generation - 1 };
      return { ...state, stickMissing: false, stick: state.generation };
    case 'power':
      return power(state, event);
    case 'manual':
      return obstacleTo(state, event.action) === null ? play(state, event.action) : state;
  }
}

/** `yes` may still be refused by `refine`; a stage that is missing makes the action impossible. */
type Rules = Partial<Record<Stage, 'yes' | { already: string }>>;
const done = (reason: string) => ({ already: reason });
const noPrompt = done('nothing asks for a key');
const onItsWay = done('the image is on its way or there');
const inserted = done('the stick was in');
const WHEN: Record<ApplianceAction, Rules> = {
  'us.appliance.restart': {
    ...{
      windows: 'yes',
      encrypted: 'yes',
      updated: 'yes',
      shipped: 'yes',
      'boot-options': 'yes',
      'recovery-menu': 'yes',
    },
    starting: done('the appliance is starting'),
  },
  // The BIOS procedures come here too, and there it depends on the TPM whether the appliance asks.
  'us.bitlocker.enterKey': {
    'boot-options': 'yes',
    'recovery-menu': done('the recovery menu has its key'),
    ...{ starting: noPrompt, windows: noPrompt, encrypted: noPrompt, updated: noPrompt, shipped: noPrompt },
  },
  'us.recovery.bootOptions': {
    ...{ starting: 'yes', windows: 'yes', encrypted: 'yes', updated: 'yes', shipped: 'yes' },
    'boot-options': done('the boot options are on the screen'),
    'recovery-menu': done('the recovery menu is on the screen'),
  },
  'us.recovery.reset': {
    'recovery-menu': 'yes',
    ...{ imaging: onItsWay, 'waits-for-stick': onItsWay, 'set-up': onItsWay, encrypting: onItsWay },
  },
  'us.recovery.insertKeyStick': {
    'waits-for-stick': 'yes',
    ...{ 'set-up': inserted, encrypting: inserted, encrypted: inserted, updating: inserted, updated: inserted },
  },
  'us.recovery.updateAppliance': {
    encrypted: 'yes',
    updating: done('the update runs'),
    updated: done('the update is through'),
  },
  // Too early is possible, alas: the icon is there.
  'us.recovery.prepareForShipping': { encrypted: 'yes', updated: 'yes', shipped: done('that was done') },
};
/** Stages that lead to where the action is possible, by themselves. */
const WAITS: Partial<Record<ApplianceAction, Stage[]>> = {
  'us.recovery.insertKeyStick': ['imaging'],
  'us.recovery.updateAppliance': ['set-up', 'encrypting'],
  'us.recovery.prepareForShipping': ['updating'],
};
const DOING: Record<Stage, string> = {
  off: 'is off',
  starting: 'is starting',
  windows: 'runs Windows, in service',
  'boot-options': 'asks for the recovery key before it goes on to the recovery menu',
  'recovery-menu': 'shows the recovery menu',
  imaging: 'is being written from the manufacturing image',
  'waits-for-stick': 'waits for the key stick',
  'set-up': 'sets itself up',
  encrypting: 'encrypts its volumes',
  encrypted: 'has fresh volumes and wants its update',
  updating: 'is updating its products',
  updated: 'is updated',
  shipped: 'is ready, its set-up files are gone',
  dead: 'does not start any more',
};

/** What the stage alone does not tell. */
function refine(state: ApplianceState, action: ApplianceAction): Obstacle | null {
  const impossible = (reason: string): Obstacle => ({ outcome: 'impossible', reason, until: null });
  if (action === 'us.recovery.insertKeyStick' && state.stickMissing) return impossible('there is no key stick');
  if (action !== 'us.recovery.bootOptions') return null;
  if (state.installed === 'imaged') return impossible('the appliance has no Windows to repair yet');
  // Rehearsals run faster than fingers. Who missed the picture restarts and presses F8 again, which is taken as done.
  const missed = state.phase.name === 'running' && !state.restarted;
  return missed ? impossible('Windows runs: restart it, and press F8 from the first picture on') : null;
}

function play(state: ApplianceState, action: ApplianceAction): ApplianceState {
  const into = (name: Exclude<Phase['name'], 'starting'>): ApplianceState => ({
    ...state,
    phase: { name, since: state.now },
  });
  switch (action) {
    case 'us.appliance.restart':
      // The machine restarts, which comes back as a power event.
      return state;
    case 'us.recovery.bootOptions':
      return { ...into('boot-options'), restarted: false };
    case 'us.bitlocker.enterKey':
      return into('recovery-menu');
    case 'us.recovery.reset':
      return { ...into('imaging'), installed: 'imaged' };
    case 'us.recovery.insertKeyStick':
      return into('set-up');
    case 'us.recovery.updateAppliance':
      return into('updating');
    case 'us.recovery.prepareForShipping': {
      const shipped: ApplianceState = { ...state, installed: 'shipped' };
      if (state.installed === 'updated') return shipped;
      return record(shipped, 'prepared-too-early', 'the set-up files were removed before the products were updated');
    }
  }
}

/** Lets the present phase end. */
function passDue(state: ApplianceState): ApplianceState {
  const running: ApplianceState = { ...state, phase: { name: 'running', since: state.now } };
  switch (state.phase.name) {
    case 'set-up': {
      // The keys exist, and are written down, before the first sector is encrypted with them.
      const generation = state.generation + 1;
      const stick = state.stickMissing ? state.stick : generation;
      return { ...state, phase: { name: 'encrypting', since: state.now }, generation, stick };
    }
    case 'encrypting':
      return { ...running, installed: 'encrypted' };
    case 'updating':
      return { ...running, installed: 'updated' };
    default:
      return running;
  }
}

function power(state: ApplianceState, { to, until }: Extract<ApplianceEvent, { type: 'power' }>): ApplianceState {
  const { name } = state.phase;
  if (name === 'dead' || (name === 'off') !== (to === 'on')) return state;
  const fragile = FRAGILE.find((one) => one === name);
  if (fragile) {
    const dead: ApplianceState = { ...state, phase: { name: 'dead', since: state.now } };
    return record(dead, `${fragile}-interrupted`, `power went while the appliance ${DOING[fragile]}`);
  }
  const detail = 'power went while the products were half updated: the update has to be run again (I-HW-030)';
  const left = name === 'updating' ? record(state, 'updating-interrupted', detail) : state;
  if (to === 'off') return { ...left, phase: { name: 'off', since: state.now } };
  return { ...left, phase: { name: 'starting', since: state.now, until }, restarted: true };
}

function record(state: ApplianceState, kind: ApplianceDisaster['kind'], detail: string): ApplianceState {
  return { ...state, disasters: [...state.disasters, { at: state.now, kind, detail }] };
}

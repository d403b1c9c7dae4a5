/**
 * What happens between an old appliance and its successor (procedures.md, rs-hardware-migration): certificate, settings, where
 * the site leads, and the end of the old one. Pure; times are simulated seconds. What software is installed the appliances
 * themselves know (appliance.ts).
 */
import type { ManualAction } from '../../procedures/model.ts';

export type ReplacementFault = 'warning-open' | 'restore-fails' | 'new-fails' | 'reset-hangs';
export interface ReplacementDisaster {
  at: number;
  kind:
    | 'untrusted'
    | 'initial-password'
    | 'empty-site'
    | 'no-way-back'
    | 'recordings-lost'
    | 'reset-interrupted'
    | 'data-shipped';
  detail: string;
}
export interface ReplacementState {
  now: number;
  /** Where the site leads. */
  site: 'old' | 'new';
  warnings: number;
  initialPassword: boolean;
  restored: boolean;
  recordingsSecured: boolean;
  old: 'whole' | 'resetting' | 'stuck' | 'reset' | 'off' | 'packed' | 'deleted' | 'dead';
  resetUntil: number | null;
  faults: ReplacementFault[];
  disasters: ReplacementDisaster[];
}
export type ReplacementEvent =
  | { type: 'manual'; at: 'old' | 'new'; action: ManualAction }
  | { type: 'cleared' | 'password' | 'recordings' | 'repaired' | 'power' | 'time' };

/** How long a factory reset takes, simulated seconds; the source gives no time. */
export const RESET_S = 20 * 60;

export function newReplacement(faults: readonly ReplacementFault[] = []): ReplacementState {
  return {
    ...{ now: 0, site: 'old', warnings: 0, initialPassword: true, restored: false, recordingsSecured: false },
    ...{ old: 'whole', resetUntil: null, faults: [...faults], disasters: [] },
  };
}

/** Whether people can work on the new appliance. */
export const newWorks = ({ restored, faults }: ReplacementState): boolean => restored && !faults.includes('new-fails');

/** The two after everything that was due until `at`, and then `event`. */
export function reduceReplacement(before: ReplacementState, event: ReplacementEvent, at: number): ReplacementState {
  const state = pass({ ...before, now: Math.max(before.now, at) });
  switch (event.type) {
    case 'time':
      return state;
    case 'cleared':
      return { ...state, warnings: 0 };
    case 'password':
      return { ...state, initialPassword: false };
    case 'recordings':
      return { ...state, recordingsSecured: true };
    case 'repaired':
      return pass({
        ...state,
        faults: [],
        ...(state.old === 'stuck' ? { old: 'resetting', resetUntil: state.now } : {}),
      });
    case 'power':
      return state.old === 'resetting' || state.old === 'stuck'
        ? record(
            { ...state, old: 'dead', resetUntil: null },
            'reset-interrupted',
            'power went in the middle of the reset',
          )
        : state;
    case 'manual':
      return manual(state, event.at, event.action);
  }
}

function pass(state: ReplacementState): ReplacementState {
  if (state.resetUntil === null || state.resetUntil > state.now) return state;
  return { ...state, resetUntil: null, old: state.faults.includes('reset-hangs') ? 'stuck' : 'reset' };
}

function record(state: ReplacementState, kind: ReplacementDisaster['kind'], detail: string): ReplacementState {
  return { ...state, disasters: [...state.disasters, { at: state.now, kind, detail }] };
}

function manual(state: ReplacementState, at: 'old' | 'new', action: ManualAction): ReplacementState {
  switch (action) {
    case 'rs.certificate.import':
      return { ...state, warnings: state.faults.includes('warning-open') ? 1 : 0 };
    case 'rs.ip.assign':
      return state.warnings === 0 ? state : record(state, 'untrusted', 'the chain is incomplete: clients turn away');
    case 'rs.settings.restore':
      return { ...state, restored: !state.faults.includes('restore-fails') };
    case 'rs.dns.point':
      return pointed(state, at);
    case 'rs.factoryReset':
      return ended({ ...state, old: 'resetting', resetUntil: state.now + RESET_S });
    case 'rs.vm.delete':
      return ended({ ...state, old: 'deleted' });
    case 'rs.shutDown':
      return state.old === 'reset' ? { ...state, old: 'off' } : reduceReplacement(state, { type: 'power' }, state.now);
    case 'rs.pack': {
      const packed: ReplacementState = { ...state, old: 'packed' };
      return state.old === 'off' ? packed : record(packed, 'data-shipped', 'it was packed before it was reset');
    }
    default:
      return state;
  }
}

function pointed(before: ReplacementState, site: 'old' | 'new'): ReplacementState {
  let state: ReplacementState = { ...before, site };
  if (site === 'old') return state;
  if (state.initialPassword)
    state = record(state, 'initial-password', 'everybody who has the guide can log in to the site');
  return state.restored ? state : record(state, 'empty-site', 'the site leads to an appliance without settings');
}

/** What it costs when the old one is gone. */
function ended(before: ReplacementState): ReplacementState {
  let state = before;
  if (state.site !== 'new' || !newWorks(state))
    state = record(state, 'no-way-back', 'the old appliance is gone and the new one does not serve the site');
  return state.recordingsSecured ? state : record(state, 'recordings-lost', 'the recordings were on the old one only');
}

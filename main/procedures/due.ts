/**
 * What an open run waits for by the clock. Derived from its journal and nothing else, so a reminder survives every restart
 * and every hand-over.
 */
import type { DueView } from '../../preload/contract.ts';
import { deviceName, localIn } from './engine/local.ts';
import { next, reached, refusing } from './engine/next.ts';
import { type Place, placeOf } from './engine/paths.ts';
import { vocabularyOf } from './engine/scope.ts';
import type { LocalState, RunState, StepRecord } from './engine/state.ts';
import { timesOf } from './engine/times.ts';
import { dependsOnTime } from './expression/facts.ts';
import type { SenseStep, WaitStep } from './model.ts';
import { own } from './own.ts';

const MINUTE = 60_000;
/** Nobody is reminded of anything farther off, real milliseconds. */
const HORIZON = 400 * 24 * 60 * MINUTE;
/** A clock that stands this far before the last entry was set back; less than that is a correction. */
const SET_BACK = MINUTE;

/** One instant of the step that a run stands at. */
type Instant = Pick<DueView, 'what' | 'text' | 'level'> & { at: number };

/**
 * The instants that somebody should know of: when the current wait may end (its shortest time, or the hour that a condition
 * names), when what is normal changes, when it runs into its limit, and when a rule that only time can meet lets its step
 * begin. Past ones stay while the run still stands there. Earliest first; empty for a run that is not open or waits for no
 * clock. `now` is milliseconds since the epoch.
 */
export function dueOf(state: RunState, now: number): DueView[] {
  const { position } = state;
  const place = state.status === 'open' && position.kind === 'step' ? placeOf(state, position.path) : null;
  const title = own(state.library.procedures, state.procedure)?.title;
  if (!place || !title) return [];
  const local = localIn(state, place.frame);
  const device = deviceName(state, place.frame.scope) ?? nameOfRole(local, place);
  return instants(state, local, place, now)
    .sort((a, b) => a.at - b.at)
    .map(({ at, ...instant }) => ({
      ...{ runId: state.runId, siteId: state.siteId, title, path: place.path, step: place.step.title, device },
      ...instant,
      at: new Date(at).toISOString(),
      due: at <= now,
      clockBehind: clockBehind(state, now),
    }));
}

/**
 * How far the host's clock stands before the run's last entry, milliseconds; null when it does not. Then no duration counts
 * as evidence (I-GEN-008): somebody has set the clock back, or it was ahead when the entry was written.
 */
export function clockBehind({ at }: Pick<RunState, 'at'>, now: number): number | null {
  const behind = Date.parse(at) - now;
  return behind > SET_BACK ? behind : null;
}

function instants(state: RunState, local: LocalState, place: Place, now: number): Instant[] {
  const { step, path } = place;
  const record = own(state.steps, path);
  const begun = state.position.kind === 'step' && state.position.begun && record !== undefined;
  if (begun && (step.kind === 'wait' || step.kind === 'sense')) return ofStep(local, step, record, now);
  return [...byRules(state, local, place, now)];
}

function ofStep(local: LocalState, step: WaitStep | SenseStep, record: StepRecord, now: number): Instant[] {
  const { zero, earliest, limit } = timesOf(local, step, record);
  const begun = Date.parse(record.begunAt);
  const found: Instant[] = [];
  if (earliest > begun) found.push({ what: 'earliest', at: earliest, text: null, level: null });
  const { until } = step;
  if (until && dependsOnTime(until, vocabularyOf(local))) {
    const at = turningPoint((time) => reached(local, step, record, time), begun, now);
    if (at !== null) found.push({ what: 'condition', at, text: null, level: null });
  }
  const bands = step.bands ?? [];
  const ends = bands.map((band) => (band.until === null ? null : zero + (band.until * 1000) / local.scale));
  const current = ends.findIndex((end) => end === null || end > now);
  const end = ends[current];
  const following = bands[current + 1];
  if (end !== undefined && end !== null && following)
    found.push({ what: 'band', at: end, text: following.text, level: following.level });
  if (limit !== null) found.push({ what: 'limit', at: limit, text: null, level: null });
  return found;
}

/** A step that rules hold up, when time alone will let it begin. */
function byRules(state: RunState, local: LocalState, place: Place, now: number): Instant[] {
  if (next(state, now).do !== 'blocked') return [];
  const [first] = refusing(local, place, now);
  const at = turningPoint((time) => refusing(local, place, time).length === 0, now, now);
  return at === null ? [] : [{ what: 'rule', at, text: first?.rule.title ?? null, level: null }];
}

/**
 * When a condition that holds later than at `from` begins to hold, to the second; null when time never brings it, or when it
 * held all the time. Looked for at doubling distances, then halved: a condition of a clock turns once.
 */
function turningPoint(holds: (time: number) => boolean, from: number, now: number): number | null {
  if (holds(from)) return null;
  let [before, after] = [from, now];
  if (!holds(now)) {
    for (let step = MINUTE; !holds(after); step *= 2) {
      if (after - now > HORIZON) return null;
      before = after;
      after = now + step;
    }
  }
  while (after - before > 1_000) {
    const middle = Math.floor((before + after) / 2);
    if (holds(middle)) after = middle;
    else before = middle;
  }
  return after;
}

function nameOfRole({ bindings }: LocalState, { step }: Place): string | null {
  const bound = bindings.find(({ role }) => role === step.on) ?? bindings[0];
  return bound?.deviceName ?? null;
}

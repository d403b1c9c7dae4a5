/** What the tests of the U-Series procedures ask of a run. */
import { expect } from 'vitest';
import type { RunState } from '../engine.ts';
import type { RunEvent, Stamped } from '../events.ts';
import { type ActionTarget, blocking } from '../interlocks.ts';
import type { Library } from '../model.ts';
import type { Driver } from './driver.ts';
import { Dell, type DellOptions, startedUSeries, type Turns } from './u-series.ts';

/** What nobody may do while firmware is being written. */
export const HANDS_OFF = [
  'power.on',
  'power.off',
  'power.soft',
  'power.cycle',
  'power.reset',
  'power.diag',
  'idrac.reset',
  'idrac.job.delete',
  'bmc.reset.cold',
  'bmc.reset.warm',
] as const;

/** A run of a procedure on a server of its own. */
export function begun(library: Library, procedure: string, options: DellOptions = {}, table: Turns = {}) {
  const dell = new Dell(options);
  const driver = startedUSeries(library, procedure, dell, table);
  const run: Driver['run'] = (until) => driver.run(until);
  return { dell, driver, run };
}
/** Goes on to the beginning of a step. */
export function to(run: Driver['run'], path: string): RunState {
  const state = run(({ position }) => position.kind === 'step' && position.path === path && position.begun);
  expect(state.position).toMatchObject({ kind: 'step', path });
  return state;
}
/** Goes on to where a step is reached, begun or not. */
export function reaching(run: Driver['run'], path: string): RunState {
  return run(({ position }) => position.kind === 'step' && position.path === path);
}
export function against(state: RunState, action: ActionTarget['action']): string[] {
  return blocking(state, { action, role: 'server' }, Date.parse(state.at)).map(({ rule }) => rule);
}
export function sent(dell: Dell): string[] {
  return dell.performed.map(({ action }) => action);
}
/** Where in the journal a step was begun or done. */
export function started(driver: Driver, path: string): number {
  return driver.events.findIndex((event) => pathOf(event, 'step.begun') === path);
}
export function passed(driver: Driver, path: string): number {
  return driver.events.findIndex((event) => pathOf(event, 'step.done') === path);
}
/** How often a step was begun. */
export function visits(driver: Driver, path: string): number {
  return driver.events.filter((event) => pathOf(event, 'step.begun') === path).length;
}
/** The tool is closed before a step decides, and `happens` before it is opened again. */
export function interrupted(driver: Driver, path: string, happens: () => void): void {
  driver.run(({ position }) => position.kind === 'step' && position.path === path && position.begun);
  happens();
  driver.append({ type: 'run.resumed', data: { pid: 2 } });
}
function pathOf(event: Stamped, type: RunEvent['type']): unknown {
  return event.type === type ? (event.data as { path?: unknown }).path : undefined;
}
/** Minutes from a fact to the newest entry. */
export function minutes(state: RunState, since: string): number {
  return (Date.parse(state.at) - Date.parse(state.facts[since]?.at ?? '')) / 60_000;
}

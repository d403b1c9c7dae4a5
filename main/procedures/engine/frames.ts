/**
 * Which device plays which role at a place of a run. A call with `as` is made for one device: from there on what is
 * recorded is that device's own (its *scope*), and roles are named as the called procedure names them. A scope belongs to
 * the device and not to the call: its key is the role it was bound to in the run, with its place for one of a list
 * (`passive`, `node#2`, counted from 0), so two calls for one device share what is known of it.
 */
import type { Binding } from '../events.ts';
import type { Procedure, ProcedureStep } from '../model.ts';
import { own } from '../own.ts';
import type { RunState } from './state.ts';

export interface Frame {
  /** Key of the device's scope; null outside of any. */
  scope: string | null;
  /** The role as the run was bound, with the role's name here. */
  bindings: readonly Binding[];
}
/** What frames are made from. */
export type Bound = Pick<RunState, 'library' | 'procedure' | 'bindings'>;

/** At the top, and in every call without `as` from there. */
export function rootFrame({ bindings }: Bound): Frame {
  return { scope: null, bindings };
}

/** The devices that a call is made for, in order; null for a call that is made once and for no device in particular. */
export function itemsOf(step: ProcedureStep, { bindings }: Frame): Binding[] | null {
  return step.each ? bindings.filter(({ role }) => role === step.each) : null;
}

/** Where a step itself is carried out: each call of a list is about its device, in words of the caller. */
export function frameOfItem(run: Bound, step: ProcedureStep, item: number, frame: Frame): Frame {
  const device = itemsOf(step, frame)?.[item];
  return device ? { scope: scopeKey(run, device), bindings: frame.bindings } : frame;
}

/** What the steps inside of a call see. */
export function frameOfCall(
  run: Bound,
  step: ProcedureStep,
  callee: Procedure,
  item: number | null,
  frame: Frame,
): Frame {
  const device = deviceOfCall(step, item, frame);
  if (!step.as || !device) return frame;
  const others = frame.bindings.filter(
    ({ role }) => role !== step.as && callee.roles.some((ours) => ours.role === role),
  );
  return { scope: scopeKey(run, device), bindings: [{ ...device, role: step.as }, ...others] };
}

function deviceOfCall(step: ProcedureStep, item: number | null, frame: Frame): Binding | undefined {
  if (item !== null) return itemsOf(step, frame)?.[item];
  return frame.bindings.find(({ role }) => role === step.on);
}

/** The key of a bound device, by whatever role it goes at the moment. */
export function scopeKey(run: Bound, { deviceId }: Pick<Binding, 'deviceId'>): string {
  const bound = run.bindings.find((binding) => binding.deviceId === deviceId);
  if (!bound) return deviceId;
  const list = own(run.library.procedures, run.procedure)?.roles.find(({ role }) => role === bound.role)?.many;
  return list ? `${bound.role}#${run.bindings.filter(({ role }) => role === bound.role).indexOf(bound)}` : bound.role;
}

/** The device whose scope has this key, or null. */
export function deviceOfScope(run: Bound, scope: string | null): Binding | null {
  if (scope === null) return null;
  return run.bindings.find((binding) => scopeKey(run, binding) === scope) ?? null;
}

/** A scope that procedures of the run are reached in. */
export interface Reached {
  /** With every name that these procedures have for a device. */
  frame: Frame;
  /** The rules that they list. */
  rules: ReadonlySet<string>;
}

/**
 * What follows from the text and the binding of a run alone, worked out once for it and kept as long as its binding is:
 * every reading asks for it again, and a cluster has some thousand places.
 */
export function keptFor<T>(work: (run: Bound) => T): (run: Bound) => T {
  const kept = new WeakMap<readonly Binding[], { run: Bound; result: T }>();
  return ({ library, procedure, bindings }) => {
    const before = kept.get(bindings);
    if (before && before.run.library === library && before.run.procedure === procedure) return before.result;
    const run = { library, procedure, bindings };
    const result = work(run);
    kept.set(bindings, { run, result });
    return result;
  };
}

/** The run itself first, then each device that procedures are called for. */
export const reachedScopes: (run: Bound) => readonly Reached[] = keptFor(walk);

/** The frame of a scope with all the names that procedures have for its devices, or null. */
export function frameOfScope(run: Bound, scope: string | null): Frame | null {
  return reachedScopes(run).find(({ frame }) => frame.scope === scope)?.frame ?? null;
}

function walk(run: Bound): Reached[] {
  const scopes = new Map<string | null, { names: Map<string, Binding>; rules: Set<string> }>();
  const seen = new Set<string>();
  const visit = (id: string, { scope, bindings }: Frame): void => {
    const named = bindings.map((binding) => [`${binding.role}=${binding.deviceId}`, binding] as const);
    const once = JSON.stringify([id, scope, named.map(([name]) => name)]);
    const procedure = own(run.library.procedures, id);
    if (!procedure || seen.has(once)) return;
    seen.add(once);
    const entry = scopes.get(scope) ?? { names: new Map(), rules: new Set() };
    scopes.set(scope, entry);
    for (const [name, binding] of named) entry.names.set(name, binding);
    for (const rule of procedure.interlocks) entry.rules.add(rule);
    for (const step of procedure.steps) if (step.kind === 'procedure') calls(step, { scope, bindings });
  };
  const calls = (step: ProcedureStep, frame: Frame): void => {
    const callee = own(run.library.procedures, step.procedure);
    const items = itemsOf(step, frame)?.keys() ?? [null];
    for (const item of items) if (callee) visit(callee.id, frameOfCall(run, step, callee, item, frame));
  };
  visit(run.procedure, rootFrame(run));
  return [...scopes].map(([scope, { names, rules }]) => ({
    frame: { scope, bindings: scope === null ? run.bindings : [...names.values()] },
    rules,
  }));
}

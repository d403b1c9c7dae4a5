/**
 * Rules over a run. The gate asks `blocking` before every hardware action of any process, for open runs and for the
 * closed ones whose locks outlive them; the engine asks it before steps that a person carries out in the vendor's
 * interface. A rule that cannot be decided blocks: active unless proven inactive, unmet unless proven met.
 */
import type { ActionName, Verdict } from '../../preload/contract.ts';
import { covers, spelledOut } from './actions.ts';
import { reachedScopes, scopeKey } from './engine/frames.ts';
import { deviceName, localIn } from './engine/local.ts';
import { scopeOf } from './engine/scope.ts';
import { sameSerial } from './engine/serial.ts';
import type { LocalState, RunState } from './engine/state.ts';
import type { Binding } from './events.ts';
import { holds } from './expression/evaluate.ts';
import { unmet } from './expression/unmet.ts';
import type { Interlock, ManualAction } from './model.ts';
import { own } from './own.ts';

export interface RuleState {
  rule: Interlock;
  /** Where it is evaluated: with the facts of the run, or of one device. */
  local: LocalState;
  active: boolean;
  met: boolean;
  /** Acknowledged (soft) or overridden (gated). Never true for a hard rule (I-GEN-004). */
  overridden: boolean;
  /** Stands in the way of what it blocks. */
  blocking: boolean;
  /** The parts of its predicate that do not hold. */
  unmet: string[];
}

/** Which device or role an action is about. One field that matches a binding is enough. */
export interface ActionTarget {
  action: ActionName | ManualAction;
  role?: string | null;
  /** The scope of the step that is to be begun or sent: rules evaluated there have a say whatever its device. */
  scope?: string | null;
  deviceId?: string | null;
  /** Device ids are unique within a site only; without it every site's device of that id is meant. */
  siteId?: string;
  serial?: string | null;
  /** Normalised `address:port`. */
  bmc?: string | null;
  idrac?: string | null;
}

/**
 * The rules that have a say at `now` (milliseconds since the epoch): all of an open run, the lasting ones of a closed. A
 * rule of a procedure that is called for devices is there once for each of them, with that device's facts.
 */
export function ruleStates(state: RunState, now: number): RuleState[] {
  if (state.status === 'finished') return [];
  const all = Object.values(state.library.interlocks).filter((rule) => state.status === 'open' || rule.outlivesRun);
  const scopes = reachedScopes(state);
  const listed = (id: string, ofDevice: boolean) =>
    scopes.some(({ frame, rules }) => (frame.scope !== null) === ofDevice && rules.has(id));
  return scopes.flatMap(({ frame, rules }) => {
    const local = localIn(state, frame);
    const here = all.filter(({ id }) => rules.has(id) || (frame.scope === null && !listed(id, true)));
    return here.map((rule) => ruleState(rule, local, now));
  });
}

function ruleState(rule: Interlock, local: LocalState, now: number): RuleState {
  const scope = scopeOf(local, now);
  const active = holds(rule.when, scope) !== false;
  const met = holds(rule.requires, scope) === true;
  const overridden = waived(local, rule);
  const blocking = active && !met && !overridden;
  return { rule, local, active, met, overridden, blocking, unmet: met ? [] : unmet(rule.requires, scope) };
}

/** The rules that refuse an action on a device or role at `now`; empty when the run has nothing against it. */
export function blocking(state: RunState, target: ActionTarget, now: number): Verdict[] {
  return blockingRules(state, target, now).map((one) => verdictOf(one, rolesOf(one.local, target)));
}

/** As `blocking`, with the whole state of each rule. */
export function blockingRules(state: RunState, target: ActionTarget, now: number): RuleState[] {
  // An action on a device that no role is bound to is none of this run's business.
  if (hasTarget(target) && !state.bindings.some(isTarget(state, target))) return [];
  return ruleStates(state, now).filter((one) => one.blocking && refuses(one, target));
}

/** The contract's picture of a rule; `roles` narrows its blocks to what matters there (null: everything it blocks). */
export function verdictOf({ rule, local, unmet }: RuleState, roles: readonly string[] | null = null): Verdict {
  const { run, scope } = local;
  const blocks = roles === null ? rule.blocks : blocksFor(rule, roles);
  return {
    rule: rule.id,
    severity: rule.severity,
    title: rule.title,
    reason: rule.reason,
    lift: rule.lift,
    source: rule.source,
    runId: run.runId,
    blocks: [...new Set(blocks.flatMap((block) => block.actions.flatMap(spelledOut)))],
    unmet,
    ...(scope === null ? {} : { scope, device: deviceName(run, scope) ?? scope }),
  };
}

/** A rule of one device has a say about that device, and about partners only where it names their role. */
function refuses({ rule, local }: RuleState, target: ActionTarget): boolean {
  const roles = rolesOf(local, target);
  const about = local.scope === null || target.scope === local.scope || roles.length > 0;
  if (!about) return false;
  const covered = blocksFor(rule, roles).filter((block) => block.actions.some((one) => covers(one, target.action)));
  return covered.some((block) => block.roles !== 'any' || isOwn(local, target));
}

function isOwn({ scope, run }: LocalState, target: ActionTarget): boolean {
  if (scope === null || target.scope === scope) return true;
  return run.bindings.filter(isTarget(run, target)).some((binding) => scopeKey(run, binding) === scope);
}

function waived(local: LocalState, rule: Interlock): boolean {
  if (rule.severity === 'soft') return own(local.acknowledged, rule.id) !== undefined;
  return rule.severity === 'gated' && own(local.overridden, rule.id) !== undefined;
}

function hasTarget(target: ActionTarget): boolean {
  return [target.role, target.deviceId, target.serial, target.bmc, target.idrac].some(
    (part) => part !== undefined && part !== null,
  );
}

/** The roles, by their names where a rule is evaluated, whose device the target names. */
function rolesOf({ bindings, run }: LocalState, target: ActionTarget): string[] {
  const named = run.bindings.filter(isTarget(run, target)).map(({ deviceId }) => deviceId);
  return bindings.filter(({ deviceId }) => named.includes(deviceId)).map(({ role }) => role);
}

/** By its role in the run, by its id, by its serial or by the address of its BMC or iDRAC. */
function isTarget({ siteId }: Pick<RunState, 'siteId'>, target: ActionTarget): (binding: Binding) => boolean {
  const same = (ours: string | null, theirs: string | null | undefined) => ours !== null && ours === theirs;
  const here = target.siteId === undefined || target.siteId === siteId;
  return (binding) =>
    binding.role === target.role ||
    (here && same(binding.deviceId, target.deviceId)) ||
    sameSerial(binding.serial, target.serial) ||
    same(binding.bmc, target.bmc) ||
    same(binding.idrac ?? null, target.idrac);
}

/** The blocks that apply to some roles. Without any role (a step about no device in particular) all of them do. */
function blocksFor(rule: Interlock, roles: readonly string[]): Interlock['blocks'] {
  return rule.blocks.filter(
    (block) => block.roles === 'any' || roles.length === 0 || block.roles.some((role) => roles.includes(role)),
  );
}

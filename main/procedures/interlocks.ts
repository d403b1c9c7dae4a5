/**
 * Rules over a run. The gate asks `blocking` before every hardware action of any process, for open runs and for the
 * closed ones whose locks outlive them; the engine asks it before steps that a person carries out in the vendor's
 * interface. A rule that cannot be decided blocks: active unless proven inactive, unmet unless proven met.
 */
import type { ActionName, Verdict } from '../../preload/contract.ts';
import { covers, spelledOut } from './actions.ts';
import { scopeOf } from './engine/scope.ts';
import { sameSerial } from './engine/serial.ts';
import type { RunState } from './engine/state.ts';
import { holds } from './expression/evaluate.ts';
import { unmet } from './expression/unmet.ts';
import type { Interlock, ManualAction } from './model.ts';
import { own } from './own.ts';

export interface RuleState {
  rule: Interlock;
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
  deviceId?: string | null;
  /** Device ids are unique within a site only; without it every site's device of that id is meant. */
  siteId?: string;
  serial?: string | null;
  /** Normalised `address:port`. */
  bmc?: string | null;
  idrac?: string | null;
}

/** The rules that have a say at `now` (milliseconds since the epoch): all of an open run, the lasting ones of a closed. */
export function ruleStates(state: RunState, now: number): RuleState[] {
  if (state.status === 'finished') return [];
  const scope = scopeOf(state, now);
  return Object.values(state.library.interlocks)
    .filter((rule) => state.status === 'open' || rule.outlivesRun)
    .map((rule) => {
      const active = holds(rule.when, scope) !== false;
      const met = holds(rule.requires, scope) === true;
      const overridden = waived(state, rule);
      const blocking = active && !met && !overridden;
      return { rule, active, met, overridden, blocking, unmet: met ? [] : unmet(rule.requires, scope) };
    });
}

/** The rules that refuse an action on a device or role at `now`; empty when the run has nothing against it. */
export function blocking(state: RunState, target: ActionTarget, now: number): Verdict[] {
  const roles = rolesOf(state, target);
  return blockingRules(state, target, now).map((ruleState) => verdictOf(state, ruleState, roles));
}

/** As `blocking`, with the whole state of each rule. */
export function blockingRules(state: RunState, target: ActionTarget, now: number): RuleState[] {
  const roles = rolesOf(state, target);
  // An action on a device that no role is bound to is none of this run's business.
  if (roles.length === 0 && hasTarget(target)) return [];
  return ruleStates(state, now).filter(
    (ruleState) => ruleState.blocking && refuses(ruleState.rule, target.action, roles),
  );
}

/** The contract's picture of a rule; `roles` narrows its blocks to what matters there (null: everything it blocks). */
export function verdictOf(state: RunState, ruleState: RuleState, roles: readonly string[] | null = null): Verdict {
  const { rule } = ruleState;
  const blocks = roles === null ? rule.blocks : blocksFor(rule, roles);
  return {
    rule: rule.id,
    severity: rule.severity,
    title: rule.title,
    reason: rule.reason,
    lift: rule.lift,
    source: rule.source,
    runId: state.runId,
    blocks: [...new Set(blocks.flatMap((block) => block.actions.flatMap(spelledOut)))],
    unmet: ruleState.unmet,
  };
}

function refuses(rule: Interlock, action: ActionTarget['action'], roles: readonly string[]): boolean {
  return blocksFor(rule, roles).some((block) => block.actions.some((pattern) => covers(pattern, action)));
}

function waived(state: RunState, rule: Interlock): boolean {
  if (rule.severity === 'soft') return own(state.acknowledged, rule.id) !== undefined;
  return rule.severity === 'gated' && own(state.overridden, rule.id) !== undefined;
}

function hasTarget(target: ActionTarget): boolean {
  return [target.role, target.deviceId, target.serial, target.bmc, target.idrac].some(
    (part) => part !== undefined && part !== null,
  );
}

/** The roles whose device the target names: by role, by device, by serial or by the address of its BMC or iDRAC. */
function rolesOf(state: RunState, target: ActionTarget): string[] {
  const same = (ours: string | null, theirs: string | null | undefined) => ours !== null && ours === theirs;
  const here = target.siteId === undefined || target.siteId === state.siteId;
  return state.bindings
    .filter(
      (binding) =>
        binding.role === target.role ||
        (here && same(binding.deviceId, target.deviceId)) ||
        sameSerial(binding.serial, target.serial) ||
        same(binding.bmc, target.bmc) ||
        same(binding.idrac ?? null, target.idrac),
    )
    .map((binding) => binding.role);
}

/** The blocks that apply to some roles. Without any role (a step about no device in particular) all of them do. */
function blocksFor(rule: Interlock, roles: readonly string[]): Interlock['blocks'] {
  return rule.blocks.filter(
    (block) => block.roles === 'any' || roles.length === 0 || block.roles.some((role) => roles.includes(role)),
  );
}

/** What people may do to a run: each checks against the state and hands back the events to append, or throws RunError. */
import type { Fact, FactValue } from '../../../preload/contract.ts';
import type { Binding, HandOver, RunEvent } from '../events.ts';
import { libraryFor } from '../loader/closure.ts';
import type { Library, Severity } from '../model.ts';
import { own } from '../own.ts';
import { sameDevice } from '../standing.ts';
import { asksOf, decodeAnswers } from './answers.ts';
import { RunError } from './errors.ts';
import { deviceOfScope, scopeKey } from './frames.ts';
import { localIn, localOfDevice, localRun } from './local.ts';
import { next } from './next.ts';
import { placeOf } from './paths.ts';
import type { RunState } from './state.ts';

export interface Start {
  runId: string;
  procedure: string;
  siteId: string;
  /** Procedure seconds in one real second; 1 on a real rack. */
  scale: number;
  bindings: Binding[];
}

/** The first event of a run, with everything it can reach. Throws RunError `binding`. */
export function start(library: Library, { runId, procedure, siteId, scale, bindings }: Start): RunEvent {
  const definition = own(library.procedures, procedure);
  if (!definition) throw new RunError('binding', `There is no procedure '${procedure}'`, 'Choose one from the list.');
  const refuse = (role: string, problem: string, advice: string): never => {
    throw new RunError('binding', `Role ${role}: ${problem}`, advice, { role });
  };
  for (const { role, needs, many, optional } of definition.roles) {
    const bound = bindings.filter((binding) => binding.role === role);
    if (bound.length === 0 && many && !optional)
      refuse(role, 'expected one or more devices', 'Choose at least one device for the role.');
    if (bound.length !== 1 && !many) refuse(role, 'expected exactly one device', 'Choose a device for the role.');
    for (const binding of bound) {
      for (const need of needs) {
        if ((binding[need] ?? null) === null) {
          refuse(role, `${binding.deviceName} has no ${need} endpoint`, 'Enter the endpoint in the device first.');
        }
      }
      const place = bindings.indexOf(binding);
      const twin = bindings.find((other, index) => index !== place && sameDevice(other, binding));
      if (!twin) continue;
      const where = twin.role === role ? 'is there twice' : `is the device of role ${twin.role}, too`;
      refuse(role, `${binding.deviceName} ${where}`, 'Choose each device once.');
    }
  }
  const surplus = bindings.find((binding) => !definition.roles.some(({ role }) => role === binding.role));
  if (surplus) refuse(surplus.role, 'the procedure does not have this role', 'Leave it out.');
  const data = { runId, procedure, siteId, scale, bindings, library: libraryFor(library, procedure) };
  return { type: 'run.started', data };
}

/**
 * Answers the current step. Throws RunError `not-current` for another step, `not-begun` while rules hold the step up,
 * AnswerError for a value that does not fit.
 */
export function answer(
  state: RunState,
  path: string,
  values: Readonly<Record<string, unknown>>,
  now: number,
): RunEvent[] {
  const { step, frame } = here(state, path);
  const what = next(state, now);
  if (what.do === 'blocked') {
    const rules = what.verdicts.map((verdict) => verdict.rule).join(', ');
    throw new RunError('not-begun', `'${path}' has not begun: ${rules} stand against it`, 'Meet these rules first.', {
      rules,
    });
  }
  const welcome = what.do === 'watch' && step.kind === 'sense' && step.asks.length > 0 && begun(state);
  if (what.do !== 'ask' && !welcome) {
    throw new RunError('nothing-to-answer', `'${path}' asks for nothing now`, 'Wait for the tool to go on.', { path });
  }
  const facts = entered(decodeAnswers(localIn(state, frame), asksOf(step), values, now));
  return [{ type: 'fact.recorded', data: { path, ...keyed(frame.scope), facts } }];
}

/** Says go to the current act step: authorises one attempt. */
export function order(state: RunState, path: string, now: number): RunEvent[] {
  const { step } = here(state, path);
  if (step.kind !== 'act')
    throw new RunError('not-an-act', `'${path}' is nothing the tool does`, 'Follow the step.', { path });
  const what = next(state, now);
  if (what.do === 'order') {
    const { parameters } = what;
    return [{ type: 'act.ordered', data: Object.keys(parameters).length > 0 ? { path, parameters } : { path } }];
  }
  if (what.do === 'blocked') {
    const rules = what.verdicts.map((verdict) => verdict.rule).join(', ');
    throw new RunError('blocked', `'${path}' is refused by ${rules}`, 'Meet these rules first.', { path, rules });
  }
  const message = what.do === 'watch' ? 'waits for a fresh reading of the device' : 'is under way';
  throw new RunError('not-ready', `'${path}' ${message}`, 'Wait for it and look again.', { path });
}

/** Acknowledges a soft rule; for the device whose `scope` it is evaluated in, if it is. */
export function acknowledge(state: RunState, rule: string, scope: string | null = null): RunEvent[] {
  expectRule(state, rule, 'soft', scope);
  return [{ type: 'rule.acknowledged', data: { rule, ...keyed(scope) } }];
}

/**
 * Overrides a gated rule: a reason, and a second person or a support case (I-GEN-005); for the device whose `scope` it is
 * evaluated in, if it is. Hard rules never (I-GEN-004).
 */
export function override(
  state: RunState,
  rule: string,
  why: { reason: string; secondPerson: string; supportCase: string },
  author: string,
  scope: string | null = null,
): RunEvent[] {
  expectRule(state, rule, 'gated', scope);
  const reason = why.reason.trim();
  const secondPerson = why.secondPerson.trim();
  const supportCase = why.supportCase.trim();
  const second = secondPerson !== '' && secondPerson.toLowerCase() !== author.trim().toLowerCase();
  if (reason === '' || (!second && supportCase === '')) {
    const message = `${rule} needs a reason, and a second person (not ${author}) or a support case`;
    throw new RunError('override-incomplete', message, 'Enter what is missing.', { rule });
  }
  return [{ type: 'rule.overridden', data: { rule, ...keyed(scope), reason, secondPerson, supportCase } }];
}

/**
 * Records facts that may be entered at any time, also after an abort: this is how a lasting lock is lifted. They are
 * facts of the run, or of the device with this `scope`.
 */
export function record(
  state: RunState,
  values: Readonly<Record<string, unknown>>,
  now: number,
  scope: string | null = null,
): RunEvent[] {
  if (state.status === 'finished' || state.status === 'handed-over') throw closed(state);
  expectScope(state, scope);
  const names = Object.keys(values);
  for (const name of names) {
    if (own(state.library.facts, name)?.recordable) continue;
    throw new RunError('not-recordable', `'${name}' cannot be recorded at any time`, 'Enter it at its step.', {
      fact: name,
    });
  }
  if (names.length === 0) throw new RunError('nothing-to-answer', 'There is no value to record', 'Enter a value.');
  const asks = names.map((fact) => {
    const label = own(state.library.facts, fact)?.label ?? { en: fact, de: fact };
    return { fact, label, optional: false, accept: null, mismatch: null };
  });
  const local = scope === null ? localRun(state) : localOfDevice(state, scope);
  const facts = entered(decodeAnswers(local, asks, values, now));
  return [{ type: 'fact.recorded', data: { path: null, ...keyed(scope), facts } }];
}

/** Ends an open run before its time. Locks of rules that outlive a run stay. */
export function abort(state: RunState, reason: string): RunEvent[] {
  if (state.status !== 'open') throw closed(state);
  if (reason.trim() === '')
    throw new RunError('reason-missing', 'An abort needs a reason', 'Say why the run ends here.');
  return [{ type: 'run.aborted', data: { reason: reason.trim() } }];
}

/**
 * Ends this copy of a run, whatever it is: it goes on elsewhere. Throws RunError `outcome-open` while a command's outcome is
 * not known: only this installation can find out.
 */
export function handOver(state: RunState, data: HandOver): RunEvent[] {
  expectHere(state);
  const [pending] = Object.values(state.pending);
  if (pending) {
    const { action, deviceName } = pending.intent;
    throw new RunError(
      'outcome-open',
      `${action} was sent to ${deviceName}, and its outcome is not known yet`,
      'Resume the run here until it was read back, then hand it over.',
      { action, device: deviceName },
    );
  }
  return [{ type: 'run.handed-over', data }];
}

/** Throws RunError `run-handed-over` for a run that goes on elsewhere. */
export function expectHere(state: RunState): void {
  if (state.status === 'handed-over') throw closed(state);
}

function begun({ position }: RunState): boolean {
  return position.kind === 'step' && position.begun;
}

function here(state: RunState, path: string) {
  if (state.status !== 'open') throw closed(state);
  const { position } = state;
  const current = position.kind === 'step' ? position.path : null;
  const place = current === path ? placeOf(state, path) : null;
  if (place) return place;
  const message = `'${path}' is not the current step${current === null ? '' : `; that is '${current}'`}`;
  throw new RunError('not-current', message, 'Look at the current step and answer that.', {
    path,
    current: current ?? '',
  });
}

function closed(state: RunState): RunError {
  if (state.status === 'handed-over') {
    const { to, at } = state.handOver ?? { to: '?', at: '?' };
    const advice = 'Go on there. To go on here, take over the file that comes back.';
    return new RunError('run-handed-over', `The run was handed over to ${to} on ${at}`, advice, { to, at });
  }
  return new RunError('run-closed', `The run is ${state.status}`, 'Start a new run.', { status: state.status });
}

function expectScope(state: RunState, scope: string | null): void {
  if (scope === null || deviceOfScope(state, scope)) return;
  const known = state.bindings.map((binding) => scopeKey(state, binding)).join(', ');
  throw new RunError('unknown-scope', `This run has no device '${scope}'`, `Choose one of ${known}.`, { scope });
}

function keyed(scope: string | null): { scope?: string } {
  return scope === null ? {} : { scope };
}

function expectRule(state: RunState, id: string, severity: Severity, scope: string | null): void {
  if (state.status === 'finished' || state.status === 'handed-over') throw closed(state);
  expectScope(state, scope);
  const rule = own(state.library.interlocks, id);
  if (!rule) throw new RunError('unknown-rule', `This run has no rule ${id}`, 'Choose one of its rules.', { rule: id });
  if (rule.severity === severity) return;
  if (rule.severity === 'hard') {
    throw new RunError('rule-hard', `${id} has no way around it`, `Meet it: ${rule.lift.en}`, { rule: id });
  }
  const verb = severity === 'soft' ? 'acknowledged' : 'overridden';
  throw new RunError('rule-kind', `${id} is ${rule.severity} and cannot be ${verb}`, `Meet it: ${rule.lift.en}`, {
    rule: id,
  });
}

function entered(values: Readonly<Record<string, FactValue>>): Omit<Fact, 'author' | 'at'>[] {
  return Object.entries(values).map(([name, value]) => ({
    name,
    value,
    origin: 'entered',
    serial: null,
    evidence: null,
  }));
}

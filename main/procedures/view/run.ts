/** A run as the screen shows it: a pure projection of its state at one instant. */
import type {
  CurrentStep,
  FactValue,
  FactView,
  Reading,
  RunSummary,
  RunView,
  StepStatus,
  StepView,
  Verdict,
} from '../../../preload/contract.ts';
import { aloudOf } from '../aloud/aloud.ts';
import { contractAsk } from '../engine/answers.ts';
import { reachedScopes, scopeKey } from '../engine/frames.ts';
import { deviceName, localIn } from '../engine/local.ts';
import { type Next, next, refusing } from '../engine/next.ts';
import { outlineOf, type Place, placeOf } from '../engine/paths.ts';
import { keyOf, targetOf } from '../engine/probes.ts';
import { reliable, scopeOf, vocabularyOf } from '../engine/scope.ts';
import type { LocalState, RecordedFact, RunState } from '../engine/state.ts';
import { timesOf } from '../engine/times.ts';
import type { Expression } from '../expression/ast.ts';
import { holds, type Scope } from '../expression/evaluate.ts';
import { groundFactsOf } from '../expression/facts.ts';
import { ruleStates, verdictOf } from '../interlocks.ts';
import { namedFacts } from '../loader/closure.ts';
import type { FactDefinition, Procedure, Step } from '../model.ts';
import { own } from '../own.ts';

/** The fact whose time is T0, by convention of all procedures that reboot something. */
const T0 = 't0';

export function runSummary(state: RunState): RunSummary {
  return summaryOf(state, stepViews(state));
}

function summaryOf(state: RunState, steps: readonly StepView[]): RunSummary {
  const carriedOut = steps.filter(({ kind }) => kind !== 'procedure');
  return {
    id: state.runId,
    procedureId: state.procedure,
    title: procedureOf(state).title,
    siteId: state.siteId,
    status: state.status,
    startedAt: state.startedAt,
    author: state.author,
    progress: {
      done: carriedOut.filter(({ status }) => status === 'done' || status === 'skipped').length,
      total: carriedOut.length,
    },
  };
}

/**
 * Everything but what only the application knows: which process drives the run, and what other runs have against its click
 * (`elsewhere`). `now` is milliseconds since the epoch.
 */
export function runView(state: RunState, now: number, elsewhere: readonly Verdict[] = []): Omit<RunView, 'driver'> {
  const { objective, endState, wayOut, roles } = procedureOf(state);
  const t0 = own(state.facts, T0);
  const steps = stepViews(state);
  return {
    ...summaryOf(state, steps),
    seq: state.seq,
    objective,
    endState,
    wayOut,
    bindings: state.bindings.map(({ role, deviceId, deviceName, serial, bmc }) => ({
      role,
      label: roles.find((candidate) => candidate.role === role)?.label ?? { en: role, de: role },
      scope: scopeKey(state, { deviceId }),
      deviceId,
      deviceName,
      serial,
      bmc,
    })),
    t0: t0 ? instant(state, t0.name) : null,
    steps,
    current: currentStep(state, now, elsewhere),
    interlocks: interlocks(state, now),
    facts: facts(state),
    recordable: recordable(state),
    scopes: scopes(state),
    ...handOver(state),
  };
}

function handOver({ status, handOver }: RunState): Pick<RunView, 'handOver'> {
  if (status !== 'handed-over' || handOver === null) return {};
  const { to, by, at } = handOver;
  return { handOver: { to, by, at } };
}

function procedureOf(state: RunState): Procedure {
  // A state whose procedure is missing cannot be built, see reduce.
  return own(state.library.procedures, state.procedure) as Procedure;
}

function stepViews(state: RunState): StepView[] {
  return outlineOf(state).map((place) => ({
    path: place.path,
    depth: place.depth,
    kind: place.step.kind,
    title: place.step.title,
    status: statusOf(state, place),
    doneAt: own(state.steps, place.path)?.doneAt ?? null,
    ...ofDevice(state, place),
  }));
}

/** The device that a step is carried out for, and which one of a list it is. */
function ofDevice(state: RunState, { frame, item }: Place): Pick<StepView, 'device' | 'scope' | 'item'> {
  const { scope } = frame;
  const device = deviceName(state, scope);
  return {
    ...(device === null || scope === null ? {} : { device, scope }),
    ...(item === null ? {} : { item }),
  };
}

/** A call is current while the run stands inside it. Steps that a forward jump has passed over count as skipped. */
function statusOf(state: RunState, place: Place): StepStatus {
  const { position } = state;
  const here = position.kind === 'end' || position.kind === 'stop' ? null : position.path;
  const record = own(state.steps, place.path);
  if (state.status === 'open' && here !== null && (here === place.path || here.startsWith(`${place.path}/`))) {
    return 'current';
  }
  if (record) return record.status === 'begun' ? 'pending' : record.status;
  return passedOver(state, place, here) ? 'skipped' : 'pending';
}

function passedOver(state: RunState, place: Place, here: string | null): boolean {
  if (here === null) return state.position.kind === 'end';
  const call = place.call;
  if (call !== null && here !== call && !here.startsWith(`${call}/`)) {
    // Inside a call the run is not in: as far as the call itself.
    const status = own(state.steps, call)?.status;
    if (status === 'done' || status === 'skipped') return true;
    const outer = placeOf(state, call);
    return outer !== null && status === undefined && passedOver(state, outer, here);
  }
  if (call !== null && here === call) return true;
  const start = call === null ? 0 : call.length + 1;
  const end = here.indexOf('/', start);
  const beside = placeOf(state, end < 0 ? here : here.slice(0, end));
  return beside !== null && place.index < beside.index;
}

function currentStep(state: RunState, now: number, elsewhere: readonly Verdict[]): CurrentStep | null {
  const { position } = state;
  if (state.status !== 'open' || position.kind !== 'step') return null;
  const place = placeOf(state, position.path);
  if (!place) return null;
  const { path, step } = place;
  const local = localIn(state, place.frame);
  const record = position.begun ? own(state.steps, path) : undefined;
  const what = next(state, now);
  const asks = 'asks' in step ? step.asks.map((ask) => contractAsk(state, ask)) : [];
  const attempt = record?.attempt ?? null;
  const shown: Omit<CurrentStep, 'aloud'> = {
    path,
    kind: step.kind,
    title: step.title,
    text: step.text,
    where: step.where,
    cautions: step.cautions,
    sources: step.sources,
    since: record?.begunAt ?? state.at,
    device: deviceOf(local, step.on),
    ...aroundOf(state, place),
    asks,
    manual: step.kind === 'guide' ? step.manual : null,
    action: step.kind === 'act' ? step.action : null,
    blockedBy: what.do === 'blocked' ? what.verdicts : blockedBy(local, place, record !== undefined, now),
    readings: shownFacts(step).map((name) => readingOf(local, step, name, now)),
    timing: timing(local, place, now),
    automatic: !waitsForPerson(what),
    lastResult: attempt?.result ?? null,
    failure: warning(what) ?? ofOtherRun(elsewhere) ?? attempt?.result.failure ?? probeFailure(local, place, what),
  };
  return { ...shown, aloud: aloudOf(local, step, shown, countedAt(state, path), now) };
}

/** Which of the steps that somebody or something carries out, as it is said: "step 14 of 62". */
function countedAt(state: RunState, path: string): { step: number; of: number } {
  const paths = outlineOf(state).flatMap((place) => (place.step.kind === 'procedure' ? [] : [place.path]));
  return { step: paths.indexOf(path) + 1, of: paths.length };
}

/** A begun manual step is not blocked any more, see next.ts; its warnings are told otherwise. */
function blockedBy(state: LocalState, place: Place, begun: boolean, now: number): CurrentStep['blockedBy'] {
  if (begun && place.step.kind === 'guide') return [];
  return refusing(state, place, now).map((rule) => verdictOf(rule));
}

function waitsForPerson(what: Next): boolean {
  return what.do === 'ask' || what.do === 'order' || what.do === 'blocked';
}

/** A rule that has become violated since the manual step was begun. It does not hold up writing down what was done. */
function warning(what: Next): CurrentStep['failure'] {
  const verdict = what.do === 'ask' ? what.warnings[0] : undefined;
  if (!verdict) return null;
  return {
    code: 'rule-violated-since',
    message: `${verdict.rule} does not hold any more: ${verdict.title.en}. If it is not done yet, do not do it now.`,
    advice: verdict.lift.en,
    params: { rule: verdict.rule },
  };
}

/** A run that ended badly on one of the devices left something unfinished that this click would make worse. */
function ofOtherRun([verdict]: readonly Verdict[]): CurrentStep['failure'] {
  if (!verdict) return null;
  return {
    code: 'rule-of-other-run',
    message: `${verdict.rule} of run ${verdict.runId}, which did not come to its end, stands against this: ${verdict.title.en}.`,
    advice: `Look into that run; click only when the danger is over. ${verdict.lift.en}`,
    params: { rule: verdict.rule, run: verdict.runId ?? '' },
  };
}

/**
 * The first of the probes the run is waiting for that failed when it was tried last. What a wait step reads besides, as
 * evidence (a console that not every site redirects), shows its failure at its own line and not as the step's.
 */
function probeFailure(state: LocalState, place: Place, what: Next): CurrentStep['failure'] {
  const begun = own(state.steps, place.path)?.begunSeq ?? 0;
  const { step } = place;
  const needed = step.kind === 'wait' && step.until ? groundFactsOf(step.until, vocabularyOf(state)) : null;
  for (const order of what.reads) {
    if (needed && !Object.keys(order.facts).some((name) => needed.includes(name))) continue;
    if ((order.scope ?? null) !== state.scope) continue;
    const record = own(state.probes, keyOf(order));
    if (record?.failure && record.seq > begun) return record.failure;
  }
  return null;
}

function deviceOf(state: LocalState, role: string | null): CurrentStep['device'] {
  const binding = state.bindings.find((candidate) => candidate.role === role);
  if (!binding) return null;
  const { deviceId, deviceName, serial, bmc } = binding;
  return { role: binding.role, deviceId, name: deviceName, serial, bmc };
}

/** The device whose procedure a step is part of. */
function aroundOf(state: RunState, place: Place): Pick<CurrentStep, 'of' | 'scope' | 'list'> {
  const { scope } = place.frame;
  return scope === null ? {} : { of: deviceName(state, scope) ?? scope, scope, list: listAround(state, place) };
}

/** The nearest call of a list around a place: which of how many devices. */
function listAround(state: RunState, place: Place): { index: number; of: number } | null {
  for (let at: Place | null = place; at !== null; at = at.call === null ? null : placeOf(state, at.call)) {
    if (at.item) return at.item;
  }
  return null;
}

/** What a step reads; at an act also what its order consists of, so that the go is said to values that were seen. */
function shownFacts(step: Step): string[] {
  if (step.kind === 'act') return [...new Set([...Object.values(step.with ?? {}), ...(step.reads ?? [])])];
  return 'reads' in step ? step.reads : [];
}

/** What the tool read, never what it once knew: a value that may not be relied on is "not read". */
function readingOf(state: LocalState, step: Step, name: string, now: number): CurrentStep['readings'][number] {
  const fact = own(state.facts, name);
  const target = targetOf(state, name);
  const error = target ? (own(state.probes, keyOf(target))?.failure ?? null) : null;
  const known = fact && reliable(state, fact);
  const reading: Reading<FactValue> = { value: known ? fact.value : null, at: known ? fact.at : null, error };
  const word = own(state.library.facts, name)?.values.find(({ value }) => value === reading.value);
  // As the step itself sees it: what was read before its beginning does not count (see `reached` in next.ts).
  const { position } = state;
  const begun = position.kind === 'step' && position.begun ? own(state.steps, position.path)?.begunSeq : undefined;
  const fresh = { names: 'reads' in step ? (step.reads ?? []) : [], seq: begun ?? state.seq };
  const until = 'until' in step ? (step.until ?? null) : null;
  const met = known ? metBy(until, name, scopeOf(state, now, { fresh })) : null;
  return { fact: name, label: labelOf(state, name), reading, text: word?.label ?? null, met };
}

/** Whether the parts of a conjunction that are about a fact hold; null when none of them is. */
function metBy(until: Expression | null, name: string, scope: Scope): boolean | null {
  if (until?.node === 'binary' && until.op === '&&') {
    const sides = [metBy(until.left, name, scope), metBy(until.right, name, scope)].filter((side) => side !== null);
    return sides.length === 0 ? null : sides.every(Boolean);
  }
  if (until === null || !groundFactsOf(until, scope.vocabulary).includes(name)) return null;
  return holds(until, scope) === true;
}

function timing(state: LocalState, place: Place, now: number): CurrentStep['timing'] {
  const record = own(state.steps, place.path);
  const { step } = place;
  const timed = step.kind === 'wait' || (step.kind === 'sense' && Boolean(step.limit || step.bands?.length));
  if (!timed || record?.status !== 'begun') return null;
  const { zero } = timesOf(state, step, record);
  return {
    reference: new Date(zero).toISOString(),
    elapsedSeconds: ((now - zero) / 1000) * state.scale,
    scale: state.scale,
    normal: (step.bands ?? []).map(({ until, level, text }) => ({ untilSeconds: until, level, text })),
  };
}

/** Blocking rules first, then active, then the rest; each group in the order of the library. */
function interlocks(state: RunState, now: number): RunView['interlocks'] {
  const rank = (rule: { blocking: boolean; active: boolean }) => (rule.blocking ? 0 : rule.active ? 1 : 2);
  return ruleStates(state, now)
    .toSorted((a, b) => rank(a) - rank(b))
    .map((rule) => ({
      ...verdictOf(rule),
      active: rule.active,
      met: rule.met,
      overridden: rule.overridden,
    }));
}

/** Those of the run, then those of each device, with its name. */
function facts(state: RunState): FactView[] {
  const views = (known: Record<string, RecordedFact>, more: Pick<FactView, 'scope' | 'device'>) =>
    Object.values(known)
      .filter((fact) => !fact.gone)
      .map((fact) => factView(state, fact, more));
  const ofDevices = Object.entries(state.scopes).flatMap(([scope, ledger]) =>
    views(ledger.facts, { scope, device: deviceName(state, scope) ?? scope }),
  );
  return [...views(state.facts, {}), ...ofDevices];
}

function factView(state: RunState, recorded: RecordedFact, more: Pick<FactView, 'scope' | 'device'>): FactView {
  const { seq: _seq, gone: _gone, ...fact } = recorded;
  const words = own(state.library.facts, fact.name)?.values.find(({ value }) => value === fact.value)?.label ?? null;
  const stale = reliable(state, recorded) ? {} : { stale: true as const };
  return { ...fact, label: labelOf(state, fact.name), text: words, ...stale, ...more };
}

/** Only what a step or a rule of this run asks about: the rest of the product's could be recorded, but would move nothing here. */
function recordable(state: RunState): RunView['recordable'] {
  if (state.status === 'finished' || state.status === 'handed-over') return [];
  const all: FactDefinition[] = Object.values(state.library.facts);
  const named = namedFacts(state.library);
  return all
    .filter((fact) => fact.recordable && named.has(fact.name))
    .map(({ name, label }) => contractAsk(state, { fact: name, label, optional: true, accept: null, mismatch: null }));
}

function scopes(state: RunState): NonNullable<RunView['scopes']> {
  const keys = reachedScopes(state).map(({ frame }) => frame.scope);
  return keys.flatMap((scope) => (scope === null ? [] : [{ scope, device: deviceName(state, scope) ?? scope }]));
}

function labelOf(state: Pick<RunState, 'library'>, name: string) {
  return own(state.library.facts, name)?.label ?? { en: name, de: name };
}

/** The instant a fact stands for: its value if it is a time, when it was recorded otherwise. */
function instant(state: RunState, name: string): string | null {
  const fact = own(state.facts, name);
  if (!fact) return null;
  return own(state.library.facts, name)?.type === 'time' ? String(fact.value) : fact.at;
}

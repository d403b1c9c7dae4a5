import { describe, expect, it } from 'vitest';
import type { ActionResult } from '../../../preload/contract.ts';
import { ReplayError, type RunState, reduce, replay } from '../engine.ts';
import type { RunEvent, Stamped } from '../events.ts';
import { FILES, loaded } from '../testing/fixture.ts';
import { frozen } from '../testing/frozen.ts';
import { Pair, startedRun } from '../testing/pair.ts';
import { startedTiny, tiny } from '../testing/tiny.ts';

const library = loaded(FILES);

const driver = startedRun(library, new Pair());
driver.run();
const whole: readonly Stamped[] = driver.events;
/** The run up to the beginning of a step, that not included. */
const begunAt = (path: string) =>
  whole.slice(
    0,
    whole.findIndex((event) => event.type === 'step.begun' && event.data.path === path),
  );
function appended(events: readonly Stamped[], ...more: RunEvent[]): RunState {
  let state = frozen(replay(events));
  for (const event of more) {
    state = frozen(reduce(state, { ...event, seq: state.seq + 1, at: state.at, author: 'tester' }));
  }
  return state;
}
const begun = (path: string): RunEvent => ({ type: 'step.begun', data: { path } });
const done = (path: string): RunEvent => ({ type: 'step.done', data: { path } });
const answered = (path: string): RunEvent => ({ type: 'fact.recorded', data: { path, facts: [] } });
const order = (path: string): RunEvent => ({ type: 'act.ordered', data: { path } });
const intended = (path: string | null, id = 'a'): RunEvent => ({
  type: 'action.intended',
  data: {
    id,
    action: 'power.on',
    path,
    deviceId: 'sps-b',
    deviceName: 'SPS B',
    serial: 'B2',
    bmc: '127.0.0.1:6232',
    before: 'off',
    process: { pid: 1, start: '1' },
  },
});
const ON = 'power/on';
const atShutdown = begunAt('shutdown');
const atAct = begunAt(ON);
const atStart = atShutdown.slice(0, 1);

describe('a journal that no engine can have written', () => {
  const refused: [string, readonly Stamped[], RunEvent[]][] = [
    ['begins a step twice', atShutdown, [begun('shutdown'), begun('shutdown')]],
    ['begins a step that is not current', atShutdown, [begun('reboot')]],
    ['begins a step that does not exist', atShutdown, [begun('nowhere')]],
    ['ends a step that was not begun', atShutdown, [done('shutdown')]],
    ['ends a manual step that nobody answered', atShutdown, [begun('shutdown'), done('shutdown')]],
    ['answers a step that was not begun', atShutdown, [answered('shutdown')]],
    ['answers another step', atShutdown, [begun('shutdown'), answered('plan')]],
    [
      'skips a step that was begun',
      atShutdown,
      [begun('shutdown'), { type: 'step.skipped', data: { path: 'shutdown' } }],
    ],
    [
      'branches from a step that was not begun',
      atShutdown,
      [{ type: 'branch.taken', data: { path: 'shutdown', goto: 'end' } }],
    ],
    ['orders what is no act', atShutdown, [begun('shutdown'), order('shutdown')]],
    ['sends without an order', atAct, [begun(ON), intended(ON)]],
    ['sends twice for one order', atAct, [begun(ON), order(ON), intended(ON), intended(ON, 'b')]],
    [
      'sends on an order from before a take-over',
      atAct,
      [begun(ON), order(ON), { type: 'run.resumed', data: { pid: 2 } }, intended(ON)],
    ],
    ['intends one action twice', atAct, [intended(null), intended(null)]],
    ['stops where no step said so', atShutdown, [{ type: 'run.stopped', data: { path: 'shutdown' } }]],
    ['finishes before the last step', atShutdown, [{ type: 'run.finished', data: {} }]],
    ['acknowledges a hard rule', atShutdown, [{ type: 'rule.acknowledged', data: { rule: 'I-SPS-010' } }]],
    [
      'overrides a hard rule',
      atShutdown,
      [{ type: 'rule.overridden', data: { rule: 'I-SPS-010', reason: 'r', secondPerson: 's', supportCase: '' } }],
    ],
    ['acknowledges an unknown rule', atShutdown, [{ type: 'rule.acknowledged', data: { rule: 'toString' } }]],
    ['aborts twice', atShutdown, [aborted(), aborted()]],
    ['goes on after an abort', atShutdown, [aborted(), begun('shutdown')]],
    ['is taken over after an abort', atShutdown, [aborted(), { type: 'run.resumed', data: { pid: 2 } }]],
    ['answers after an abort', atShutdown, [begun('shutdown'), aborted(), answered('shutdown')]],
    ['starts twice', atShutdown, [atStart[0] as RunEvent]],
  ];
  it.each(refused)('%s: refused at that entry', (_, events, more) => {
    const state = appended(events, ...more.slice(0, -1));
    const last = { ...(more.at(-1) as RunEvent), seq: state.seq + 1, at: state.at, author: 'tester' };
    expect(() => reduce(state, last)).toThrow(ReplayError);
    expect(() => reduce(state, last)).toThrow(expect.objectContaining({ seq: state.seq + 1 }));
  });
  it('is empty, or does not begin with the start', () => {
    expect(() => replay([])).toThrow(ReplayError);
    expect(() => replay(atShutdown.slice(1))).toThrow(ReplayError);
  });
  it('names a procedure that its library does not have', () => {
    const [first] = atStart;
    if (first?.type !== 'run.started') throw new Error('no start');
    for (const procedure of ['nothing', 'constructor']) {
      expect(() => replay([{ ...first, data: { ...first.data, procedure } }])).toThrow(ReplayError);
    }
  });
  it('runs backwards', () => {
    const swapped = atShutdown.with(2, atShutdown[3] as Stamped).with(3, atShutdown[2] as Stamped);
    expect(() => replay(swapped)).toThrow(ReplayError);
  });
});

describe('folding', () => {
  it('keeps a fact that the device no longer reports as known and not reliable', () => {
    const state = appended(begunAt('reboot'), {
      type: 'fact.recorded',
      data: { path: 'reboot', facts: [], gone: ['slave.bmc.powerStatus', 'webUi.up'] },
    });
    expect(state.facts['slave.bmc.powerStatus']).toMatchObject({ value: 'off', gone: true });
    expect(state.facts).not.toHaveProperty(['webUi.up']);
  });
  it('keeps the value and tells the failure when a reading fails', () => {
    const data = { path: 'reboot', probe: 'bmc.power', role: 'slave', code: 'silent', message: 'no answer' };
    const state = appended(begunAt('reboot'), { type: 'probe.failed', data });
    expect(state.facts['slave.bmc.powerStatus']).toMatchObject({ value: 'off', gone: false });
    expect(state.probes['bmc.power slave']).toMatchObject({ failure: { code: 'silent' } });
  });
  it('does not mark what a wait step stands for when it ran into its limit', () => {
    const wait =
      'id: wait, kind: wait, reads: [webUi.up], until: webUi.up, marks: [t0], limit: { after: 1min, goto: last }';
    const { events } = startedTiny(tiny([wait, 'id: last, kind: guide']), new Pair());
    const limit = appended(events, begun('wait'), { type: 'branch.taken', data: { path: 'wait', goto: 'last' } });
    expect([limit.position, limit.steps.wait?.status]).toMatchObject([{ path: 'last', begun: false }, 'done']);
    expect(limit.facts).not.toHaveProperty(['t0']);
    expect(appended(events, begun('wait'), done('wait')).facts.t0?.value).toBe(true);
  });
  it('takes an outcome that comes after the abort without reviving the step', () => {
    const state = appended(atAct, begun(ON), order(ON), intended(ON), aborted());
    expect(Object.keys(state.pending)).toEqual(['a']);
    const settled = appended(atAct, begun(ON), order(ON), intended(ON), aborted(), {
      type: 'action.settled',
      data: { id: 'a', outcome: 'done', result: RESULT },
    });
    expect([settled.status, settled.pending]).toEqual(['aborted', {}]);
  });
});

function aborted(): RunEvent {
  return { type: 'run.aborted', data: { reason: 'window over' } };
}
const RESULT: ActionResult = {
  id: 'a',
  action: 'power.on',
  outcome: 'done',
  deviceName: 'SPS B',
  serial: 'B2',
  bmc: '127.0.0.1:6232',
  before: 'off',
  after: 'on',
  detail: '',
  verdicts: [],
  failure: null,
  at: '2026-03-01T20:00:00.000Z',
};

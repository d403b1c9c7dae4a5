/** Procedures that are called for one device, or for each of a list. */
import { describe, expect, it } from 'vitest';
import { acknowledge, next, placeOf, type RunState, record, reduce, replay, start } from '../engine.ts';
import type { RunEvent } from '../events.ts';
import { holds } from '../expression/evaluate.ts';
import { blocking, ruleStates } from '../interlocks.ts';
import type { Person } from '../testing/driver.ts';
import { frozen } from '../testing/frozen.ts';
import { another, NODES, Nodes, nodesLibrary, startedNodes } from '../testing/nodes.ts';
import { runView } from '../view.ts';
import { localRun } from './local.ts';
import { scopeOf } from './scope.ts';

const T = '{ en: Text, de: Text }';
const PLAN = 'id: plan, kind: input, asks: [ { fact: want } ]';
const EACH = 'id: nodes, kind: procedure, procedure: one, each: node, as: appliance';

/** Uploads to whatever device it is asked about, and says what it saw there. */
function operator(world: Nodes, answers: Record<string, Record<string, boolean | string>> = {}): Person {
  return {
    answer(path, _asks, state) {
      if (path in answers) return answers[path] ?? {};
      if (path === 'plan') return { want: '5.8.0' };
      if (!path.endsWith('/upload')) return null;
      const frame = placeOf(state, path)?.frame;
      world.versions.set(frame?.bindings[0]?.deviceId ?? '', '5.8.0');
      return { seen: path };
    },
    unblock: (what, state) =>
      what.verdicts.flatMap(({ rule, severity, scope }) =>
        severity === 'soft' ? acknowledge(state, rule, scope) : [],
      ),
  };
}

function ran(steps: readonly string[], world = new Nodes(), rules = ''): { state: RunState; world: Nodes } & Pieces {
  const driver = startedNodes(nodesLibrary([PLAN, ...steps], rules), world, operator(world));
  return { state: driver.run(), world, driver };
}
type Pieces = { driver: ReturnType<typeof startedNodes> };
const known = (state: RunState, scope: string, fact: string) => state.scopes[scope]?.facts[fact]?.value;

describe('a procedure that is called for each device of a list', () => {
  it('is carried out once for each, in order, to the end', () => {
    const { state, world, driver } = ran([EACH]);
    expect(state.status).toBe('finished');
    expect(world.arrived).toEqual(['a', 'b', 'c']);
    const begun = driver.events.flatMap((event) => (event.type === 'step.begun' ? event.data.path : []));
    expect(begun).toEqual([
      'plan',
      ...[0, 1, 2].flatMap((n) => ['', '/upload', '/check', '/on'].map((s) => `nodes#${n}${s}`)),
    ]);
    expect(replay(JSON.parse(JSON.stringify(driver.events)))).toEqual(state);
  });
  it('may have nobody only where the list is optional', () => {
    const look = 'id: look, kind: sense, on: appliance, reads: [version]';
    const one = (more: string) => another('look', `  appliance: { label: ${T}, needs: [web]${more} }`, [look]);
    expect(() => nodesLibrary([PLAN], '', { look: one(', optional: true') })).toThrow(/only a list may be empty/);
    expect(() => nodesLibrary([PLAN], '', { look: one('') })).not.toThrow();
  });
  describe('of a list that may be empty, and is', () => {
    const nobody = (...steps: string[]) => {
      const roles = `  node: { label: ${T}, needs: [bmc, web], many: true, optional: true }`;
      const world = new Nodes();
      const library = nodesLibrary([], '', { all: another('all', roles, steps) });
      return startedNodes(library, world, operator(world), []).run();
    };
    it.each([
      ['at the beginning', [EACH, PLAN]],
      ['between two steps', [PLAN, EACH, 'id: more, kind: guide, when: known(ready)']],
      ['at the end', [PLAN, EACH]],
      ['twice', [PLAN, EACH, EACH.replace('nodes', 'again')]],
      [
        'where a jump leads to it',
        [PLAN, 'id: over, kind: decide, cases: [ { when: known(ready), goto: stop } ], otherwise: nodes', EACH],
      ],
    ])('is passed over %s', (_, steps) => expect(nobody(...steps).status).toBe('finished'));
    it('counts for nothing in the progress', () => {
      const state = nobody(PLAN, EACH);
      expect(runView(state, 0).progress).toEqual({ done: 1, total: 1 });
    });
  });
  it('records each device by itself, and for the run only what is shared', () => {
    const { state } = ran([EACH]);
    expect([0, 1, 2].map((n) => known(state, `node#${n}`, 'seen'))).toEqual([0, 1, 2].map((n) => `nodes#${n}/upload`));
    expect(Object.keys(state.facts)).toEqual(['want']);
    expect(state.scopes['node#1']?.facts.version).toMatchObject({ value: '5.8.0', serial: 'S-b' });
  });
  it('never takes for a device what was confirmed at another one', () => {
    const world = new Nodes();
    world.stuck.add('b');
    const { state } = ran([EACH], world);
    expect(state).toMatchObject({ status: 'stopped', position: { path: 'nodes#1/check' } });
    expect(world.arrived).toEqual(['a']);
  });
  it('leaves out the devices for which its condition is false', () => {
    const world = new Nodes();
    world.versions.set('b', '5.8.0');
    const look = 'id: look, kind: sense, on: appliance, reads: [version]';
    const library = nodesLibrary(
      [PLAN, 'id: look, kind: procedure, procedure: look, each: node, as: appliance', `${EACH}, when: '!current'`],
      '',
      {
        look: another('look', `  appliance: { label: ${T}, needs: [web] }`, [look]),
      },
    );
    const state = startedNodes(library, world, operator(world)).run();
    expect(state.status).toBe('finished');
    expect([0, 1, 2].map((n) => state.steps[`nodes#${n}`]?.status)).toEqual(['done', 'skipped', 'done']);
    expect(world.arrived).toEqual(['a', 'c']);
  });
  it('goes on at the same device after a crash, and reads that device again', () => {
    const { driver } = ran([EACH]);
    const cut = driver.events.findIndex((event) => event.type === 'act.ordered' && event.data.path === 'nodes#1/on');
    const world = new Nodes();
    const again = startedNodes(nodesLibrary([PLAN, EACH], ''), world, operator(world));
    again.state = null;
    again.events.length = 0;
    for (const id of ['a', 'b']) world.versions.set(id, '5.8.0');
    world.power.set('a', 'on');
    again.takeOver(driver.events.slice(0, cut));
    expect(next(again.state as never, again.now)).toMatchObject({ do: 'watch', path: 'nodes#1/on' });
    expect(again.run().status).toBe('finished');
    expect(world.arrived).toEqual(['b', 'c']);
  });
  it('starts anew with the first device when a jump leads back to it', () => {
    const world = new Nodes();
    const decide = "id: again, kind: decide, cases: [ { when: 'known(leave)', goto: end } ], otherwise: nodes";
    const driver = startedNodes(nodesLibrary([PLAN, EACH, 'id: stay, kind: guide', decide], ''), world, {
      ...operator(world),
      answer: (path, asks, state) => (path === 'stay' ? {} : operator(world).answer(path, asks, state)),
    });
    driver.run(() => driver.events.some(({ type }) => type === 'branch.taken'));
    const state = driver.state as RunState;
    expect(state.position).toMatchObject({ path: 'nodes#0', begun: false });
    expect(Object.keys(state.steps)).toEqual(['plan']);
  });
  it('tells which device it is at, and keeps their facts apart on the screen', () => {
    const world = new Nodes();
    const driver = startedNodes(nodesLibrary([PLAN, EACH], ''), world, operator(world));
    const state = driver.run((_, what) => what.do === 'ask' && what.path === 'nodes#1/upload');
    const view = runView(state, driver.now);
    expect(view.current).toMatchObject({
      scope: 'node#1',
      list: { index: 1, of: 3 },
      device: { name: 'B', role: 'appliance' },
    });
    expect(view.steps.filter(({ kind }) => kind === 'procedure')).toMatchObject([
      { path: 'nodes#0', device: 'A', item: { index: 0, of: 3 }, status: 'done' },
      { path: 'nodes#1', device: 'B', item: { index: 1, of: 3 }, status: 'current' },
      { path: 'nodes#2', device: 'C', item: { index: 2, of: 3 }, status: 'pending' },
    ]);
    expect(view.facts.filter(({ name }) => name === 'seen')).toMatchObject([{ scope: 'node#0', device: 'A' }]);
  });
});

describe('a procedure that is called for one device of a pair', () => {
  const PASSIVE = 'id: first, kind: procedure, procedure: one, on: passive, as: appliance';
  const ACTIVE = 'id: second, kind: procedure, procedure: one, on: active, as: appliance';
  it('binds that device and keeps its facts', () => {
    const { state, world } = ran([PASSIVE, ACTIVE]);
    expect(state.status).toBe('finished');
    expect(world.arrived).toEqual(['e', 'd']);
    expect([known(state, 'passive', 'seen'), known(state, 'active', 'seen')]).toEqual([
      'first/upload',
      'second/upload',
    ]);
  });
  it('finds what an earlier call for the same device has left there', () => {
    const decide = 'id: known, kind: decide, cases: [ { when: known(seen), goto: end } ], otherwise: stop';
    const later = 'id: later, kind: procedure, procedure: later, on: passive, as: server';
    const more = { later: another('later', `  server: { label: ${T}, needs: [web] }`, [decide]) };
    const world = new Nodes();
    const run = (steps: string[]) =>
      startedNodes(nodesLibrary([PLAN, ...steps], '', more), world, operator(world)).run();
    expect(run([PASSIVE, later]).status).toBe('finished');
    expect(run([ACTIVE, later]).status).toBe('stopped');
  });
  it('stays with the device in the calls it makes itself', () => {
    const inner = 'id: inner, kind: procedure, procedure: one';
    const more = { outer: another('outer', `  appliance: { label: ${T}, needs: [bmc, web] }`, [inner]) };
    const world = new Nodes();
    const steps = [PLAN, 'id: outer, kind: procedure, procedure: outer, each: node, as: appliance'];
    const state = startedNodes(nodesLibrary(steps, '', more), world, operator(world)).run();
    expect(state.status).toBe('finished');
    expect(known(state, 'node#2', 'seen')).toBe('outer#2/inner/upload');
  });
});

describe('locks of devices', () => {
  /** Cut off where node b has been ordered and is not proven. */
  function atSecond() {
    const world = new Nodes();
    world.stuck.add('b');
    const driver = startedNodes(
      nodesLibrary([PLAN, EACH, 'id: reboot, kind: guide, manual: sps.cluster.reboot']),
      world,
      operator(world),
    );
    const state = driver.run((_, what) => what.do === 'watch' && what.path === 'nodes#1/check');
    return { driver, state, now: driver.now };
  }
  const rulesFor = (state: RunState, target: Parameters<typeof blocking>[1], now: number) =>
    blocking(state, target, now).map(({ rule, device }) => `${rule} ${device}`);

  it('engage for the device they were met at, and for no other one', () => {
    const { state, now } = atSecond();
    const locks = NODES.map(({ deviceId }) => rulesFor(state, { action: 'power.on', deviceId }, now));
    expect(locks).toEqual([[], ['I-SPS-001 B'], [], [], []]);
    expect(rulesFor(state, { action: 'power.on', serial: 'S-b' }, now)).toEqual(['I-SPS-001 B']);
    expect(rulesFor(state, { action: 'power.on', bmc: NODES[1]?.bmc ?? '' }, now)).toEqual(['I-SPS-001 B']);
  });
  it('stay after an abort, for their device', () => {
    const { driver } = atSecond();
    driver.append({ type: 'run.aborted', data: { reason: 'window over' } });
    const locks = NODES.map(({ deviceId }) =>
      rulesFor(driver.state as RunState, { action: 'power.on', deviceId }, driver.now),
    );
    expect(locks).toEqual([[], ['I-SPS-001 B'], [], [], []]);
  });
  it('look at every device of a list, and say at which one it fails', () => {
    const { state, now } = atSecond();
    const [verdict] = blocking(state, { action: 'sps.cluster.reboot' }, now);
    expect(verdict).toMatchObject({ rule: 'I-SPS-003', unmet: ['B: version == want', 'C: version == want'] });
    const done = ran([EACH], new Nodes(), 'I-SPS-003').state;
    expect(ruleStates({ ...done, status: 'open' }, now).find(({ rule }) => rule.id === 'I-SPS-003')?.met).toBe(true);
  });
  it('are read again for the list before a person is held up for ever', () => {
    const { driver } = atSecond();
    const world = new Nodes();
    for (const { deviceId } of NODES) world.versions.set(deviceId, '5.8.0');
    const steps = [PLAN, 'id: reboot, kind: guide, manual: sps.cluster.reboot', EACH];
    const early = startedNodes(nodesLibrary(steps), world, {
      answer: (path) => (path === 'plan' ? { want: '5.8.0' } : null),
    });
    const state = early.run((_, what) => what.do === 'ask' && what.path === 'reboot');
    expect(state.position).toMatchObject({ path: 'reboot', begun: true });
    expect(driver.events.length).toBeGreaterThan(0);
  });
  it('are acknowledged for one device at a time', () => {
    const world = new Nodes();
    const driver = startedNodes(nodesLibrary([PLAN, EACH], ''), world, { ...operator(world), unblock: () => [] });
    const state = driver.run();
    expect(next(state, driver.now)).toMatchObject({
      do: 'blocked',
      verdicts: [{ rule: 'I-SPS-002', scope: 'node#0', device: 'A' }],
    });
    driver.append(...acknowledge(state, 'I-SPS-002', 'node#0'));
    const open = ruleStates(driver.state as RunState, driver.now).filter(
      ({ rule, blocking: b }) => rule.id === 'I-SPS-002' && b,
    );
    expect(open.map(({ local }) => local.scope)).toEqual(['node#1', 'node#2']);
    expect(() => acknowledge(state, 'I-SPS-002', 'node#9')).toThrow(expect.objectContaining({ code: 'unknown-scope' }));
  });
  it('are lifted by what is recorded for that device', () => {
    const { driver, state, now } = atSecond();
    const cycle = (at: RunState) => rulesFor(at, { action: 'power.cycle', deviceId: 'b' }, now);
    expect(cycle(state)).toEqual(['I-SPS-001 B', 'I-SPS-004 B']);
    driver.append(...record(state, { leave: true }, now, 'node#0'));
    expect(cycle(driver.state as RunState)).toEqual(['I-SPS-001 B', 'I-SPS-004 B']);
    driver.append(...record(driver.state as RunState, { leave: true }, now, 'node#1'));
    expect(cycle(driver.state as RunState)).toEqual(['I-SPS-001 B']);
  });
});

describe('the loader', () => {
  const guide = (when: string) => `id: x, kind: guide, when: '${when}'`;
  it.each([
    ['id: x, kind: procedure, procedure: one', /role 'appliance'; expected this procedure to have it/],
    ['id: x, kind: procedure, procedure: one, each: active, as: appliance', /'active' is no list/],
    ['id: x, kind: procedure, procedure: one, on: node, as: appliance', /'node' is a list/],
    ['id: x, kind: procedure, procedure: one, on: active, each: node, as: appliance', /'on' or 'each', not both/],
    ['id: x, kind: procedure, procedure: one, each: node', /missing 'as'/],
    ['id: x, kind: procedure, procedure: one, as: appliance', /expected 'on' or 'each'/],
    [
      'id: x, kind: procedure, procedure: one, each: node, as: server',
      /'one' has no role 'server'; expected appliance/,
    ],
    ['id: x, kind: guide, on: node', /'node' is a list/],
    [guide('of(node, ready)'), /'node' is a list; expected every/],
    [guide('every(active, ready)'), /'active' is one device; expected of/],
    [guide('some(nobody, ready)'), /there is no role 'nobody'/],
    [guide('every(node, of(active, ready))'), /inside another look/],
    [guide('every(node, version)'), /every\(\) expects a condition, this is a version/],
    [guide('count(node, ready)'), /expected a boolean, this is a number/],
    [guide('every(node ready)'), /expected ','/],
  ])('refuses %s', (step, message) => {
    expect(() => nodesLibrary([PLAN, step], '')).toThrow(message);
  });
  it('refuses a rule whose roles the procedure does not have', () => {
    const steps = ['id: x, kind: guide'];
    const more = { lone: another('lone', `  active: { label: ${T}, needs: [bmc] }`, steps, 'I-SPS-003') };
    expect(() => nodesLibrary([PLAN, EACH], '', more)).toThrow(/I-SPS-003: there is no role 'node'; expected active/);
  });
});

describe('what is asked of devices', () => {
  it.each([
    ['every(node, ready)', [true, true, true], true],
    ['every(node, ready)', [true, null, true], undefined],
    ['every(node, ready)', [true, null, false], false],
    ['some(node, ready)', [false, null, true], true],
    ['some(node, ready)', [false, null, false], undefined],
    ['some(node, ready)', [false, false, false], false],
    ['count(node, ready) == 2', [true, false, true], true],
    ['count(node, ready) == 2', [true, null, true], undefined],
    ['every(node, known(ready))', [true, null, true], false],
  ] as const)('%s of %j is %s', (expression, values, wanted) => {
    const library = nodesLibrary([PLAN, EACH, `id: x, kind: guide, when: '${expression}'`], '');
    const driver = startedNodes(library, new Nodes(), { answer: () => null });
    for (const [index, value] of values.entries()) {
      const fact = { name: 'ready', origin: 'marked', serial: null, evidence: null } as const;
      if (value === null) continue;
      const facts = [{ ...fact, value }];
      driver.append({ type: 'fact.recorded', data: { path: null, scope: `node#${index}`, facts } });
    }
    const when = placeOf(driver.state as RunState, 'x')?.step.when;
    expect(when && holds(when, scopeOf(localRun(driver.state as RunState), driver.now))).toBe(wanted);
  });
});

describe('starting', () => {
  const library = nodesLibrary([PLAN, EACH]);
  const begin = (bindings: typeof NODES) => () =>
    start(library, { runId: 'r', procedure: 'all', siteId: 's', scale: 1, bindings });
  it('wants at least one device for a list, each only once, and one for every other role', () => {
    expect(begin(NODES)).not.toThrow();
    expect(begin(NODES.slice(2))).not.toThrow();
    expect(begin(NODES.slice(3))).toThrow(/one or more/);
    expect(begin([...NODES, NODES[0] as never])).toThrow(/twice/);
    expect(
      begin([...NODES, { ...NODES[0], deviceId: 'f', serial: 'S-f', bmc: '127.0.0.1:1', role: 'active' } as never]),
    ).toThrow(/exactly one/);
  });
  it('keeps a list of one a list', () => {
    const world = new Nodes();
    const state = startedNodes(nodesLibrary([PLAN, EACH], ''), world, operator(world), NODES.slice(2)).run();
    expect(Object.keys(state.scopes)).toEqual(['node#0']);
  });
});

describe('a journal that no engine can have written', () => {
  it.each<[string, RunEvent]>([
    ['begins a call of a list without saying which', { type: 'step.begun', data: { path: 'nodes' } }],
    ['begins with the second device', { type: 'step.begun', data: { path: 'nodes#1' } }],
    [
      'records for a device it does not bind',
      { type: 'fact.recorded', data: { path: null, scope: 'node#7', facts: [] } },
    ],
  ])('%s: refused', (_, event) => {
    const world = new Nodes();
    const driver = startedNodes(nodesLibrary([EACH], ''), world, operator(world));
    const state = frozen(driver.state as RunState);
    expect(() => reduce(state, { ...event, seq: 99, at: state.at, author: 'x' })).toThrow(/entry 99/);
  });
});

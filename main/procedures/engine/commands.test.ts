import { describe, expect, it } from 'vitest';
import {
  AnswerError,
  abort,
  acknowledge,
  answer,
  decode,
  order,
  override,
  type RunError,
  type RunState,
  record,
  start,
} from '../engine.ts';
import type { Binding } from '../events.ts';
import { blocking } from '../interlocks.ts';
import type { FactDefinition, FactType } from '../model.ts';
import type { Driver, Person } from '../testing/driver.ts';
import { BINDINGS, FILES, loaded } from '../testing/fixture.ts';
import { Pair, startedRun } from '../testing/pair.ts';

const library = loaded(FILES);
const silent: Person = { answer: () => null, go: () => false };
const code = (expected: string) => expect.objectContaining({ name: 'RunError', code: expected });

function at(path: string): { driver: Driver; state: RunState } {
  const driver = startedRun(library, new Pair());
  return { driver, state: driver.run(({ position }) => position.kind === 'step' && position.path === path) };
}
function stateOf(driver: Driver): RunState {
  if (!driver.state) throw new Error('not started');
  return driver.state;
}
function fresh(): { driver: Driver; state: RunState } {
  const driver = startedRun(library, new Pair(), silent);
  return { driver, state: driver.run() };
}

describe('starting', () => {
  const [master, slave] = BINDINGS as [Binding, Binding];
  const begin = (bindings: Binding[], procedure = 'upgrade') =>
    start(library, { runId: 'r', procedure, siteId: 's', scale: 1, bindings });

  it('writes down everything the run can reach', () => {
    expect(begin([master, slave])).toMatchObject({
      type: 'run.started',
      data: { library: { procedures: { upgrade: {} } } },
    });
  });
  it.each<[string, Binding[], string?]>([
    ['an unknown procedure', [master, slave], 'nothing'],
    ['a name that every object has', [master, slave], 'constructor'],
    ['a missing role', [master]],
    ['a role bound twice', [master, slave, { ...slave, deviceId: 'sps-c' }]],
    [
      'a role that does not exist',
      [master, slave, { ...slave, role: 'node', deviceId: 'sps-c', serial: null, bmc: null }],
    ],
    ['a missing endpoint', [{ ...master, web: null }, slave]],
    ['one device for two roles', [master, { ...slave, deviceId: 'sps-a' }]],
    ['one chassis for two roles', [master, { ...slave, serial: 'a1' }]],
    ['one BMC for two roles', [master, { ...slave, bmc: master.bmc }]],
  ])('refuses %s', (_, bindings, procedure) => {
    expect(() => begin(bindings, procedure)).toThrow(code('binding'));
  });
  it('takes two chassis whose serials nobody knows', () => {
    expect(
      begin([
        { ...master, serial: null },
        { ...slave, serial: null },
      ]).type,
    ).toBe('run.started');
  });
});

describe('answering', () => {
  const right = { targetVersion: '5 F8', 'slave.serial': 'B2' };
  it('becomes one event, of entered facts', () => {
    const { state, driver } = fresh();
    const facts = [
      { name: 'targetVersion', value: '5 F8', origin: 'entered' },
      { name: 'slave.serial', value: 'B2', origin: 'entered' },
    ];
    expect(answer(state, 'plan', right, driver.now)).toMatchObject([
      { type: 'fact.recorded', data: { path: 'plan', facts } },
    ]);
  });
  it.each([
    ['a missing value', { targetVersion: '5 F8' }, 'slave.serial'],
    ['an empty value', { ...right, 'slave.serial': ' ' }, 'slave.serial'],
    ['a value of another type', { ...right, targetVersion: 'new' }, 'targetVersion'],
    ['a surplus value', { ...right, downtime: 3 }, 'downtime'],
    ['an optional value of another type', { ...right, isoHash: 'abc' }, 'isoHash'],
  ])('refuses %s and names its fact', (_, values, fact) => {
    const { state, driver } = fresh();
    expect(() => answer(state, 'plan', values, driver.now)).toThrow(AnswerError);
    expect(() => answer(state, 'plan', values, driver.now)).toThrow(expect.objectContaining({ code: 'answer', fact }));
  });
  it('refuses what the step does not accept, in the words of the procedure', () => {
    const { state, driver } = fresh();
    const given = () => answer(state, 'plan', { ...right, targetVersion: '4.0' }, driver.now);
    expect(given).toThrow(
      expect.objectContaining({ fact: 'targetVersion', mismatch: { en: 'too old', de: 'zu alt' } }),
    );
    try {
      given();
    } catch (error) {
      expect((error as AnswerError).toFailure()).toMatchObject({ code: 'run.answer', text: { de: 'zu alt' } });
    }
  });
  it('refuses answers for a step that is not current, not begun, asks nothing or is over', () => {
    const { state, driver } = fresh();
    expect(() => answer(state, 'close', {}, driver.now)).toThrow(code('not-current'));
    expect(() => answer(state, 'nowhere', {}, driver.now)).toThrow(code('not-current'));
    const blocked = at('activate');
    expect(() => answer(blocked.state, 'activate', {}, blocked.driver.now)).toThrow(code('not-begun'));
    const sensing = at('slave-off');
    sensing.driver.run((_, what) => what.do === 'watch');
    expect(() => answer(stateOf(sensing.driver), 'slave-off', {}, sensing.driver.now)).toThrow(
      code('nothing-to-answer'),
    );
    sensing.driver.append(...abort(stateOf(sensing.driver), 'enough'));
    expect(() => answer(stateOf(sensing.driver), 'slave-off', {}, sensing.driver.now)).toThrow(code('run-closed'));
  });
  it('refuses an order for what the tool does not do', () => {
    const { state, driver } = fresh();
    expect(() => order(state, 'plan', driver.now)).toThrow(code('not-an-act'));
    expect(() => order(state, 'power/on', driver.now)).toThrow(code('not-current'));
  });
  it('says in every refusal what to do next, as a failure of the contract', () => {
    const { state, driver } = fresh();
    try {
      order(state, 'plan', driver.now);
      expect.unreachable();
    } catch (error) {
      expect((error as RunError).toFailure()).toEqual({
        code: 'run.not-an-act',
        message: "'plan' is nothing the tool does",
        advice: 'Follow the step.',
        params: { path: 'plan' },
      });
    }
  });
});

describe('decoding', () => {
  const fact = (type: FactType): FactDefinition => {
    const found = Object.values(library.facts).find((candidate) => candidate.type === type && !candidate.derive);
    if (!found) throw new Error(`the fixture has no ${type}`);
    return found;
  };
  const HASH = 'AB'.repeat(32);
  it.each<[FactType, unknown, unknown]>([
    ['boolean', false, false],
    ['number', 0, 0],
    ['text', ' B2 ', 'B2'],
    ['version', '5 F8', '5 F8'],
    ['enum', 'on', 'on'],
    ['time', '2026-07-01T09:30:00+02:00', '2026-07-01T07:30:00.000Z'],
    ['sha256', HASH, HASH.toLowerCase()],
  ])('a %s takes %j as %j', (type, raw, value) => {
    const definition =
      type === 'enum' ? { ...fact('enum'), values: [{ value: 'on', label: { en: 'On', de: 'Ein' } }] } : fact(type);
    expect(decode(definition, raw)).toBe(value);
  });
  it.each<[FactType, unknown[]]>([
    ['boolean', ['true', 1, null, undefined]],
    ['number', ['1', Number.NaN, Number.POSITIVE_INFINITY, true, null]],
    ['text', ['', '  ', 'x'.repeat(4001), 1, {}]],
    ['version', ['', 'new', 5.8, '5.8.0; reboot']],
    ['enum', ['standby', 'constructor', '', true]],
    ['time', ['2026-07-01', '2026-07-01T09:30:00', '2026-13-01T00:00:00Z', 'yesterday', 0]],
    ['sha256', [HASH.slice(1), `${HASH.slice(1)}g`, '']],
  ])('a %s takes none of %j', (type, raws) => {
    for (const raw of raws) expect([raw, decode(fact(type), raw)]).toEqual([raw, null]);
  });
});

describe('rules and people', () => {
  const why = { reason: 'window closes', secondPerson: 'Second', supportCase: '' };
  it('lets soft rules be acknowledged, gated ones be overridden and hard ones neither', () => {
    const { state } = fresh();
    expect(acknowledge(state, 'I-SPS-052')).toEqual([{ type: 'rule.acknowledged', data: { rule: 'I-SPS-052' } }]);
    expect(override(state, 'I-SPS-020', why, 'tester')).toMatchObject([{ type: 'rule.overridden', data: why }]);
    expect(() => override(state, 'I-SPS-010', why, 'tester')).toThrow(code('rule-hard'));
    expect(() => acknowledge(state, 'I-SPS-010')).toThrow(code('rule-hard'));
    expect(() => acknowledge(state, 'I-SPS-020')).toThrow(code('rule-kind'));
    expect(() => override(state, 'I-SPS-052', why, 'tester')).toThrow(code('rule-kind'));
    expect(() => override(state, 'I-SPS-017', why, 'tester')).toThrow(code('rule-kind'));
    for (const id of ['I-SPS-999', 'constructor']) expect(() => acknowledge(state, id)).toThrow(code('unknown-rule'));
  });
  it.each([
    ['no reason', { ...why, reason: ' ' }],
    ['nobody else', { ...why, secondPerson: '' }],
    ['the author as second person', { ...why, secondPerson: 'Tester ' }],
    ['the author with blanks only as case', { ...why, secondPerson: ' TESTER', supportCase: '  ' }],
  ])('refuses an override with %s', (_, given) => {
    expect(() => override(fresh().state, 'I-SPS-020', given, 'tester')).toThrow(code('override-incomplete'));
  });
  it('takes a support case in place of a second person', () => {
    const given = { ...why, secondPerson: '', supportCase: ' 4711 ' };
    expect(override(fresh().state, 'I-SPS-020', given, 'tester')).toMatchObject([{ data: { supportCase: '4711' } }]);
  });
});

describe('the end of a run before its time', () => {
  it('needs a reason, and ends everything but what outlives the run', () => {
    const { driver } = at('slave-off');
    expect(() => abort(stateOf(driver), '  ')).toThrow(code('reason-missing'));
    driver.append(...abort(stateOf(driver), ' window over '));
    expect(driver.events.at(-1)).toMatchObject({ type: 'run.aborted', data: { reason: 'window over' } });
    expect(() => abort(stateOf(driver), 'again')).toThrow(code('run-closed'));
    const rules = blocking(stateOf(driver), { action: 'power.on', role: 'slave' }, driver.now).map(({ rule }) => rule);
    expect(rules).toEqual(['I-SPS-010']);
  });
  it('leaves recordable facts to be recorded: so the lock is lifted', () => {
    const { driver } = at('slave-off');
    driver.append(...abort(stateOf(driver), 'window over'));
    const put = (values: Record<string, unknown>) => driver.append(...record(stateOf(driver), values, driver.now));
    expect(() => put({ 'functional.ok': true })).toThrow(code('not-recordable'));
    expect(() => put({ constructor: true })).toThrow(code('not-recordable'));
    expect(() => put({})).toThrow(code('nothing-to-answer'));
    expect(() => put({ 'supportCase.decision': 'maybe' })).toThrow(AnswerError);
    const locks = () => blocking(stateOf(driver), { action: 'power.on', role: 'slave' }, driver.now);
    put({ 'supportCase.decision': 'none' });
    expect(locks()).toHaveLength(1);
    put({ 'supportCase.decision': 'power-on-slave' });
    expect(locks()).toEqual([]);
    expect(driver.events.at(-1)).toMatchObject({ data: { path: null } });
  });
  it('leaves nothing to record, acknowledge or override after the objective is reached', () => {
    const driver = startedRun(library, new Pair());
    const state = driver.run();
    expect(() => record(state, { 'metadb.done': true }, driver.now)).toThrow(code('run-closed'));
    expect(() => acknowledge(state, 'I-SPS-052')).toThrow(code('run-closed'));
    expect(() => abort(state, 'late')).toThrow(code('run-closed'));
  });
});

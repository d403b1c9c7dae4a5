import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../preload/contract.ts';
import { type RunState, start } from '../engine.ts';
import type { Binding } from '../events.ts';
import { blocking } from '../interlocks.ts';
import { Driver, type Person, type World } from '../testing/driver.ts';
import { loaded } from '../testing/fixture.ts';
import { headOf, T } from '../testing/head.ts';

// What is marked when an order goes out: not by the step's beginning, before anything is sent, and only if it was.

const FACTS = `
facts:
  target: { label: ${T}, type: version }
  t0: { label: ${T}, type: boolean }
  sentAt: { label: ${T}, type: time }
`;
const RULES = `
interlocks:
  I-SPS-015:
    { severity: hard, title: ${T}, reason: ${T}, lift: ${T}, source: { document: tool }, when: known(t0), requires: 'false',
      blocks: [ { actions: ['power.*'], roles: any } ], outlivesRun: true }
`;
const STEPS = `${headOf('one')}
roles: { master: { label: ${T}, needs: [web] } }
interlocks: [I-SPS-015]
steps:
  - { id: plan, kind: input, title: ${T}, sources: [ { document: tool } ], asks: [ { fact: target } ] }
  - id: send
    kind: act
    title: ${T}
    sources: [ { document: tool } ]
    on: master
    action: sps.api.upgrade
    with: { version: target }
    sends: [t0, sentAt]
    onNotDone: watch
    onUnproven: watch
  - { id: watch, kind: guide, title: ${T}, sources: [ { document: tool } ] }
`;
const folder = 'resources/procedures/sps';
const files = (steps = STEPS) => [
  { path: `${folder}/facts.yaml`, text: FACTS },
  { path: `${folder}/interlocks.yaml`, text: RULES },
  { path: `${folder}/one.yaml`, text: steps },
];
const NODE: Binding = {
  role: 'master',
  deviceId: 'n',
  deviceName: 'N',
  serial: 'S',
  bmc: null,
  web: 'https://127.0.0.1',
};
const POWER = { action: 'power.off', deviceId: 'n', siteId: 's' } as const;

/** A run at the act step whose attempts end with `outcomes`; at each of them the world looks at the lock. */
function sending(...outcomes: Outcome[]) {
  const locked: boolean[] = [];
  let goes = 0;
  const world: World = {
    probe: () => ({ fields: {}, serial: null }),
    perform() {
      locked.push(isLocked());
      return outcomes.shift() ?? 'done';
    },
    readBack: () => 'unknown',
  };
  const person: Person = { answer: (path) => (path === 'plan' ? { target: '5.8.0' } : null), go: () => goes-- > 0 };
  const driver = new Driver(world, person);
  const isLocked = () => blocking(driver.state as RunState, POWER, driver.now).length > 0;
  const data = { runId: 'r', procedure: 'one', siteId: 's', scale: 1, bindings: [NODE] };
  driver.append(start(loaded(files()), data));
  const run = () => driver.run((_, what) => what.do === 'order' && goes < 1);
  run();
  const go = () => {
    goes = 1;
    return run();
  };
  return { driver, go, locked, isLocked, facts: () => Object.keys(driver.state?.facts ?? {}).sort() };
}

describe('what an act sends', () => {
  it('is not marked while the go is awaited', () => {
    const { isLocked, facts } = sending();
    expect([isLocked(), facts()]).toEqual([false, ['target']]);
  });
  it.each(['done', 'not-done', 'unknown'] as const)('is marked before it goes out, and stays after %s', (outcome) => {
    const { driver, go, locked, isLocked } = sending(outcome);
    go();
    expect([locked, isLocked()]).toEqual([[true], true]);
    const intent = driver.events.find(({ type }) => type === 'action.intended');
    expect(driver.state?.facts).toMatchObject({
      t0: { value: true, origin: 'marked', at: intent?.at },
      sentAt: { value: intent?.at },
    });
    expect(driver.state?.position).toMatchObject({ path: 'watch' });
  });
  it.each(['failed', 'refused'] as const)('is taken back after %s, and marked anew by the next attempt', (outcome) => {
    const { go, locked, isLocked, facts } = sending(outcome, 'done');
    go();
    expect([locked, isLocked(), facts()]).toEqual([[true], false, ['target']]);
    go();
    expect([locked, isLocked()]).toEqual([[true, true], true]);
  });
  it('leaves the mark of an earlier attempt as it was', () => {
    const { driver, go } = sending('failed');
    const before = { name: 't0', value: true, origin: 'marked', serial: null, evidence: null } as const;
    const path = 'send';
    driver.append({ type: 'fact.recorded', data: { path: null, facts: [before] } });
    const { t0 } = driver.state?.facts ?? {};
    expect(driver.state?.position).toMatchObject({ path });
    go();
    expect(driver.state?.facts.t0).toEqual(t0);
  });
  it('stands after a crash between intent and outcome', () => {
    const { driver, go, isLocked } = sending('done');
    go();
    const cut = driver.events.findIndex(({ type }) => type === 'action.settled');
    const other = new Driver(
      { probe: () => ({ fields: {}, serial: null }), perform: () => 'done', readBack: () => 'unknown' },
      { answer: () => null },
    );
    other.takeOver(driver.events.slice(0, cut));
    other.run();
    expect([isLocked(), other.state?.facts.t0?.value, other.sent]).toEqual([true, true, []]);
    expect(other.state?.position).toMatchObject({ path: 'watch' });
  });
  it('must be a fact that a step can set', () => {
    expect(() => loaded(files(STEPS.replace('sends: [t0', 'sends: [target')))).toThrow(/can set a boolean or a time/);
  });
});

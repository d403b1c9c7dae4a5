import { describe, expect, it } from 'vitest';
import { abort, type RunState } from './engine.ts';
import type { Binding } from './events.ts';
import { conflict } from './standing.ts';
import { BINDINGS, FILES, loaded } from './testing/fixture.ts';
import { Pair, startedRun } from './testing/pair.ts';

const driver = startedRun(loaded(FILES), new Pair());
const open = driver.state as RunState;
driver.append(...abort(open, 'over'));
const closed = driver.state as RunState;
const stranger: Binding = {
  role: 'node',
  deviceId: 'sps-x',
  deviceName: 'SPS X',
  serial: 'X9',
  bmc: '127.0.0.1:6299',
  web: null,
};
const [, slave] = BINDINGS as [Binding, Binding];

describe('one run per device (I-GEN-006)', () => {
  it.each<[string, Partial<Binding>, string]>([
    ['the device', { deviceId: 'sps-b' }, 'site-1'],
    ['the serial number', { serial: 'B2' }, 'site-2'],
    ['the serial number in another case', { serial: 'b2' }, 'site-1'],
    ['the address of the BMC', { bmc: slave.bmc }, 'site-2'],
  ])('refuses a second run that shares %s', (_, shared, site) => {
    const [verdict, ...more] = conflict([open], [{ ...stranger, ...shared }], site);
    expect(verdict).toMatchObject({ rule: 'I-GEN-006', severity: 'hard', runId: 'run-1', blocks: ['run.start'] });
    expect(verdict?.unmet).toEqual(['SPS B: run run-1 (upgrade)']);
    expect(more).toEqual([]);
  });
  it.each<[string, Partial<Binding>, string]>([
    ['nothing', {}, 'site-1'],
    ['a device id of another site', { deviceId: 'sps-b' }, 'site-2'],
    ['only that nothing is known of either', { serial: null, bmc: null }, 'site-1'],
  ])('lets a run start that shares %s', (_, shared, site) => {
    const blank = { ...open, bindings: open.bindings.map((binding) => ({ ...binding, serial: null, bmc: null })) };
    const run = shared.serial === null ? blank : open;
    expect(conflict([run], [{ ...stranger, ...shared }], site)).toEqual([]);
  });
  it('is not about runs that are closed', () => {
    expect(conflict([closed], BINDINGS, 'site-1')).toEqual([]);
    expect(conflict([closed, open], BINDINGS, 'site-1')).toHaveLength(1);
  });
});

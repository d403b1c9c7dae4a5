import { describe, expect, it } from 'vitest';
import type { RunState } from './engine.ts';
import { type ActionTarget, blocking } from './interlocks.ts';
import type { Driver } from './testing/driver.ts';
import { loaded } from './testing/fixture.ts';
import { practiceAnswers, Rack, type RackOptions, shippedFiles, startedShipped } from './testing/sps.ts';

// The rules of SPS that the flow of a procedure keeps, or that stand for a whole run, both ways (test/interlocks/sps.yaml).

const library = loaded(shippedFiles());
const standalone = (options: RackOptions = {}, change: Record<string, unknown> = {}): Driver =>
  startedShipped(library, 'sps-upgrade-standalone', new Rack(options), { ...practiceAnswers('standalone'), ...change });
const cluster = (change: Record<string, unknown> = {}): Driver =>
  startedShipped(library, 'sps-upgrade-ha-cluster', new Rack(), { ...practiceAnswers('ha-cluster'), ...change });
function to(driver: Driver, path: string): RunState {
  const state = driver.run(({ position }) => position.kind === 'step' && position.path === path && position.begun);
  expect(state.position).toMatchObject({ kind: 'step', path });
  return state;
}
function against(state: RunState, action: ActionTarget['action'], role: string): string[] {
  return blocking(state, { action, role }, Date.parse(state.at)).map(({ rule }) => rule);
}

describe('rules that the flow of an SPS upgrade keeps', () => {
  it('does not come to the players and indexers on the old version (I-SPS-019)', () => {
    const state = to(standalone({ version: '5.0.11' }, { 'see-version': '5.0.11' }), 'rollback/confirm-version');
    expect(Object.keys(state.steps).filter((path) => /^(player|indexers|other-indexers)/.test(path))).toEqual([]);
  });
  it('comes to them on the target version (I-SPS-019)', () => {
    expect(to(standalone(), 'other-indexers').steps['player/replay']).toMatchObject({ status: 'done' });
  });
  it('stays open while an external indexer is not upgraded (I-SPS-030)', () => {
    const driver = standalone({}, { 'other-indexers': 0 });
    expect(() => driver.run()).toThrow(expect.objectContaining({ code: 'answer', fact: 'indexers.upgraded' }));
    expect(driver.state?.status).toBe('open');
  });
  it('closes when every external indexer is upgraded (I-SPS-030)', () => {
    expect(standalone({}, { 'other-indexers': 1 }).run().status).toBe('finished');
  });
  it.each([
    ['metadbImport.line', 'systemd[1]: Starting Run metadb_importer.py to import data', '2099-12-30T00:00:00Z'],
    ['metadbImport.lineTime', 'systemd[1]: Started Run metadb_importer.py to import data', '2020-01-01T00:00:00Z'],
  ])(
    'does not take Starting, or a line from before T0, for the end of the import (I-SPS-022): %s',
    (fact, line, time) => {
      const answer = { 'metadbImport.line': line, 'metadbImport.lineTime': time };
      const driver = standalone({}, { 'check-import/log': answer });
      expect(() => driver.run()).toThrow(expect.objectContaining({ code: 'answer', fact }));
    },
  );
  it('takes a Started line after T0 for the end of the import (I-SPS-022)', () => {
    const state = to(standalone(), 'phase-2/progress');
    expect(state.steps['check-import/log']).toMatchObject({ status: 'done' });
  });
  it('waits ten minutes and asks again while the log has no such line', () => {
    const driver = standalone({}, { 'check-import/log': {}, 'check-import/choice': 'wait' });
    const state = driver.run();
    expect(state.position).toMatchObject({ path: 'check-import/log' });
    const looks = driver.events.filter(({ type, data }) => type === 'step.begun' && data.path === 'check-import/log');
    const [first, second] = looks.map(({ at }) => Date.parse(at));
    expect(Number(second) - Number(first)).toBeGreaterThanOrEqual(600_000);
  });
  it('does not let a single node go on without the import', () => {
    const driver = standalone({}, { 'check-import/log': {}, 'check-import/choice': 'go-on' });
    expect(() => driver.run()).toThrow(expect.objectContaining({ code: 'answer', fact: 'metadbImport.choice' }));
  });
});

describe('rules that stand for a whole run', () => {
  it('allows the slave no verb but on, for the whole run (I-SPS-027)', () => {
    for (const path of ['upload-firmware', 'watch/phase-1', 'start-slave/power-on']) {
      const state = to(cluster(), path);
      for (const verb of ['power.off', 'power.soft', 'power.cycle', 'power.reset', 'power.diag'] as const) {
        expect(against(state, verb, 'slave')).toContain('I-SPS-027');
      }
    }
  });
  it('lets the slave be powered on once the master is proven (I-SPS-027)', () => {
    expect(against(to(cluster(), 'start-slave/power-on'), 'power.on', 'slave')).toEqual([]);
  });
  it('never allows Reboot Cluster in an upgrade (I-SPS-013)', () => {
    for (const path of ['preflight/plan', 'watch/phase-1', 'phase-2/progress']) {
      expect(against(to(cluster(), path), 'sps.cluster.reboot', 'master')).toContain('I-SPS-013');
    }
  });
  it('allows Reboot Cluster in its own procedure (I-SPS-013)', () => {
    const state = to(startedShipped(library, 'sps-reboot-cluster', new Rack(), REBOOT), 'restart');
    expect(against(state, 'sps.cluster.reboot', 'master')).toEqual([]);
  });
});

const REBOOT = {
  why: { 'cluster.reason': 'heartbeat', 'cluster.notice': 'all auditors' },
  'no-upgrade': { 'version.shown': '5.8.0', 'firmware.afterReboot.shown': '5.8.0' },
  'look-first': 'ha',
};

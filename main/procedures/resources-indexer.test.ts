import { describe, expect, it } from 'vitest';
import type { IndexerHost } from '../practice/sps/indexer-host.ts';
import { loaded } from './testing/fixture.ts';
import { practiceAnswers, shippedFiles } from './testing/sps.ts';
import { HOST_ANSWERS, Hosts, Patient, withHosts } from './testing/sps-hosts.ts';

// External indexer hosts, alone and as a list of an upgrade, with what can go wrong on one of them.

const library = loaded(shippedFiles());
function alone(host: Partial<IndexerHost>, change: Record<string, unknown> = {}) {
  const rack = new Hosts([host]);
  const driver = withHosts(library, 'sps-external-indexer-upgrade', rack, new Patient({ ...HOST_ANSWERS, ...change }));
  const state = driver.run();
  return { state, rack, host: rack.hosts.get('indexer-0') };
}

describe('one indexer host', () => {
  it.each(['systemd', 'sysv'] as const)('is upgraded: copies, stop, package, start (%s)', (init) => {
    const { state, rack, host } = alone({ init });
    expect(state.status).toBe('finished');
    expect(rack.performed.map((line) => line.split(' ')[0])).toEqual([
      'indexer.backup',
      'indexer.stop',
      'indexer.upgrade',
      'indexer.start',
    ]);
    expect(host).toMatchObject({ version: '5.8.0', service: 'running', disasters: [] });
  });
  it('is not stopped while a configuration file is missing', () => {
    const { state, rack, host } = alone({ configMissing: true });
    expect(rack.performed.slice(0, 3)).toEqual([
      'indexer.backup indexer-0',
      'indexer.backup indexer-0',
      'indexer.stop indexer-0',
    ]);
    expect([state.status, host?.version, host?.disasters]).toEqual(['finished', '5.8.0', []]);
  });
  it('gets the package again after the cause was put right', () => {
    const { state, rack, host } = alone({ packageFails: true });
    expect(rack.performed.filter((line) => line.startsWith('indexer.upgrade'))).toHaveLength(2);
    expect([state.status, host?.version]).toEqual(['finished', '5.8.0']);
  });
  it('stops the run where it is left on the old version', () => {
    const { state, host } = alone(
      { packageFails: true },
      { 'package-failed': { 'indexer.repair': 'none', 'indexer.choice': 'leave' } },
    );
    expect([state.status, host?.version]).toEqual(['stopped', '5.0.11']);
  });
  it('does not count as upgraded when it is put back into service with the old package', () => {
    const { state, host } = alone(
      { packageFails: true },
      { 'package-failed': { 'indexer.repair': 'files restored', 'indexer.choice': 'start' } },
    );
    expect([state.status, host?.version, host?.service]).toEqual(['stopped', '5.0.11', 'running']);
  });
  it('is not started with a warning open', () => {
    const { state, host } = alone({ brings: 1 });
    expect(state.facts['indexer.resolution']?.value).toContain('merged');
    expect([state.status, host?.conflicts, host?.service]).toEqual(['finished', 0, 'running']);
  });
  it('is started again after its service was repaired', () => {
    const { state, rack, host } = alone({ startFails: true });
    expect(rack.performed.filter((line) => line.startsWith('indexer.start'))).toHaveLength(2);
    expect([state.status, host?.service]).toEqual(['finished', 'running']);
  });
  it('stops the run where its service never starts', () => {
    const answer = { 'indexer.repair': 'none', 'indexer.choice': 'leave' };
    expect(alone({ startFails: true }, { 'not-started': answer }).state.status).toBe('stopped');
  });
  it('is left alone where no package manager fits', () => {
    const { state, rack } = alone({ packageManager: 'none' });
    expect([state.status, rack.performed]).toEqual(['stopped', []]);
  });
});

describe('the indexer hosts of an upgrade', () => {
  function upgrade(hosts: Partial<IndexerHost>[], external: number, change: Record<string, unknown> = {}) {
    const answers: Record<string, unknown> = { ...practiceAnswers('standalone'), ...change };
    for (const [path, value] of Object.entries(HOST_ANSWERS)) answers[`indexers/${path}`] = value;
    const replay = answers['preflight/impact/replay'] as Record<string, unknown>;
    answers['preflight/impact/replay'] = { ...replay, 'indexers.external': external };
    const rack = new Hosts(hosts);
    const driver = withHosts(library, 'sps-upgrade-standalone', rack, new Patient(answers));
    return { state: driver.run(), rack };
  }
  it('are upgraded one after the other, and the package is named once', () => {
    const { state, rack } = upgrade([{}, { init: 'sysv' }], 2);
    expect(state.status).toBe('finished');
    expect([...rack.hosts.values()].map(({ version, service }) => [version, service])).toEqual([
      ['5.8.0', 'running'],
      ['5.8.0', 'running'],
    ]);
    expect([state.steps['indexers#0/package']?.status, state.steps['indexers#1/package']?.status]).toEqual([
      'done',
      'skipped',
    ]);
    expect(state.steps['other-indexers']).toMatchObject({ status: 'skipped' });
  });
  it('do not close the run while there are others outside of it', () => {
    const { state } = upgrade([{}], 3, { 'other-indexers': undefined });
    expect(state.position).toMatchObject({ path: 'other-indexers' });
    expect(upgrade([{}], 3, { 'other-indexers': 3 }).state.status).toBe('finished');
  });
  it('stop the run where one of them cannot be upgraded; the first stays upgraded', () => {
    const { state, rack } = upgrade([{}, { packageManager: 'none' }], 2);
    expect([state.status, rack.hosts.get('indexer-0')?.version]).toEqual(['stopped', '5.8.0']);
  });
});

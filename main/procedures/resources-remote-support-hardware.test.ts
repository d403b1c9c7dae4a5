import { describe, expect, it } from 'vitest';
import type { ReplacementFault } from '../practice/remote-support/replacement.ts';
import { everyBranchWalked } from './testing/every-branch.ts';
import { loaded } from './testing/fixture.ts';
import { against, times } from './testing/remote-support.ts';
import { replaced } from './testing/remote-support-replacement.ts';
import { filesOf } from './testing/shipped.ts';

// The replacement of an appliance over the practice models in simulated time, and each of its failure branches.

const library = loaded(filesOf('remote-support'));
const MIGRATION = 'rs-hardware-migration';

describe('the replacement of an appliance', () => {
  it.each([
    ['physical', 'packed'],
    ['virtual', 'deleted'],
  ])('ends with a %s old one %s, the site on the new one and nothing lost', (kind, fate) => {
    const { end, world } = replaced(library, MIGRATION, { answers: { 'rs.old.kind': kind } });
    expect({ status: end.status, at: end.position }).toMatchObject({ status: 'finished' });
    expect(world.replacement).toMatchObject({ site: 'new', old: fate, initialPassword: false, disasters: [] });
    expect(world.pair.appliances.b).toMatchObject({ product: '24.1.2', disasters: [] });
  });

  it.each<[ReplacementFault, string, string]>([
    ['restore-fails', 'version-case', 'old'],
    ['new-fails', 'support', 'old'],
    ['reset-hangs', 'reset/problem/support', 'new'],
  ])('with %s is led to %s with the site on the %s, and on once that is mended', (fault, path, site) => {
    const stopped = replaced(library, MIGRATION, { faults: [fault] });
    expect([stopped.end.status, times(stopped.driver, path)]).toEqual(['stopped', 1]);
    expect(stopped.world.replacement).toMatchObject({ site, disasters: [] });
    const mended = replaced(library, MIGRATION, { faults: [fault], supportHelps: true });
    expect({ status: mended.end.status, at: mended.end.position }).toMatchObject({ status: 'finished' });
    expect([times(mended.driver, path), mended.world.replacement.disasters]).toEqual([1, []]);
  });

  it('clears an open warning before the address is assigned', () => {
    const { end, world } = replaced(library, MIGRATION, { faults: ['warning-open'] });
    expect([end.status, world.replacement.disasters]).toEqual(['finished', []]);
  });

  it('asks the support where old and new run different versions, and updates the new one when it says so', () => {
    const other = { 'rs.old.version': '24.3.1' };
    const stopped = replaced(library, MIGRATION, { answers: other });
    expect([stopped.end.status, times(stopped.driver, 'restore')]).toEqual(['stopped', 0]);
    const restored = replaced(library, MIGRATION, { answers: { ...other, 'rs.restore.next': 'restore' } });
    expect(restored.end.status).toBe('finished');
    const updated = replaced(library, MIGRATION, {
      answers: {
        ...{ ...other, 'rs.restore.next': ['upgrade', 'upgrade', 'restore'], 'b:rs.plan.base': ['yes', 'no'] },
        // The vendor offers the package only when it is asked for the third time; the clients are counted once.
        'b:rs.auto.seen': ['list', 'none', 'list'],
        'b:rs.plan.productVersion': ['24.1.2', '24.3.1'],
        'b:rs.productVersion': ['23.2.3', '24.1.2', '24.3.1'],
      },
    });
    const paths = ['software', 'version-case', 'followed/list'];
    expect([updated.end.status, paths.map((path) => times(updated.driver, path))]).toEqual(['finished', [3, 2, 1]]);
  });

  it('locks the power of the old one while it is reset, after a stop too', () => {
    const { end } = replaced(library, MIGRATION, { faults: ['reset-hangs'] });
    expect(against(end, 'power.off', 'old')).toContain('I-RS-063');
    expect(against(end, 'power.off', 'new')).not.toContain('I-RS-063');
  });
});

describe('the old appliance alone', () => {
  it('is secured and confirmed before it is reset', () => {
    const { end, driver, world } = replaced(library, 'rs-factory-reset-return', {
      answers: { 'rs.migration.seen': 'works' },
    });
    expect({ status: end.status, at: end.position }).toMatchObject({ status: 'finished' });
    const order = ['confirmed', 'backup/download', 'certificate/file', 'recordings', 'reset', 'shut-down', 'pack'];
    expect(order.map((path) => times(driver, path))).toEqual(order.map(() => 1));
    expect(world.replacement.old).toBe('packed');
  });
  it.each([
    ['rs.migration.seen', 'fails'],
    ['rs.reset.page', 'RS-B'],
    ['rs.reset.plate', 'RS-C'],
    ['rs.reset.second', 'Ms Berg'],
  ])('stays whole with %s = %s', (fact, value) => {
    const answers = { 'rs.migration.seen': 'works', [fact]: value };
    expect(() => replaced(library, 'rs-factory-reset-return', { answers })).toThrow(
      expect.objectContaining({ code: 'answer', fact }),
    );
  });
});

everyBranchWalked(library, import.meta);

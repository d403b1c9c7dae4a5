import { describe, expect, test } from 'vitest';
import type { FactView, RunView } from '../../../preload/contract.ts';
import { pictureOf } from './picture.ts';

const label = { en: 'Text', de: 'Text' };
const bind = (role: string, deviceName: string, scope = role) => ({
  role,
  label,
  scope,
  deviceId: deviceName,
  deviceName,
  serial: `SN-${deviceName}`,
  bmc: null,
});
const fact = (name: string, value: string, at: number, scope?: string, more: Partial<FactView> = {}) =>
  ({
    name,
    value,
    at: new Date(at).toISOString(),
    label,
    text: null,
    ...(scope ? { scope } : {}),
    ...more,
  }) as FactView;
const step = (scope: string, status: string, kind = 'guide') => ({ scope, status, kind });
const run = (part: object) =>
  ({ bindings: [], facts: [], steps: [], interlocks: [], current: null, ...part }) as unknown as RunView;

const atlas = [bind('a', 'A'), bind('b', 'B'), bind('node', 'fra-1', 'node#0'), bind('node', 'nyc-1', 'node#1')];

describe('the picture of a run', () => {
  test('of one device is none', () => {
    expect(pictureOf(run({ bindings: [bind('appliance', 'A')] }), 'u-series')).toBeNull();
  });
  test('shows a role as it was read or seen last, and as not read until then', () => {
    const bindings = [bind('active', 'A'), bind('passive', 'B')];
    const facts = [
      fact('us.ha.activeAnswer', 'active', 5),
      fact('us.ha.activeSeen', 'passive', 9),
      fact('us.mirror.state', 'SUSPENDED', 3),
    ];
    const picture = pictureOf(run({ bindings, facts }), 'u-series');
    expect(picture?.heads.map(({ lines }) => lines.map((line) => line.fact?.value))).toEqual([
      ['passive'],
      [undefined],
    ]);
    expect(picture?.links.map((link) => link.fact?.value)).toEqual(['SUSPENDED']);
    expect(picture?.groups).toEqual([]);
  });
  test('puts the nodes of a list together by their region; one whose region is unknown or stale stands apart', () => {
    const facts = [fact('rs.node.region', 'Europe', 1, 'node#0'), fact('rs.node.region', 'America', 1, 'node#1')];
    const names = (all: FactView[]) =>
      pictureOf(run({ bindings: atlas, facts: all }), 'remote-support')?.groups.map((g) => [
        g.name,
        g.nodes.map((n) => n.name),
      ]);
    expect(names(facts)).toEqual([
      ['Europe', ['fra-1']],
      ['America', ['nyc-1']],
    ]);
    expect(names([])).toEqual([[null, ['fra-1', 'nyc-1']]]);
    expect(names([fact('rs.node.region', 'Europe', 1, 'node#0', { stale: true })])).toEqual([
      [null, ['fra-1', 'nyc-1']],
    ]);
  });
  test('never takes a fact of one device for another one', () => {
    const facts = [fact('rs.role', 'primary', 1, 'a'), fact('rs.node.accepting', 'on', 1, 'node#1')];
    const picture = pictureOf(run({ bindings: atlas, facts }), 'remote-support');
    const told = (key: string) =>
      [...(picture?.heads ?? []), ...(picture?.groups.flatMap(({ nodes }) => nodes) ?? [])].map(
        ({ lines }) => lines.find((line) => line.key === key)?.fact?.value,
      );
    expect(told('role')).toEqual(['primary', undefined, undefined, undefined]);
    expect(told('service')).toEqual([undefined, undefined, undefined, 'on']);
  });
  test('tells how far the run is with each device, and what is locked there', () => {
    const steps = [step('a', 'done'), step('b', 'pending'), step('node#0', 'done'), step('node#0', 'pending')];
    const interlocks = [
      { scope: 'b', blocks: ['power.off'], active: true, met: false, overridden: false },
      { scope: 'b', blocks: ['power.off'], active: true, met: true, overridden: false },
      { scope: 'b', blocks: ['rs.install'], active: true, met: false, overridden: false },
    ];
    const picture = pictureOf(
      run({ bindings: atlas, steps, interlocks, current: { scope: 'node#1' } }),
      'remote-support',
    );
    expect(picture?.heads.map(({ phase, locks }) => [phase, locks])).toEqual([
      ['done', 0],
      ['waiting', 1],
    ]);
    expect(picture?.groups[0]?.nodes.map(({ phase }) => phase)).toEqual(['begun', 'now']);
    const pair = [bind('master', 'M'), bind('slave', 'S')];
    const at = pictureOf(run({ bindings: pair, current: { device: { deviceId: 'S' } } }), 'sps');
    expect(at?.heads.map(({ phase }) => phase)).toEqual([null, 'now']);
  });
});

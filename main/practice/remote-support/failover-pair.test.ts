import { describe, expect, it } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import type { ManualAction } from '../../procedures/model.ts';
import {
  type FailoverEvent,
  type FailoverState,
  newPair,
  pairDue,
  reducePair,
  SYNC_S,
  serving,
} from './failover-pair.ts';
import { newReplacement, RESET_S, type ReplacementEvent, reduceReplacement } from './replacement.ts';

const click = (side: 'a' | 'b', action: ManualAction): FailoverEvent => ({ type: 'manual', side, action });
/** Events with the simulated second of each. */
const following = (pair: FailoverState, ...events: [FailoverEvent, number][]) =>
  events.reduce((state, [event, at]) => reducePair(state, event, at), pair);
const kinds = ({ disasters }: { disasters: { kind: string }[] }) => disasters.map(({ kind }) => kind);
const BREAK: [FailoverEvent, number][] = [
  [click('a', 'rs.failover.sync'), 10],
  [click('a', 'rs.failover.break'), 10 + SYNC_S],
];

describe('the practice pair', () => {
  it.each<[string, FailoverState, [FailoverEvent, number][], string[]]>([
    ['broken after its synchronisation is fine', newPair(), BREAK, []],
    [
      'broken while it synchronises',
      newPair(),
      [BREAK[0] as never, [click('a', 'rs.failover.break'), 60]],
      ['broken-unsynced'],
    ],
    [
      'broken after a backup that was not synchronised',
      newPair(),
      [
        [click('a', 'rs.backup'), 5],
        [click('a', 'rs.failover.break'), 60],
      ],
      ['broken-unsynced'],
    ],
    ['established from the newer side is fine', newPair(), [...BREAK, [click('a', 'rs.failover.establish'), 9000]], []],
    [
      'established from the older side',
      newPair(),
      [...BREAK, [click('b', 'rs.failover.establish'), 9000]],
      ['newer-overwritten'],
    ],
    ['updated inside the relationship', newPair(), [[click('a', 'rs.install.product'), 5]], ['version-split']],
    ['with the shared IP on both', newPair('sharedIp'), [[click('b', 'rs.sharedIp.enable'), 5]], ['two-addresses']],
    ['made B primary untested', newPair(), [[click('b', 'rs.dns.point'), 5]], ['untested-primary']],
    [
      'made B primary after a test',
      newPair(),
      [
        [{ type: 'tested', side: 'b' }, 4],
        [click('b', 'rs.nat.point'), 5],
      ],
      [],
    ],
  ])('%s', (_, pair, events, expected) => {
    expect(kinds(following(pair, ...events))).toEqual(expected);
  });
  it('that updates its last working version has no way back', () => {
    const broken = following(newPair('name', ['a-fails']), ...BREAK);
    const updated = {
      ...broken.appliances.a,
      installed: ['base-7.0', 'product-24.1'] as typeof broken.appliances.a.installed,
    };
    const state = { ...broken, appliances: { ...broken.appliances, a: updated } };
    expect(kinds(reducePair(state, click('b', 'rs.install.base'), 9000))).toEqual(['no-way-back']);
  });
  it('refuses a relationship between different keys, and never serves the site twice', () => {
    const refused = following(newPair('name', ['key-differs']), ...BREAK, [click('a', 'rs.failover.establish'), 9000]);
    expect(refused.roles).toEqual({ a: 'none', b: 'none' });
    expect(serving(following(newPair('sharedIp'), [click('a', 'rs.sharedIp.disable'), 5]))).toBeNull();
  });
  it('stands any order of events: time never runs back and nothing is due in the past (seed 7)', () => {
    const random = seeded(7);
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
    const actions = ['sync', 'break', 'establish', 'becomePrimary'].map((one) => `rs.failover.${one}` as ManualAction);
    const all: ManualAction[] = [
      ...actions,
      'rs.sharedIp.enable',
      'rs.sharedIp.disable',
      'rs.dns.point',
      'rs.updates.check',
      'rs.install.base',
      'rs.install.product',
      'rs.backup',
    ];
    let [state, at] = [newPair(pick(['name', 'sharedIp'] as const)), 0];
    for (let step = 0; step < 2_000; step++) {
      at += Math.floor(random() * 2_000);
      const before = state.now;
      state = reducePair(
        state,
        random() < 0.1 ? { type: 'repaired' } : click(pick(['a', 'b'] as const), pick(all)),
        at,
      );
      expect(state.now).toBeGreaterThanOrEqual(before);
      expect(pairDue(state) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(state.now);
    }
  });
});

describe('the practice replacement', () => {
  const at = (where: 'old' | 'new', action: ManualAction): ReplacementEvent => ({ type: 'manual', at: where, action });
  it.each<[string, ReplacementEvent[], string[]]>([
    [
      'in order is fine',
      [
        { type: 'password' },
        { type: 'recordings' },
        at('new', 'rs.settings.restore'),
        at('new', 'rs.dns.point'),
        at('old', 'rs.vm.delete'),
      ],
      [],
    ],
    ['with the initial password', [at('new', 'rs.settings.restore'), at('new', 'rs.dns.point')], ['initial-password']],
    ['without its settings', [{ type: 'password' }, at('new', 'rs.dns.point')], ['empty-site']],
    ['that resets too early', [{ type: 'recordings' }, at('old', 'rs.factoryReset')], ['no-way-back']],
    [
      'that forgets the recordings',
      [{ type: 'password' }, at('new', 'rs.settings.restore'), at('new', 'rs.dns.point'), at('old', 'rs.vm.delete')],
      ['recordings-lost'],
    ],
    ['packed unreset', [at('old', 'rs.pack')], ['data-shipped']],
  ])('%s', (_, events, expected) => {
    expect(kinds(events.reduce((state, event) => reduceReplacement(state, event, 0), newReplacement()))).toEqual(
      expected,
    );
  });
  it('whose reset is interrupted is dead; one that ended is not', () => {
    const begun = reduceReplacement(newReplacement(), at('old', 'rs.factoryReset'), 0);
    expect(reduceReplacement(begun, { type: 'power' }, RESET_S - 1).old).toBe('dead');
    expect(reduceReplacement(begun, { type: 'power' }, RESET_S).old).toBe('reset');
  });
});

import { describe, expect, it } from 'vitest';
import {
  type MirrorState,
  newUsPair,
  nextDueOfPair,
  otherSide,
  PAIR_ACTIONS,
  type PairAction,
  type PairDisaster,
  reduceUsPair,
  roleOf,
  SIDES,
  type Side,
  serving,
  type UsPairEvent,
  type UsPairState,
} from './pair.ts';

const MINUTE = 60;
const manual = (action: PairAction, side: Side): UsPairEvent => ({ type: 'manual', action, side });
/** Events by minute. */
function played(...events: [number, UsPairEvent][]): UsPairState {
  return events.reduce((pair, [at, event]) => reduceUsPair(pair, event, at * MINUTE), newUsPair());
}
const time: UsPairEvent = { type: 'time' };
const roles = (pair: UsPairState) => SIDES.map((side) => roleOf(pair, side));
const kinds = (pair: UsPairState) => pair.disasters.map(({ kind }) => kind);

describe('a failover', () => {
  it('comes when the power of the active one is cut for longer than the timeout, and leaves the mirror exposed', () => {
    const cut = manual('us.ha.pullPower', 'a');
    expect(roles(played([1, cut], [6, time]))).toEqual([null, 'passive']);
    const taken = played([1, cut], [8, time]);
    expect([roles(taken), taken.mirror]).toEqual([[null, 'active'], 'DISCONNECTED']);
    const back = played([1, cut], [8, time], [10, manual('us.ha.plugIn', 'a')], [30, time]);
    expect([roles(back), back.mirror, kinds(back)]).toEqual([['passive', 'active'], 'EXPOSED', []]);
  });
  it('waits for the blackout window after an orderly shutdown', () => {
    const down = manual('us.ha.shutDown', 'a');
    expect(roles(played([1, down], [14, time]))).toEqual([null, 'passive']);
    expect(roles(played([1, down], [16, time]))).toEqual([null, 'active']);
    const early = played([1, down], [4, manual('us.ha.plugIn', 'a')], [20, time]);
    expect([roles(early), early.mirror]).toEqual([['active', 'passive'], 'SYNCHRONIZED']);
  });
  it('does not come by itself in medium mode, nor while the mirror is suspended', () => {
    const medium = played([0, { type: 'settings', settings: { medium: true } }], [1, manual('us.ha.pullPower', 'a')]);
    const later = reduceUsPair(medium, time, 3600);
    expect(roles(later)).toEqual([null, 'passive']);
    expect(roles(reduceUsPair(later, manual('us.ha.failoverHere', 'b'), 3700))).toEqual([null, 'active']);
    const suspended = played([1, manual('us.ha.suspend', 'a')], [2, manual('us.ha.pullPower', 'a')], [60, time]);
    expect([roles(suspended), kinds(suspended)]).toEqual([[null, 'passive'], ['outage']]);
  });
  it('mends itself with Auto Resync, for which the roles are then switched back', () => {
    const resynced = played(
      [0, manual('us.ha.autoResync', 'a')],
      [1, manual('us.ha.pullPower', 'a')],
      [8, manual('us.ha.plugIn', 'a')],
      [60, time],
    );
    expect([resynced.mirror, roles(resynced)]).toEqual(['SYNCHRONIZED', ['passive', 'active']]);
    const back = reduceUsPair(resynced, manual('us.ha.switchRoles', 'b'), 3700);
    expect([roles(back), kinds(back)]).toEqual([['active', 'passive'], []]);
  });
});

describe('the disasters that the interlocks prevent', () => {
  const updating = manual('us.updates.schedule', 'a');
  it.each<[PairDisaster, [number, UsPairEvent][]]>([
    ['split-brain', [[1, manual('us.ha.failoverHere', 'b')]]],
    [
      'outage',
      [
        [1, manual('us.ha.suspend', 'a')],
        [2, { type: 'power', side: 'a', to: 'off' }],
      ],
    ],
    [
      'data-loss',
      [
        [1, manual('us.ha.suspend', 'a')],
        [20, manual('us.ha.switchRoles', 'a')],
      ],
    ],
    [
      'good-side-overwritten',
      [
        [1, manual('us.ha.off', 'a')],
        [20, manual('us.ha.on', 'b')],
      ],
    ],
    [
      'half-installed',
      [
        [1, manual('us.ha.suspend', 'a')],
        [2, updating],
        [40, manual('us.updater.install', 'a')],
      ],
    ],
    [
      'wrong-order',
      [
        [1, manual('us.ha.suspend', 'a')],
        [2, manual('us.updates.schedule', 'b')],
      ],
    ],
    [
      'mirror-across-versions',
      [
        [1, manual('us.ha.suspend', 'a')],
        [2, manual('us.updater.install', 'a')],
        [3, manual('us.ha.resume', 'a')],
      ],
    ],
    [
      'pair-broken-in-upgrade',
      [
        [1, manual('us.ha.suspend', 'a')],
        [2, manual('us.updater.install', 'a')],
        [3, manual('us.ha.off', 'a')],
      ],
    ],
  ])('%s', (kind, events) => {
    expect(kinds(played(...events))).toEqual([kind]);
  });
  it('an update without Suspend takes long enough for a failover nobody has planned', () => {
    const pair = played([1, updating], [60, time]);
    expect([roles(pair), pair.mirror]).toEqual([['passive', 'active'], 'EXPOSED']);
    expect(roles(played([0, manual('us.ha.suspend', 'a')], [1, updating], [60, time]))).toEqual(['active', 'passive']);
  });
  it('a closed port ends in five attempts', () => {
    const pair = played(
      [1, manual('us.ha.suspend', 'a')],
      [2, { type: 'port', closed: true }],
      [3, manual('us.ha.resume', 'a')],
    );
    expect(reduceUsPair(pair, time, 9 * MINUTE).mirror).toBe('EXPOSED: MAX SYNC ATTEMPTS REACHED');
  });
});

it('has no takeover where only services are mirrored; with both in an update nobody serves', () => {
  const services = newUsPair('24.1', '24.2', true);
  const first = reduceUsPair(services, manual('us.updates.schedule', 'a'), MINUTE);
  const later = reduceUsPair(first, time, 20 * MINUTE);
  expect([serving(later), roles(later), kinds(later)]).toEqual(['b', [null, 'active'], []]);
  expect(kinds(reduceUsPair(later, manual('us.updates.schedule', 'b'), 21 * MINUTE))).toEqual(['outage']);
});

it('plays nothing that cannot be done there and then', () => {
  expect(played([1, manual('us.ha.switchRoles', 'b')]).sides).toEqual(played([1, time]).sides);
  expect(played([1, manual('us.ha.shutDown', 'a')], [2, manual('us.ha.suspend', 'a')]).mirror).toBe('DISCONNECTED');
});

it('keeps its promises whatever is done to it, 300 seeded stories', () => {
  let seed = 20261121;
  const draw = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((seed / 0x8000_0000) * below);
  };
  const SPLIT: MirrorState[] = ['SYNCHRONIZED', 'SUSPENDED', 'EXPOSED'];
  for (let story = 0; story < 300; story++) {
    let pair = newUsPair();
    for (let step = 0, at = 0; step < 25; step++, at += draw(30 * MINUTE)) {
      const side = SIDES[draw(2)] as Side;
      const events: UsPairEvent[] = [
        manual(PAIR_ACTIONS[draw(PAIR_ACTIONS.length)] as PairAction, side),
        { type: 'power', side, to: (['on', 'off', 'reset'] as const)[draw(3)] ?? 'on' },
        { type: 'port', closed: draw(2) === 0 },
        { type: 'mirror', state: SPLIT[draw(SPLIT.length)] ?? 'EXPOSED' },
      ];
      const before = pair;
      pair = reduceUsPair(pair, events[Math.min(draw(8), 3)] ?? time, at);
      expect(before.disasters).toEqual(pair.disasters.slice(0, before.disasters.length));
      expect(pair.now).toBeGreaterThanOrEqual(before.now);
      const next = nextDueOfPair(reduceUsPair(pair, time, at));
      expect(next ?? Number.POSITIVE_INFINITY).toBeGreaterThan(pair.now);
      // Two serve only after somebody has seen to it.
      const split = SIDES.every((one) => pair.sides[one].serves);
      if (split) expect(kinds(pair)).toContain('split-brain');
      const one = serving(pair);
      if (one && !split) expect(pair.sides[otherSide(one)].serves).toBe(false);
    }
  }
});

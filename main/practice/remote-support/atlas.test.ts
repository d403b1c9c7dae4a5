import { describe, expect, it } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import {
  type AtlasAction,
  type AtlasDisaster,
  type AtlasEvent,
  type AtlasFault,
  type AtlasState,
  accepting,
  clientsOf,
  DURATION,
  FAULTS,
  MASTERS,
  type MemberId,
  NEW,
  NODES,
  newCluster,
  nextDue,
  OLD,
  reduceAtlas,
  serves,
  servingMaster,
} from './atlas.ts';

type Click = [AtlasAction, MemberId];
/** Each click an hour after the last one: what it started is over, and drained nodes are empty. */
function clicked(clicks: readonly Click[], faults: readonly AtlasFault[] = [], failover = true): AtlasState {
  const strikes = faults.map((name): AtlasEvent => ({ type: 'fault', name, active: true }));
  const events = clicks.map(([action, on]): AtlasEvent => ({ type: 'manual', action, on }));
  const all: AtlasEvent[] = [...strikes, ...events, { type: 'time' }];
  return all.reduce((state, event, hour) => reduceAtlas(state, event, hour * 3600), newCluster(failover));
}
const upgrade = (id: MemberId): Click[] => [
  ['rs.install.base', id],
  ['rs.install.product', id],
];
const PACKAGES: Click[] = [
  ['rs.atlas.download', 'atlas-a'],
  ['rs.atlas.distribute', 'atlas-a'],
];
const HALF: Click[] = [
  ['rs.atlas.untick', 'eu-1'],
  ['rs.atlas.untick', 'us-1'],
];
const READY: Click[] = [...PACKAGES, ...HALF, ...upgrade('atlas-b'), ...upgrade('eu-1'), ...upgrade('us-1')];
const SWAP: Click[] = [
  ['rs.failover.forceBackup', 'atlas-a'],
  ['rs.failover.becomeBackup', 'atlas-a'],
  ['rs.failover.becomePrimary', 'atlas-b'],
];
const kinds = ({ disasters }: AtlasState) => disasters.map(({ kind }) => kind);

describe('the practice Atlas cluster', () => {
  it('distributes, drains, installs and swaps', () => {
    const packages = clicked(PACKAGES);
    expect(Object.values(packages.members).every(({ holds, product }) => holds && product === OLD.product)).toBe(true);
    const swapped = clicked([...READY, ...SWAP]);
    expect([servingMaster(swapped), swapped.members['eu-1'], kinds(swapped)]).toMatchObject(['atlas-b', NEW, []]);
    // B has taken all boxes on its page: nobody serves until they are ticked there.
    expect(NODES.map((id) => serves(swapped, id))).toEqual([false, false, false, false]);
    const back = clicked([...READY, ...SWAP, ['rs.atlas.accept', 'eu-1'], ['rs.atlas.accept', 'us-1']]);
    expect(NODES.filter((id) => serves(back, id))).toEqual(['eu-1', 'us-1']);
  });
  it('loses one client after the other on a node that turns new ones away', () => {
    const off = reduceAtlas(newCluster(true), { type: 'manual', action: 'rs.atlas.untick', on: 'eu-1' }, 100);
    const at = (seconds: number) => clientsOf(reduceAtlas(off, { type: 'time' }, 100 + seconds), 'eu-1');
    expect([0, DURATION.leave, 5 * DURATION.leave, 6 * DURATION.leave, 9 * DURATION.leave].map(at)).toEqual([
      6, 5, 1, 0, 0,
    ]);
    expect(clientsOf(reduceAtlas(off, { type: 'manual', action: 'rs.atlas.accept', on: 'eu-1' }, 9000), 'eu-1')).toBe(
      6,
    );
  });
  it('has the nodes obey the only master, whose upgrade takes all boxes', () => {
    const state = clicked([...PACKAGES, ...upgrade('atlas-a')], [], false);
    expect([servingMaster(state), NODES.some((id) => accepting(state, id)), kinds(state)]).toEqual([
      'atlas-a',
      false,
      [],
    ]);
  });

  it.each<[AtlasDisaster['kind'], Click[], AtlasFault[]]>([
    ['session-cut', [...PACKAGES, ...upgrade('eu-2').slice(0, 1)], []],
    ['region-dark', [...HALF, ['rs.atlas.untick', 'eu-2']], []],
    ['region-dark', HALF, ['node-down']],
    ['two-masters', [['rs.failover.becomePrimary', 'atlas-b']], []],
    ['no-master', SWAP.slice(0, 2), ['peer-silent']],
    ['swapped-back', [...READY, ...SWAP], ['takes-over']],
    ['split', [...READY, ['rs.atlas.accept', 'eu-1']], []],
    ['left-behind', [...PACKAGES, ...upgrade('atlas-b')], ['distribution-fails']],
    ['out-of-order', [...PACKAGES, ['rs.install.product', 'atlas-b']], []],
    ['overwritten', [...READY, ['rs.settings.change', 'atlas-a']], []],
  ])('records %s', (kind, clicks, faults) => {
    expect(kinds(clicked(clicks, faults))).toContain(kind);
    if (faults.length > 0) expect(kinds(clicked(clicks))).not.toContain(kind);
    else expect(kinds(clicked(clicks.slice(0, -1)))).not.toContain(kind);
  });
  it('is broken by a restart during an installation, and by none at another time', () => {
    const begun = reduceAtlas(clicked(PACKAGES), { type: 'manual', action: 'rs.install.base', on: 'atlas-b' }, 10_000);
    const cut = reduceAtlas(begun, { type: 'power', on: 'atlas-b' }, 10_060);
    expect([cut.members['atlas-b'].work.name, kinds(cut)]).toEqual(['failed', ['restarted']]);
    expect(kinds(reduceAtlas(clicked(PACKAGES), { type: 'power', on: 'atlas-b' }, 10_060))).toEqual([]);
  });

  it.each<[AtlasFault, Click[], (state: AtlasState) => unknown, unknown, unknown]>([
    [
      'node-fails',
      [...PACKAGES, ...HALF, ['rs.install.base', 'eu-1']],
      (s) => s.members['eu-1'].work.name,
      'failed',
      'idle',
    ],
    ['b-fails', [...PACKAGES, ['rs.install.base', 'atlas-b']], (s) => s.members['atlas-b'].work.name, 'failed', 'idle'],
    ['distribution-fails', PACKAGES, (s) => s.members['us-2'].holds, false, true],
    ['sync-fails', [['rs.atlas.sync', 'atlas-b']], (s) => s.sync.name, 'failed', 'finished'],
    ['a-stays-primary', SWAP.slice(0, 2), (s) => s.roles['atlas-a'], 'primary', 'backup'],
    ['b-stays-backup', SWAP, (s) => s.roles['atlas-b'], 'backup', 'primary'],
    ['b-lets-go', SWAP.slice(0, 2), (s) => s.roles['atlas-b'], 'none', 'backup'],
    ['b-older', [], (s) => s.members['atlas-b'].product, '22.4.1', OLD.product],
    ['flags-lost', READY, (s) => s.accepts['atlas-a'], [], ['eu-2', 'us-2']],
  ])('has the fault %s, and not without it', (fault, clicks, look, with_, without) => {
    expect([look(clicked(clicks, [fault])), look(clicked(clicks))]).toEqual([with_, without]);
  });
  it('is completed by the support', () => {
    const failed = clicked([...PACKAGES, ['rs.install.base', 'atlas-b']], ['b-fails']);
    const mended = reduceAtlas(failed, { type: 'support' }, failed.now + 60);
    expect([mended.members['atlas-b'], mended.faults]).toMatchObject([{ base: NEW.base, work: { name: 'idle' } }, []]);
  });

  it('takes whatever comes, in any order (seeded)', () => {
    const next01 = seeded(20_261_121);
    const random = (below: number) => Math.floor(next01() * below);
    const actions: AtlasAction[] = [...READY, ...SWAP].map(([action]) => action);
    const pick = <T>(of: readonly T[]): T => of[random(of.length)] as T;
    const event = (): AtlasEvent => {
      const on = pick([...MASTERS, ...NODES]);
      const any: AtlasEvent[] = [
        {
          type: 'manual',
          action: pick([...actions, 'rs.atlas.accept', 'rs.atlas.sync', 'rs.atlas.backupOperations']),
          on,
        },
        { type: 'fault', name: pick(FAULTS), active: random(2) === 0 },
        { type: 'power', on },
        { type: 'support' },
      ];
      return pick([any[0] as AtlasEvent, ...any]);
    };
    for (let run = 0; run < 60; run++) {
      let state = newCluster(random(2) === 0);
      for (let step = 0; step < 60; step++) {
        const frozen = JSON.stringify(state);
        const next = reduceAtlas(state, event(), state.now + random(2000) - 300);
        expect(next.now).toBeGreaterThanOrEqual(state.now);
        expect(JSON.stringify(state)).toBe(frozen);
        expect(next.disasters.length).toBeGreaterThanOrEqual(state.disasters.length);
        expect(nextDue(next) ?? next.now + 1).toBeGreaterThan(next.now);
        expect(NODES.every((id) => clientsOf(next, id) >= 0 && (!serves(next, id) || accepting(next, id)))).toBe(true);
        state = next;
      }
    }
  });
});

import { describe, expect, it } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import {
  APPLIANCES,
  AUDIT_SERVER,
  consoleAnswers,
  consoleShows,
  DURATION,
  FAULTS,
  type ImpEvent,
  type ImpState,
  NEW_LEVEL,
  newEnterprise,
  nextDue,
  OLD_LEVEL,
  obstacleTo,
  reduceImp,
} from './enterprise.ts';

const click = (action: Extract<ImpEvent, { type: 'manual' }>['action'], on = AUDIT_SERVER): ImpEvent => ({
  ...{ type: 'manual', action },
  on,
});
/** Each event as soon as nothing is going on any more. */
function once(...events: ImpEvent[]): ImpState {
  return events.reduce((state, event) => {
    let next = state;
    for (let due = nextDue(next); due !== null; due = nextDue(next)) next = reduceImp(next, { type: 'time' }, due);
    return reduceImp(next, event, next.now);
  }, newEnterprise());
}
const READY: ImpEvent[] = [
  { type: 'provisioning', to: false },
  click('imp.backup.start'),
  click('imp.package.upload'),
  click('imp.package.distribute'),
];
const INSTALLED = [...READY, click('imp.package.install')];
const kinds = ({ disasters }: ImpState) => disasters.map(({ kind }) => kind);
const fault = (name: (typeof FAULTS)[number]): ImpEvent => ({ type: 'fault', name, active: true });
const later = (state: ImpState, seconds: number, event: ImpEvent = { type: 'time' }) =>
  reduceImp(state, event, state.now + seconds);

describe('the practice enterprise', () => {
  it('upgrades all appliances at once, with a console that is silent while the database is worked on', () => {
    const begun = once(...INSTALLED);
    expect([consoleAnswers(begun), consoleShows(begun)]).toEqual([true, 'running']);
    const database = later(begun, DURATION.software);
    expect([consoleAnswers(database), consoleShows(database)]).toEqual([false, 'running']);
    const end = later(database, DURATION.database);
    expect([consoleAnswers(end), consoleShows(end), kinds(end)]).toEqual([true, 'finished', []]);
    expect(APPLIANCES.map((id) => end.appliances[id].level)).toEqual(APPLIANCES.map(() => NEW_LEVEL));
  });
  it('leaves one behind where its installation fails, and shows that', () => {
    const end = once(fault('install-fails'), ...INSTALLED, { type: 'time' });
    expect(consoleShows(end)).toBe('failed');
    expect(APPLIANCES.filter((id) => end.appliances[id].level === OLD_LEVEL)).toEqual(['imp-c']);
  });
  it('makes a backup on an audit server only', () => {
    expect(obstacleTo(newEnterprise(), 'imp.backup.start', 'imp-c')).not.toBeNull();
    expect(obstacleTo(newEnterprise(), 'imp.backup.start', AUDIT_SERVER)).toBeNull();
  });
  it('lists nothing that it has no room for or that comes too early', () => {
    expect(once(fault('disk-full'), click('imp.package.upload'))).toMatchObject({ listed: null, refusal: 'disk' });
    expect(once(fault('wrong-order'), click('imp.package.upload'))).toMatchObject({ listed: null, refusal: 'order' });
  });

  it.each<[ReturnType<typeof kinds>[number], ImpState]>([
    ['provisioned-meanwhile', later(once(...INSTALLED), 60, click('imp.provisioning.resume'))],
    ['console-used', later(once(...INSTALLED), 60, click('imp.adminConsole.use'))],
    ['restarted', later(once(...INSTALLED), 60, { type: 'power', on: 'imp-b' })],
    ['run-again', once(fault('install-fails'), ...INSTALLED, click('imp.package.install'))],
    ['other-package', once(fault('install-fails'), ...INSTALLED, click('imp.package.upload'))],
    ['removed', once(fault('install-fails'), ...INSTALLED, click('imp.appliance.remove', 'imp-c'))],
    ['report-lost', once(click('imp.logs.export', 'imp-b'))],
    ['no-backup', once(...INSTALLED.filter((event) => !('action' in event) || event.action !== 'imp.backup.start'))],
    ['left-behind', once(fault('distribution-fails'), ...INSTALLED)],
  ])('knows the disaster %s', (kind, state) => {
    expect(kinds(state)).toEqual([kind]);
  });
  it('has none of them where support has allowed the second attempt', () => {
    const released = once(fault('install-fails'), ...INSTALLED, { type: 'time' }, { type: 'support', does: 'release' });
    const again = reduceImp(released, click('imp.package.install'), released.now);
    expect(kinds(again)).toEqual([]);
    expect(consoleShows(later(again, DURATION.software + DURATION.database))).toBe('finished');
  });

  it('whatever happens to it in whatever order, keeps its time and never changes what it was given (seeded)', () => {
    const actions = [
      'imp.backup.start',
      'imp.package.upload',
      'imp.package.distribute',
      'imp.package.install',
    ] as const;
    for (let seed = 1; seed <= 200; seed++) {
      const random = seeded(seed);
      const pick = <X>(list: readonly X[]) => list[Math.floor(random() * list.length)] as X;
      let state = newEnterprise();
      for (let n = 0; n < 30; n++) {
        const event: ImpEvent = pick([
          click(pick(actions), pick(APPLIANCES)),
          { type: 'power', on: pick(APPLIANCES) },
          { type: 'fault', name: pick(FAULTS), active: random() < 0.5 },
          { type: 'support', does: pick(['release', 'complete', 'level'] as const) },
          { type: 'provisioning', to: random() < 0.5 },
        ]);
        const before = JSON.stringify(state);
        const next = reduceImp(state, event, state.now + random() * 3000 - 500);
        expect(JSON.stringify(state)).toBe(before);
        expect(next.now).toBeGreaterThanOrEqual(state.now);
        expect(nextDue(next) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(next.now);
        state = next;
      }
    }
  });
});

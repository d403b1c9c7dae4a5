import { describe, expect, it } from 'vitest';
import {
  APPLIANCE_ACTIONS,
  type ApplianceAction,
  type ApplianceState,
  DURATION,
  encryptedPercent,
  isApplianceAction,
  listedOf,
  newAppliance,
  nextDue,
  obstacleTo,
  reduceAppliance,
  type Stage,
  stageOf,
  volumesOf,
} from './appliance.ts';

const SELF_TEST = 180;

/** What happens, in words; a number lets so many seconds pass. */
type Act = ApplianceAction | number | 'on' | 'off' | 'reset' | 'missing' | 'stale' | 'found';

function perform(acts: Act[], start: ApplianceState = newAppliance()): ApplianceState {
  return acts.reduce((state, act) => {
    if (typeof act === 'number') return reduceAppliance(state, { type: 'time' }, state.now + act);
    if (act === 'on' || act === 'off' || act === 'reset')
      return reduceAppliance(state, { type: 'power', to: act, until: state.now + SELF_TEST }, state.now);
    if (act === 'missing' || act === 'stale' || act === 'found')
      return reduceAppliance(state, { type: 'stick', is: act }, state.now);
    return reduceAppliance(state, { type: 'manual', action: act }, state.now);
  }, start);
}

const RESTART: Act[] = ['us.appliance.restart', 'reset'];
const BOOT_OPTIONS: Act[] = [...RESTART, 'us.recovery.bootOptions'];
const MENU: Act[] = [...BOOT_OPTIONS, 'us.bitlocker.enterKey'];
const IMAGING: Act[] = [...MENU, 'us.recovery.reset'];
const IMAGED: Act[] = [...IMAGING, DURATION.imaging];
const SET_UP: Act[] = [...IMAGED, 'us.recovery.insertKeyStick'];
const ENCRYPTING: Act[] = [...SET_UP, DURATION['set-up']];
const ENCRYPTED: Act[] = [...ENCRYPTING, DURATION.encrypting];
const UPDATING: Act[] = [...ENCRYPTED, 'us.recovery.updateAppliance'];
const UPDATED: Act[] = [...UPDATING, DURATION.updating];
const SHIPPED: Act[] = [...UPDATED, 'us.recovery.prepareForShipping'];

/** How each stage is reached. */
const WAY: Record<Stage, Act[]> = {
  windows: [],
  starting: RESTART,
  off: ['off'],
  'boot-options': BOOT_OPTIONS,
  'recovery-menu': MENU,
  imaging: IMAGING,
  'waits-for-stick': IMAGED,
  'set-up': SET_UP,
  encrypting: ENCRYPTING,
  encrypted: ENCRYPTED,
  updating: UPDATING,
  updated: UPDATED,
  shipped: SHIPPED,
  dead: [...IMAGING, 'off'],
};
const STAGES = Object.keys(WAY) as Stage[];
const kinds = (state: ApplianceState) => state.disasters.map(({ kind }) => kind);

describe('the order of the guide', () => {
  it.each(STAGES)('reaches %s', (stage) => {
    expect(stageOf(perform(WAY[stage]))).toBe(stage);
  });

  it('ends in service on volumes and keys of another generation, without a disaster', () => {
    const state = perform(SHIPPED);
    expect(state).toMatchObject({ generation: 2, stick: 2, disasters: [] });
    expect([volumesOf(state), listedOf(state), encryptedPercent(state), nextDue(state)]).toEqual([2, 2, 100, null]);
  });

  it.each([
    ['imaging', IMAGING, DURATION.imaging, 'waits-for-stick'],
    ['set-up', SET_UP, DURATION['set-up'], 'encrypting'],
    ['encrypting', ENCRYPTING, DURATION.encrypting, 'encrypted'],
    ['updating', UPDATING, DURATION.updating, 'updated'],
    ['starting', RESTART, SELF_TEST, 'windows'],
  ] as const)('lets %s take its time and no longer', (stage, way, seconds, next) => {
    expect(stageOf(perform([...way, seconds - 1]))).toBe(stage);
    expect(stageOf(perform([...way, seconds]))).toBe(next);
  });

  it('comes to the same when nobody looks in between', () => {
    const late = perform([...SET_UP, 1e6]);
    expect(stageOf(late)).toBe('encrypted');
    expect(nextDue(late)).toBeNull();
  });

  it('never inserts the stick, updates or clears up by itself', () => {
    for (const [way, stage] of [
      [IMAGED, 'waits-for-stick'],
      [ENCRYPTED, 'encrypted'],
      [UPDATED, 'updated'],
    ] as const)
      expect(stageOf(perform([...way, 1e6]))).toBe(stage);
  });

  it('can be done again, with keys of yet another generation', () => {
    const again = perform(ENCRYPTED, perform(SHIPPED));
    expect(again).toMatchObject({ generation: 3, stick: 3, disasters: [] });
  });
});

describe('volumes and keys', () => {
  it('are the old ones until the Reset click, none until the volumes are encrypted, then the new ones', () => {
    const seen = (way: Act[]) => {
      const state = perform(way);
      return [volumesOf(state), state.stick, listedOf(state), encryptedPercent(state)];
    };
    expect(seen([])).toEqual([1, 1, 1, 100]);
    expect(seen(MENU)).toEqual([1, 1, null, 100]);
    expect(seen(IMAGING)).toEqual([null, 1, null, 0]);
    expect(seen(SET_UP)).toEqual([null, 1, null, 0]);
    expect(seen(ENCRYPTING)).toEqual([null, 2, 2, 0]);
    expect(seen([...ENCRYPTING, DURATION.encrypting / 2])).toEqual([null, 2, 2, 50]);
    expect(seen([...ENCRYPTING, DURATION.encrypting - 1])).toEqual([null, 2, 2, 99]);
    expect(seen(ENCRYPTED)).toEqual([2, 2, 2, 100]);
    expect(seen(['off'])).toEqual([1, 1, null, 100]);
  });

  it('stay off a stick that is missing when they are made', () => {
    expect(perform([...SET_UP, 'missing', DURATION['set-up']])).toMatchObject({ generation: 2, stick: 1 });
  });

  it('of a former generation are on a stale stick, until the recovery writes it anew', () => {
    expect(perform(['stale'])).toMatchObject({ generation: 1, stick: 0 });
    expect(perform(['stale', 'found'])).toMatchObject({ generation: 1, stick: 1 });
    expect(perform(['stale', ...ENCRYPTED])).toMatchObject({ generation: 2, stick: 2 });
    expect(perform([...SHIPPED, 'stale'])).toMatchObject({ generation: 2, stick: 1 });
  });
});

describe('power', () => {
  it.each(['imaging', 'set-up', 'encrypting'] as const)('that goes during %s kills the appliance', (stage) => {
    for (const act of ['off', 'reset'] as const) {
      const dead = perform([...WAY[stage], act, 'off', 'on', 'reset', 1e6]);
      expect(kinds(dead)).toEqual([`${stage}-interrupted`]);
      expect(stageOf(dead)).toBe('dead');
      expect(APPLIANCE_ACTIONS.map((action) => obstacleTo(dead, action)?.outcome)).not.toContain('already');
    }
  });

  it('that goes during the update costs the update', () => {
    const back = perform([...UPDATING, 'reset', SELF_TEST]);
    expect([stageOf(back), kinds(back)]).toEqual(['encrypted', ['updating-interrupted']]);
    expect(stageOf(perform(['us.recovery.updateAppliance', DURATION.updating], back))).toBe('updated');
  });

  it.each(STAGES.filter((stage) => !['imaging', 'set-up', 'encrypting', 'updating', 'dead'].includes(stage)))(
    'that goes in stage %s is no disaster',
    (stage) => {
      const back = perform([...WAY[stage], 'off', 'on', SELF_TEST]);
      expect(kinds(back)).toEqual([]);
      const before = ['off', 'starting', 'boot-options', 'recovery-menu'].includes(stage) ? 'windows' : stage;
      expect(stageOf(back)).toBe(before);
    },
  );

  it('on changes nothing where it is on, off and reset nothing where it is off', () => {
    expect(perform(['on'])).toEqual(newAppliance());
    expect(perform([...IMAGING, 'on'])).toEqual(perform(IMAGING));
    expect(perform(['off', 'off'])).toEqual(perform(['off']));
    expect(perform(['off', 'reset'])).toEqual(perform(['off']));
  });
});

/** In which stages an action is played, or is done already; in all others it is impossible. */
const POSSIBLE: Record<ApplianceAction, { played: Stage[]; already: Stage[] }> = {
  'us.appliance.restart': {
    played: ['windows', 'encrypted', 'updated', 'shipped', 'boot-options', 'recovery-menu'],
    already: ['starting'],
  },
  'us.bitlocker.enterKey': {
    played: ['boot-options'],
    already: ['recovery-menu', 'starting', 'windows', 'encrypted', 'updated', 'shipped'],
  },
  'us.recovery.bootOptions': { played: ['starting'], already: ['boot-options', 'recovery-menu'] },
  'us.recovery.reset': {
    played: ['recovery-menu'],
    already: ['imaging', 'waits-for-stick', 'set-up', 'encrypting'],
  },
  'us.recovery.insertKeyStick': {
    played: ['waits-for-stick'],
    already: ['set-up', 'encrypting', 'encrypted', 'updating', 'updated'],
  },
  'us.recovery.updateAppliance': { played: ['encrypted'], already: ['updating', 'updated'] },
  'us.recovery.prepareForShipping': { played: ['encrypted', 'updated'], already: ['shipped'] },
};

describe.each(APPLIANCE_ACTIONS)('%s', (action) => {
  it.each(STAGES)('in stage %s', (stage) => {
    const state = perform(WAY[stage]);
    const { played, already } = POSSIBLE[action];
    const expected = played.includes(stage) ? undefined : already.includes(stage) ? 'already' : 'impossible';
    const obstacle = obstacleTo(state, action);
    expect(obstacle?.outcome).toBe(expected);
    if (!obstacle) return;
    expect(obstacle.reason).not.toBe('');
    expect(perform([action], state)).toEqual(state);
  });
});

describe('a click', () => {
  it('on "Prepare For Shipping" before the update is a disaster: the update is gone', () => {
    const state = perform([...ENCRYPTED, 'us.recovery.prepareForShipping']);
    expect(kinds(state)).toEqual(['prepared-too-early']);
    expect(obstacleTo(state, 'us.recovery.updateAppliance')).toMatchObject({ outcome: 'impossible' });
  });

  it('is worth waiting for where the appliance is on its way by itself', () => {
    const until = (way: Act[], action: ApplianceAction) => {
      const state = perform(way);
      return (obstacleTo(state, action)?.until ?? Number.NaN) - state.now;
    };
    expect(until(IMAGING, 'us.recovery.insertKeyStick')).toBe(DURATION.imaging);
    expect(until(SET_UP, 'us.recovery.updateAppliance')).toBe(DURATION['set-up']);
    expect(until(ENCRYPTING, 'us.recovery.updateAppliance')).toBe(DURATION.encrypting);
    expect(until(UPDATING, 'us.recovery.prepareForShipping')).toBe(DURATION.updating);
    expect(until([], 'us.recovery.reset')).toBeNaN();
    expect(until(IMAGED, 'us.recovery.updateAppliance')).toBeNaN();
  });

  it('on F8 counts after a restart even when Windows was faster, and not without one', () => {
    expect(stageOf(perform([...RESTART, SELF_TEST, 'us.recovery.bootOptions']))).toBe('boot-options');
    expect(obstacleTo(perform([]), 'us.recovery.bootOptions')?.reason).toContain('restart');
    expect(obstacleTo(perform([...BOOT_OPTIONS, ...RESTART, SELF_TEST]), 'us.recovery.bootOptions')).toBeNull();
  });

  it('on F8 leads nowhere before there are volumes', () => {
    expect(obstacleTo(perform([...IMAGED, 'reset']), 'us.recovery.bootOptions')?.outcome).toBe('impossible');
  });

  it('needs the stick that it inserts', () => {
    expect(obstacleTo(perform([...IMAGED, 'missing']), 'us.recovery.insertKeyStick')?.reason).toContain('no key stick');
    expect(obstacleTo(perform([...IMAGED, 'missing', 'found']), 'us.recovery.insertKeyStick')).toBeNull();
  });

  it('elsewhere is not for this machine', () => {
    expect(isApplianceAction('us.recovery.reset')).toBe(true);
    expect(isApplianceAction('us.firmware.run')).toBe(false);
    expect(isApplianceAction('sps.thisNode.reboot')).toBe(false);
  });
});

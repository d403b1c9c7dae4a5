import { describe, expect, it } from 'vitest';
import { DURATION } from './node.ts';
import type { SpsAction } from './pair.ts';
import {
  DATA_SYNC,
  FIRMWARE_SYNC,
  haStatus,
  masterOf,
  newPair,
  nextDue,
  obstacleTo,
  type PairEvent,
  type PairState,
  reducePair,
  slaveOf,
} from './pair.ts';

const OLD = '5.0.11';
const NEW = '5.8.0';
const UPGRADE_SECONDS = DURATION.stop + DURATION.boot + DURATION.convert;

/** What happens, in words; a number lets so many seconds pass. */
type Act =
  | SpsAction
  | number
  | 'slave on'
  | 'slave off'
  | 'master off'
  | 'master on'
  | 'master reset'
  | 'fails'
  | 'slow';

function perform(acts: Act[], start: PairState = newPair({ version: OLD, target: NEW })): PairState {
  return acts.reduce((pair, act) => {
    if (typeof act === 'number') return reducePair(pair, { type: 'time' }, pair.now + act);
    return reducePair(pair, eventOf(act), pair.now);
  }, start);
}

function eventOf(act: Exclude<Act, number>): PairEvent {
  if (act === 'fails' || act === 'slow')
    return { type: 'faults', upgradeFails: act === 'fails', slowBoot: act === 'slow' };
  const power = /^(slave|master) (on|off|reset)$/.exec(act);
  if (!power) return { type: 'manual', action: act as SpsAction };
  return { type: 'power', node: power[1] === 'master' ? 'a' : 'b', to: power[2] as 'on' | 'off' | 'reset' };
}

const PREPARED: Act[] = ['sps.firmware.upload', 'sps.firmware.activate', FIRMWARE_SYNC];
const ALONE: Act[] = [...PREPARED, 'sps.otherNode.shutdown', DURATION.stop];
const UPGRADED: Act[] = [...ALONE, 'sps.thisNode.reboot', UPGRADE_SECONDS];
const brief = (pair: PairState) => ({
  master: [masterOf(pair).phase.name, masterOf(pair).version],
  slave: [slaveOf(pair).phase.name, slaveOf(pair).version],
  ha: haStatus(pair),
  disasters: pair.disasters.map((disaster) => disaster.kind),
});

describe('the order of the guide', () => {
  it('ends healthy on the new firmware', () => {
    const pair = perform([...UPGRADED, 'slave on', DURATION.boot, DATA_SYNC]);
    expect(brief(pair)).toEqual({ master: ['running', NEW], slave: ['running', NEW], ha: 'ha', disasters: [] });
    expect(nextDue(pair)).toBeNull();
  });

  it('passes through the states that the procedure looks for', () => {
    expect(brief(perform(ALONE))).toEqual({
      master: ['running', OLD],
      slave: ['off', OLD],
      ha: 'degraded',
      disasters: [],
    });
    const rebooting = (seconds: number) => masterOf(perform([...ALONE, 'sps.thisNode.reboot', seconds])).phase.name;
    expect(rebooting(0)).toBe('stopping');
    expect(rebooting(DURATION.stop)).toBe('booting');
    expect(rebooting(DURATION.stop + DURATION.boot)).toBe('converting');
    expect(rebooting(UPGRADE_SECONDS - 1)).toBe('converting');
    expect(rebooting(UPGRADE_SECONDS)).toBe('running');
    expect(haStatus(perform([...UPGRADED, 'slave on', DURATION.boot]))).toBe('degraded-sync');
  });

  it('brings the firmware to the slave after about a minute, and not before', () => {
    const activated: Act[] = ['sps.firmware.upload', 'sps.firmware.activate'];
    expect(slaveOf(perform([...activated, FIRMWARE_SYNC - 1])).afterReboot).toBe(OLD);
    expect(slaveOf(perform([...activated, FIRMWARE_SYNC])).afterReboot).toBe(NEW);
  });

  it('never boots the slave by itself', () => {
    expect(slaveOf(perform([...UPGRADED, 1e6])).phase.name).toBe('off');
  });

  it('is the same whether time passes in one go or second by second', () => {
    const total = UPGRADE_SECONDS + 100;
    const leap = perform([...ALONE, 'sps.thisNode.reboot', total]);
    const steps = perform([...ALONE, 'sps.thisNode.reboot', ...Array.from({ length: total }, () => 1)]);
    expect(steps).toEqual(leap);
  });
});

describe('the disasters that the interlocks prevent', () => {
  const slaveOn = (before: Act[]) => brief(perform([...before, 'slave on']));

  it.each<[string, Act[]]>([
    ['before the master was rebooted', ALONE],
    ['while the master goes down', [...ALONE, 'sps.thisNode.reboot', 1]],
    ['while the master is in phase 1', [...ALONE, 'sps.thisNode.reboot', UPGRADE_SECONDS - 1]],
    ['after the master rolled back', [...ALONE, 'fails', 'sps.thisNode.reboot', UPGRADE_SECONDS + DURATION.rollBack]],
    [
      'when it was shut down before the firmware had reached it',
      [
        'sps.firmware.upload',
        'sps.firmware.activate',
        'sps.otherNode.shutdown',
        DURATION.stop,
        'sps.thisNode.reboot',
        UPGRADE_SECONDS,
      ],
    ],
  ])('a slave powered on %s splits the pair', (_when, before) => {
    expect(perform(before).disasters).toEqual([]);
    expect(slaveOn(before).disasters).toEqual(['split-brain']);
    expect(slaveOn(before).ha).toBe('split-brain');
  });

  it('a slave powered on when the master is verified does not', () => {
    expect(slaveOn(UPGRADED).disasters).toEqual([]);
  });

  it('an unsynchronised slave shut down and powered on again without any upgrade does not', () => {
    expect(slaveOn(['sps.otherNode.shutdown', DURATION.stop]).disasters).toEqual([]);
  });

  it('rebooting the master while the slave runs makes the slave master of the old firmware', () => {
    const pair = perform([...PREPARED, 'sps.thisNode.reboot', DURATION.stop]);
    expect(pair.master).toBe('b');
    expect(pair.disasters.map((disaster) => disaster.kind)).toEqual(['split-brain']);
  });

  it('Reboot cluster in the middle of an upgrade splits the pair', () => {
    expect(perform([...PREPARED, 'sps.cluster.reboot', 1000]).disasters.map((d) => d.kind)).toContain('split-brain');
  });

  it.each<[Act]>([['master off'], ['master reset']])('%s in phase 1 is recorded', (act) => {
    const pair = perform([...ALONE, 'sps.thisNode.reboot', UPGRADE_SECONDS - 1, act]);
    expect(pair.disasters.map((disaster) => disaster.kind)).toEqual(['phase-1-interrupted']);
  });
});

describe('faults', () => {
  it('a failed upgrade rolls back silently to the old firmware', () => {
    const pair = perform([...ALONE, 'fails', 'sps.thisNode.reboot', UPGRADE_SECONDS]);
    expect(masterOf(pair).phase.name).toBe('rolling-back');
    const back = perform([DURATION.rollBack], pair);
    expect(masterOf(back)).toMatchObject({ phase: { name: 'running' }, version: OLD, afterReboot: OLD });
  });

  it('a slow boot passes the limit of 30 minutes and gets there all the same', () => {
    const late = perform([...ALONE, 'slow', 'sps.thisNode.reboot', 1800]);
    expect(masterOf(late).phase.name).toBe('converting');
    expect(masterOf(perform([3600], late))).toMatchObject({ phase: { name: 'running' }, version: NEW });
  });
});

describe('what a person cannot do', () => {
  it.each<[SpsAction, Act[], string | undefined]>([
    ['sps.firmware.upload', [], undefined],
    ['sps.firmware.upload', ['sps.firmware.upload'], 'already'],
    ['sps.firmware.activate', [], 'impossible'],
    ['sps.firmware.activate', ['sps.firmware.upload'], undefined],
    ['sps.firmware.activate', PREPARED, 'already'],
    ['sps.otherNode.shutdown', [], undefined],
    ['sps.otherNode.shutdown', ['sps.otherNode.shutdown'], 'already'],
    ['sps.otherNode.shutdown', ALONE, 'already'],
    ['sps.otherNode.shutdown', [...UPGRADED, 'slave on'], 'impossible'],
    ['sps.thisNode.reboot', ALONE, undefined],
    ['sps.thisNode.reboot', [...ALONE, 'sps.thisNode.reboot'], 'already'],
    ['sps.thisNode.reboot', [...ALONE, 'master off'], 'impossible'],
    ['sps.debugBundle.create', [], undefined],
    ['sps.debugBundle.create', [...ALONE, 'sps.thisNode.reboot'], 'impossible'],
  ])('%s after %j: %s', (action, before, outcome) => {
    const pair = perform(before);
    expect(obstacleTo(pair, action)?.outcome).toBe(outcome);
    if (outcome !== undefined) expect(reducePair(pair, { type: 'manual', action }, pair.now)).toEqual(pair);
  });
});

it('comes to rest from any sequence of events', () => {
  let seed = 20261121;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const acts: Act[] = [
    ...(['sps.firmware.upload', 'sps.firmware.activate', 'sps.otherNode.shutdown', 'sps.thisNode.reboot'] as const),
    ...(['sps.cluster.reboot', 'slave on', 'slave off', 'master on', 'master off', 'master reset'] as const),
    ...(['fails', 'slow', 1, 60, 600, 3600] as const),
  ];
  for (let run = 0; run < 300; run += 1) {
    const random30 = Array.from({ length: 30 }, () => acts[random(acts.length)] ?? 1);
    const pair = perform([...random30, 100_000]);
    expect(nextDue(pair), JSON.stringify(random30)).toBeNull();
    for (const node of [masterOf(pair), slaveOf(pair)]) expect(['running', 'off']).toContain(node.phase.name);
  }
});

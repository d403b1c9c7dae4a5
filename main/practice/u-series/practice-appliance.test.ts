import { beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../ports/log.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { loaded } from '../../procedures/testing/fixture.ts';
import { uSeriesFiles } from '../../procedures/testing/u-series.ts';
import { orderPower, orderUpdate, scaledTimes } from '../idrac/physics.ts';
import { type DellState, dellState } from '../idrac/state.ts';
import { DURATION, isApplianceAction } from './appliance.ts';
import { PracticeAppliance } from './practice-appliance.ts';

const SCALE = 60;
const times = scaledTimes(SCALE);
const BIOS = 159;
const warn = vi.fn();
let clock: SimulatedClock;
let dell: DellState;
let appliance: PracticeAppliance;
beforeEach(() => {
  warn.mockClear();
  clock = new SimulatedClock();
  dell = dellState({ personality: 'idrac9', serviceTag: 'RHPRAC1', password: 'x' });
  appliance = new PracticeAppliance({ dell, times, scale: SCALE, clock, log: { ...silentLog, warn } });
});
/** Simulated seconds. */
const pass = (seconds: number) => clock.advance((seconds * 1000) / SCALE);
const power = (verb: 'on' | 'off' | 'reset') => orderPower(dell, verb, clock.now(), times);
const stage = () => appliance.view().stage;

function startImaging() {
  appliance.manual('us.appliance.restart');
  appliance.manual('us.recovery.bootOptions');
  appliance.manual('us.bitlocker.enterKey');
  return appliance.manual('us.recovery.reset');
}
async function recover() {
  startImaging();
  await pass(DURATION.imaging);
  appliance.manual('us.recovery.insertKeyStick');
  await pass(DURATION['set-up'] + DURATION.encrypting);
}

describe('the appliance and the power of its server', () => {
  it('are one: a restart in Windows is one of the server', async () => {
    expect(appliance.manual('us.appliance.restart')).toEqual({ outcome: 'played', reason: null, soonMs: null });
    expect(dell.powerChanges).toMatchObject([{ to: 'reset' }]);
    expect(appliance.view()).toMatchObject({ stage: 'starting', secondsLeft: 180 });
    await pass(180);
    expect(stage()).toBe('windows');
  });

  it('a BIOS that waits for a restart is written in it, which takes longer', async () => {
    orderUpdate(dell, BIOS, '2.12.2', clock.now(), times);
    appliance.manual('us.appliance.restart');
    expect(appliance.view().secondsLeft).toBe(420);
    // A second click would cut the power under the BIOS.
    expect(appliance.manual('us.appliance.restart').outcome).toBe('already');
    expect(dell.jobs).toMatchObject([{ state: 'Running' }]);
  });

  it('goes off and comes on as the iDRAC has it done', async () => {
    power('off');
    expect(stage()).toBe('off');
    power('on');
    expect(stage()).toBe('starting');
    await pass(200);
    power('reset');
    await pass(180);
    expect(stage()).toBe('windows');
    expect(warn).not.toHaveBeenCalled();
  });

  it('a cut while the image is written is a disaster, and told in the log, also when nobody looks until later', async () => {
    startImaging();
    await pass(60);
    power('off');
    power('on');
    await pass(9999);
    expect(appliance.view()).toMatchObject({ stage: 'dead', disasters: [{ kind: 'imaging-interrupted', at: 60 }] });
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('a cut after the appliance went on counts for what it was doing then', async () => {
    startImaging();
    await pass(DURATION.imaging + 1);
    power('reset');
    expect(appliance.view()).toMatchObject({ stage: 'starting', disasters: [] });
  });
});

describe('clicks', () => {
  it('lead through the recovery, to other volumes and keys', async () => {
    expect(startImaging().outcome).toBe('played');
    await pass(DURATION.imaging / 2);
    const early = appliance.manual('us.recovery.insertKeyStick');
    expect(early).toMatchObject({ outcome: 'impossible', soonMs: (DURATION.imaging / 2 / SCALE) * 1000 });
    await clock.advance(early.soonMs ?? 0);
    expect(appliance.manual('us.recovery.insertKeyStick').outcome).toBe('played');
    await pass(DURATION['set-up'] + DURATION.encrypting / 4);
    const going = { stage: 'encrypting', volumes: null, generation: 2, stick: 2, encryptedPercent: 25 };
    expect(appliance.view()).toMatchObject(going);
    await pass(DURATION.encrypting);
    expect(appliance.manual('us.recovery.updateAppliance').outcome).toBe('played');
    await pass(DURATION.updating);
    expect(appliance.manual('us.recovery.prepareForShipping').outcome).toBe('played');
    expect(appliance.view()).toEqual({
      ...{ stage: 'shipped', generation: 2, volumes: 2, stick: 2, encryptedPercent: 100 },
      ...{ secondsLeft: null, disasters: [] },
    });
  });

  it('of the shipped procedure, in its order, lead from one end of the recovery to the other', async () => {
    const steps = loaded(uSeriesFiles()).procedures['us-appliance-recovery']?.steps ?? [];
    const clicks = steps.flatMap((step) => (step.kind === 'guide' && step.manual ? [step.manual] : []));
    for (const action of clicks.filter(isApplianceAction)) {
      let { outcome, soonMs } = appliance.manual(action);
      while (outcome === 'impossible' && soonMs !== null) {
        await clock.advance(soonMs);
        ({ outcome, soonMs } = appliance.manual(action));
      }
      expect([action, outcome]).not.toContain('impossible');
    }
    expect(appliance.view()).toMatchObject({ stage: 'shipped', volumes: 2, disasters: [] });
  });

  it('that are out of order change nothing and say why', () => {
    const before = appliance.view();
    expect(appliance.manual('us.recovery.reset')).toEqual({
      outcome: 'impossible',
      reason: 'the appliance runs Windows, in service',
      soonMs: null,
    });
    expect(appliance.view()).toEqual(before);
    expect(dell.powerChanges).toEqual([]);
  });
});

describe('the key stick', () => {
  const names = () => appliance.stick()?.map(({ name }) => name) ?? null;
  const text = () => appliance.stick()?.map(({ bytes }) => bytes.toString('utf16le')) ?? [];

  it('has a file for each drive, and others after the recovery', async () => {
    const before = names();
    expect(before?.map((name) => name.slice(0, 8))).toEqual(['Drive C ', 'Drive D ']);
    await recover();
    const after = names();
    expect(after).toHaveLength(2);
    expect(before?.some((name) => after?.includes(name))).toBe(false);
  });

  it('can be missing, and turns up again', () => {
    appliance.fault('key-stick-missing');
    expect(names()).toBeNull();
    expect(appliance.view().stick).toBeNull();
    appliance.fault('lost-reply');
    expect(names()).toBeNull();
    appliance.fault('none');
    expect(names()).toHaveLength(2);
  });

  it('can be of a former generation', async () => {
    const right = names();
    appliance.fault('key-stick-stale');
    const stale = names();
    expect(stale).toHaveLength(2);
    expect(right?.some((name) => stale?.includes(name))).toBe(false);
    await recover();
    expect(appliance.view().stick).toBe(2);
  });

  it('can have a misprint in the file of C:', () => {
    const right = text();
    appliance.fault('key-misprint');
    const wrong = text();
    expect(wrong.map((one, drive) => one === right[drive])).toEqual([false, true]);
    appliance.fault('none');
    expect(text()).toEqual(right);
  });
});

describe('what the running Windows lists', () => {
  const listings = () => appliance.listings().map(({ bytes }) => bytes.toString('latin1'));

  it('are the same numbers as on the stick, also where the stick is missing', () => {
    const number = /(\d{6}-){7}\d{6}/;
    const on = (files: { bytes: Buffer }[] | null, encoding: BufferEncoding) =>
      files?.map(({ bytes }) => number.exec(bytes.toString(encoding))?.[0]);
    expect(on(appliance.listings().slice(0, 2), 'latin1')).toEqual(on(appliance.stick(), 'utf16le'));
    appliance.fault('key-stick-missing');
    expect(listings()).toHaveLength(3);
  });

  it('is how far the encryption is, and nothing while no Windows runs', async () => {
    startImaging();
    expect(listings()).toEqual([]);
    await pass(DURATION.imaging);
    appliance.manual('us.recovery.insertKeyStick');
    await pass(DURATION['set-up'] + DURATION.encrypting / 2);
    expect(listings().map((one) => /50\.0%|"Ep":50/.test(one))).toEqual([true, true, true]);
    power('off');
    expect(listings()).toEqual([]);
  });
});

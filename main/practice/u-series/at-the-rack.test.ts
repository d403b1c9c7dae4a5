import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect, wipeCollection } from '../../bitlocker/collect/collect.ts';
import { openSource } from '../../bitlocker/disk/source.ts';
import { listVolumes } from '../../bitlocker/fve/read-volume.ts';
import { proveKey } from '../../bitlocker/proof/prove.ts';
import { keyOf } from '../../bitlocker/recovery-password.ts';
import { stretchKey } from '../../bitlocker/stretch/stretch.ts';
import { type Clock, systemClock } from '../../ports/clock.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { orderPower } from '../idrac/physics.ts';
import { type PracticeRack, startRack } from '../rack.ts';
import { practiceSite } from '../site.ts';
import { Stagehand } from '../stagehand.ts';
import { type ApplianceAction, DURATION } from './appliance.ts';
import { carryOff, STICK_LABEL } from './carry-off.ts';

// The U-Series as another process plays with it: through the control door of its rack.

const SCALE = 60;
let clock: SimulatedClock;
let rack: PracticeRack;
let stagehand: Stagehand;
beforeEach(async () => {
  clock = new SimulatedClock();
  rack = await startRack({ scale: SCALE, clock });
  stagehand = new Stagehand(practiceSite(rack));
});
afterEach(() => rack.close());

const pass = (seconds: number) => clock.advance((seconds * 1000) / SCALE);
const click = (action: ApplianceAction) => stagehand.manual(action, 'us-a');
const seen = async () => (await stagehand.state()).appliance;
async function startImaging() {
  await click('us.appliance.restart');
  await click('us.recovery.bootOptions');
  await click('us.bitlocker.enterKey');
  await click('us.recovery.reset');
}

describe('clicks at the appliance', () => {
  it('are played once, and forgiven the second time', async () => {
    await startImaging();
    await click('us.recovery.reset');
    const { appliance, played } = await stagehand.state();
    expect(appliance).toMatchObject({ stage: 'imaging', volumes: null, disasters: [] });
    expect(played).toEqual([
      'us.appliance.restart',
      'us.recovery.bootOptions',
      'us.bitlocker.enterKey',
      'us.recovery.reset',
    ]);
  });

  it('out of order are impossible, and the reason says what the appliance does', async () => {
    await expect(click('us.recovery.updateAppliance')).rejects.toMatchObject({
      code: 'practice.impossible',
      message: 'Practice rack: the appliance runs Windows, in service.',
      advice: 'Look at the practice appliance and take the step when it is possible.',
    });
  });

  it('that leave no trace here are left to the person', async () => {
    await stagehand.manual('us.firmware.run', 'us-a');
    expect((await stagehand.state()).played).toEqual([]);
  });

  /** Somebody who stands there: all their waiting lets the rack's time pass. */
  const patient = () => {
    const waits: number[] = [];
    const clockOfPerson: Clock = {
      ...systemClock,
      monotonic: () => waits.reduce((sum, ms) => sum + ms, 0),
      sleep: async (ms) => {
        waits.push(ms);
        await clock.advance(ms);
      },
    };
    return { person: new Stagehand(practiceSite(rack), clockOfPerson), waits };
  };

  it('wait for the appliance where it comes by itself', async () => {
    await startImaging();
    const { person, waits } = patient();
    await person.manual('us.recovery.insertKeyStick', 'us-a');
    await person.manual('us.recovery.updateAppliance', 'us-a');
    expect(waits).toEqual([DURATION.imaging, DURATION['set-up'], DURATION.encrypting].map((s) => (s * 1000) / SCALE));
    expect(await seen()).toMatchObject({ stage: 'updating', generation: 2, disasters: [] });
  });

  it('do not wait longer than a minute', async () => {
    await rack.close();
    rack = await startRack({ scale: 1, clock });
    stagehand = new Stagehand(practiceSite(rack));
    await startImaging();
    const { person, waits } = patient();
    await expect(person.manual('us.recovery.insertKeyStick', 'us-a')).rejects.toThrow('being written');
    expect(waits).toEqual([]);
  });
});

it('the power of the server is the power of the appliance', async () => {
  await startImaging();
  await pass(DURATION.imaging / 2);
  orderPower(rack.dell.state, 'cycle', clock.now(), rack.dell.times);
  expect(await seen()).toMatchObject({ stage: 'dead', disasters: [{ kind: 'imaging-interrupted' }] });
  await expect(click('us.recovery.insertKeyStick')).rejects.toThrow('does not start any more');
});

// The disk is encrypted once, with the real stretching: a second, or several on a busy machine.
describe('what is carried off', { timeout: 60_000 }, () => {
  const home = mkdtempSync(path.join(tmpdir(), 'rackhand-keys-'));
  afterEach(() => rmSync(path.join(home, 'keys'), { recursive: true, force: true }));
  const carry = async () => carryOff(await stagehand.keys(), path.join(home, 'keys'));
  const entries = () => readdirSync(path.join(home, 'keys')).sort();
  const mode = (file: string) => statSync(file).mode & 0o777;

  it('is a stick by its label, a disk and listings, for nobody else to read', async () => {
    const { stick, disk } = await carry();
    expect(path.basename(stick ?? '')).toBe(STICK_LABEL);
    const files = readdirSync(stick ?? '');
    expect(files.map((name) => name.slice(0, 8))).toEqual(['Drive C ', 'Drive D ']);
    expect(files.map((name) => mode(path.join(stick ?? '', name)))).toEqual([0o600, 0o600]);
    expect([mode(stick ?? ''), mode(disk)]).toEqual([0o700, 0o600]);
    expect(entries()).toEqual(['disk.img', 'listing-C.txt', 'listing-D.txt', 'listing.json', 'stick']);
    expect(readFileSync(disk).equals(await rack.appliance.disk())).toBe(true);
  });

  it('fits together for our readers: the IDs on the stick are those on the disk, and those on a stale stick are not', async () => {
    const idsOnStick = async (stick: string | null) => {
      const found = await collect(stick ?? '');
      wipeCollection(found);
      return found.files.flatMap(({ keys }) => keys.map(({ id, nameMismatch }) => (nameMismatch ? 'mismatch' : id)));
    };
    const idsOnDisk = async (disk: string) => {
      await using source = await openSource(disk);
      const volumes = await listVolumes(source);
      return volumes.flatMap(({ volume }) => volume?.protectors.map(({ id }) => id) ?? []);
    };
    const { stick, disk } = await carry();
    expect(await idsOnStick(stick)).toEqual(await idsOnDisk(disk));
    await stagehand.fault('key-stick-stale');
    const stale = await idsOnStick((await carry()).stick);
    expect(stale).toHaveLength(2);
    expect((await idsOnDisk(disk)).some((id) => stale.includes(id))).toBe(false);
  });

  it('proves: what stands on the stick opens the disk down to its boot sector', async () => {
    const { stick, disk } = await carry();
    await using source = await openSource(disk);
    const found = await collect(stick ?? '');
    const digits = new Map(found.files.flatMap(({ keys }) => keys.map((key) => [key.id, key.digits])));
    for (const { volume } of await listVolumes(source)) {
      if (!volume) throw new Error('a volume of the practice disk cannot be read');
      const id = volume.protectors[0]?.id ?? null;
      const key = keyOf(digits.get(id) ?? Buffer.alloc(0)) ?? Buffer.alloc(16);
      const proof = await proveKey(source, volume, { kind: 'recovery-password', key, id }, { stretch: stretchKey });
      expect(proof).toMatchObject({
        outcome: 'opens',
        grade: 'sector',
        sector: 'ntfs',
        notes: [],
        others: [{ id, key }],
      });
    }
  });

  it('takes the place of what was carried off before', async () => {
    await carry();
    await stagehand.fault('key-stick-missing');
    expect((await carry()).stick).toBeNull();
    expect(readdirSync(path.join(home, 'keys', 'stick'))).toEqual([]);
    await stagehand.fault('none');
    await stagehand.fault('key-stick-stale');
    await startImaging();
    const { stick } = await carry();
    expect(readdirSync(stick ?? '')).toHaveLength(2);
    expect(entries()).toEqual(['disk.img', 'stick']);
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebEndpoint } from '../../preload/contract.ts';
import { SpsClient } from '../appliances/sps/client.ts';
import { webState } from '../appliances/sps/web-state.ts';
import { Bmc } from '../ipmi/bmc.ts';
import { type Clock, systemClock } from '../ports/clock.ts';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { practicePassword, practiceWebUser } from './credentials.ts';
import { FileChassis } from './file-chassis.ts';
import { type PracticeRack, type RackOptions, startRack } from './rack.ts';
import { practiceSite } from './site.ts';
import { DURATION } from './sps/node.ts';
import type { SpsAction } from './sps/pair.ts';
import { DATA_SYNC, FIRMWARE_SYNC } from './sps/pair.ts';
import { Stagehand } from './stagehand.ts';

const SCALE = 60;
const UPGRADE_SECONDS = DURATION.stop + DURATION.boot + DURATION.convert;
const PASSWORD = Buffer.from(practicePassword);

/** A rack on a simulated clock, used as another process would: through its site only. */
async function play(options: RackOptions, clock: SimulatedClock) {
  const rack = await startRack({ scale: SCALE, clock, ...options });
  const site = practiceSite(rack);
  const [master, slave] = site.devices;
  const web = master?.web as WebEndpoint;
  const stagehand = new Stagehand(site);
  return {
    clock,
    rack,
    site,
    web,
    stagehand,
    slaveBmc: () => {
      const [host = '', port] = (slave?.bmc?.address ?? '').split(':');
      return new Bmc({
        host,
        port: Number(port),
        user: slave?.bmc?.user ?? '',
        password: practicePassword,
        timeoutMs: 2000,
      });
    },
    /** Simulated seconds. */
    pass: async (seconds: number) => {
      await clock.advance((seconds * 1000) / SCALE);
      await rack.settled();
    },
    manual: (action: SpsAction) => stagehand.manual(action, 'sps-a'),
    state: () => webState('SPS A', web, { clock: systemClock }).then((reading) => reading.state),
    client: async () => {
      const client = new SpsClient({ device: 'SPS A', ...web, clock: systemClock });
      await client.login(practiceWebUser, PASSWORD);
      return client;
    },
  };
}
type Play = Awaited<ReturnType<typeof play>>;

let stage: Play;
const begin = async (options: RackOptions = {}, clock = new SimulatedClock()) => {
  await stage?.rack.close();
  stage = await play(options, clock);
};
beforeEach(() => begin());
afterEach(() => stage.rack.close());

async function untilSlaveIsOff() {
  await stage.manual('sps.firmware.upload');
  await stage.manual('sps.firmware.activate');
  await stage.pass(FIRMWARE_SYNC);
  await stage.manual('sps.otherNode.shutdown');
  await stage.pass(DURATION.stop);
}

describe('the upgrade, driven in the order of the guide', () => {
  it('ends healthy, seen through REST and IPMI alone', async () => {
    const before = await stage.client();
    expect(await before.info()).toMatchObject({ version: '5.0.11' });
    expect(await before.firmwareCalls()).toEqual(['slots', 'test', 'upgrade']);
    const parts: Buffer[] = [];
    await before.downloadBundle(await before.createBundle(), async (chunk) => void parts.push(chunk));
    expect(Buffer.concat(parts).subarray(0, 2).toString('hex')).toBe('1f8b');
    await expect(before.upgrade('1', 'beside a living slave')).rejects.toMatchObject({ code: 'rejected' });
    const image = Buffer.alloc(300_000, 1);
    const sent: number[] = [];
    await before.uploadFirmware(
      {
        name: 'sps-5.8.0.iso',
        size: image.length,
        open: async function* () {
          yield image.subarray(0, 200_000);
          yield image.subarray(200_000);
        },
      },
      (bytes) => sent.push(bytes),
    );
    expect(sent.at(-1)).toBe(image.length);
    expect(await before.firmware()).toEqual({
      current: '5.0.11',
      afterReboot: '5.0.11',
      uploaded: '5.8.0',
      emptySlots: 1,
    });
    const slot = (await before.slots()).find((item) => item.version === '5.8.0');
    expect((await before.testFirmware(slot?.key ?? '')).verdict).toBe('pass');
    await stage.manual('sps.firmware.activate');
    expect((await before.firmware()).afterReboot).toBe('5.8.0');
    await stage.pass(FIRMWARE_SYNC);

    const bmc = stage.slaveBmc();
    expect((await bmc.chassisStatus()).power).toBe('on');
    await stage.manual('sps.otherNode.shutdown');
    await stage.pass(DURATION.stop);
    expect((await bmc.chassisStatus()).power).toBe('off');

    await stage.manual('sps.thisNode.reboot');
    await stage.pass(0);
    expect(await stage.state()).toBe('refused');
    await stage.pass(DURATION.stop + DURATION.boot);
    expect(await stage.state()).toBe('starting');
    await stage.pass(DURATION.convert);
    expect(await stage.state()).toBe('ready');
    await expect(before.info()).rejects.toMatchObject({ code: 'session-expired' });
    expect(await (await stage.client()).info()).toMatchObject({ version: '5.8.0' });

    await bmc.chassisControl('on');
    await bmc.close();
    await stage.pass(DURATION.boot + DATA_SYNC);
    const state = await stage.stagehand.state();
    expect(state).toMatchObject({ ha: 'ha', master: 'sps-a', disasters: [] });
    expect(state.nodes.map((node) => [node.power, node.version])).toEqual([
      ['on', '5.8.0'],
      ['on', '5.8.0'],
    ]);
    expect(state.executed).toEqual({ 'sps-a': [], 'sps-b': ['on'], 'rs-a': [] });
  });

  it('ends in split brain when the slave is powered on early', async () => {
    await untilSlaveIsOff();
    await stage.manual('sps.thisNode.reboot');
    await stage.pass(DURATION.stop + DURATION.boot + 60);
    const bmc = stage.slaveBmc();
    await bmc.chassisControl('on');
    await bmc.close();
    expect(await stage.stagehand.state()).toMatchObject({ ha: 'split-brain', disasters: [{ kind: 'split-brain' }] });
  });

  it('rolls back when the upgrade fails', async () => {
    await stage.stagehand.fault('upgrade-fails');
    await untilSlaveIsOff();
    await stage.manual('sps.thisNode.reboot');
    await stage.pass(UPGRADE_SECONDS);
    expect(await stage.state()).toBe('starting');
    await stage.pass(DURATION.rollBack);
    expect(await (await stage.client()).info()).toMatchObject({ version: '5.0.11' });
  });

  it('takes more than half an hour on a slow rack', async () => {
    await stage.stagehand.fault('slow-boot');
    await untilSlaveIsOff();
    await stage.manual('sps.thisNode.reboot');
    await stage.pass(31 * 60);
    expect(await stage.state()).toBe('starting');
    await stage.pass(30 * 60);
    expect(await stage.state()).toBe('ready');
  });
});

describe('faults of the HA links', () => {
  const seen = async () => {
    const { ha, links } = await stage.stagehand.state();
    return { ha, ...links };
  };
  it('the main one alone degrades the pair; plugged in again, the slave copies anew', async () => {
    await stage.stagehand.fault('ha-link-lost');
    expect(await seen()).toEqual({ ha: 'degraded', main: false, redundant: true });
    await stage.stagehand.fault('none');
    expect(await seen()).toEqual({ ha: 'degraded-sync', main: true, redundant: true });
    await stage.pass(DATA_SYNC);
    expect((await seen()).ha).toBe('ha');
  });
  it('all of them make both nodes active, until somebody chooses whose data survive', async () => {
    await stage.stagehand.fault('ha-links-lost');
    expect(await seen()).toEqual({ ha: 'split-brain', main: false, redundant: false });
    await stage.stagehand.fault('none');
    expect(await seen()).toEqual({ ha: 'split-brain', main: true, redundant: true });
    await stage.manual('sps.ha.direction');
    await stage.pass(DATA_SYNC);
    expect((await seen()).ha).toBe('ha');
  });
});

describe('what the client refuses', () => {
  it('a wrong password, after one attempt and without saying it', async () => {
    const client = new SpsClient({ device: 'SPS A', ...stage.web, clock: systemClock });
    const login = client.login(practiceWebUser, Buffer.from('hunter2'));
    const error = await login.catch((caught: unknown) => caught as { toFailure(): object });
    expect(error?.toFailure()).toMatchObject({ code: 'appliance.login-refused' });
    expect(JSON.stringify(error?.toFailure())).not.toContain('hunter2');
    expect(stage.rack.failedLogins).toBe(1);
    expect(client.loggedIn).toBe(false);
    await expect(client.slots()).rejects.toMatchObject({ code: 'session-expired' });
  });

  it('to send a password to a certificate that is not pinned, or another one', async () => {
    const options = { device: 'SPS A', url: stage.web.url, clock: systemClock };
    const unpinned = new SpsClient({ ...options, pin: null });
    expect((await unpinned.info()).hostname).toBe('sps-practice');
    await expect(unpinned.login(practiceWebUser, PASSWORD)).rejects.toMatchObject({ code: 'no-pin' });
    const mistaken = new SpsClient({ ...options, pin: '00'.repeat(32) });
    await expect(mistaken.login(practiceWebUser, PASSWORD)).rejects.toMatchObject({ code: 'wrong-pin' });
    expect(stage.rack.failedLogins).toBe(0);
  });

  it('to go on with a session that has ended', async () => {
    const client = await stage.client();
    await client.slots();
    await stage.clock.advance(20 * 60_000 + 1);
    await expect(client.slots()).rejects.toMatchObject({ code: 'session-expired' });
  });
});

it('reports the failed test of a system with hand-modified files, and its health', async () => {
  await begin({ tainted: 3 });
  await stage.manual('sps.firmware.upload');
  const client = await stage.client();
  expect(await client.testFirmware('2')).toMatchObject({ verdict: 'fail', summary: expect.stringContaining('3') });
  expect(await client.health()).toMatchObject({ integrity: 'corrupted', tainted: 3, raid: 'ok', sessions: 3 });
});

describe('faults of the slave’s BMC', () => {
  it('another serial', async () => {
    await stage.stagehand.fault('wrong-serial');
    const bmc = stage.slaveBmc();
    expect((await bmc.identity()).serial).toBe('RH-SPS-Z');
    await stage.stagehand.fault('none');
    await bmc.close();
    const again = stage.slaveBmc();
    expect((await again.identity()).serial).toBe('RH-SPS-B');
    await again.close();
  });

  it('a lost reply: the command is carried out once', async () => {
    await untilSlaveIsOff();
    await stage.stagehand.fault('lost-reply');
    const bmc = stage.slaveBmc();
    await bmc.chassisControl('on').catch(() => undefined);
    await bmc.close();
    expect((await stage.stagehand.state()).executed['sps-b']).toEqual(['on']);
  });

  it('silence', async () => {
    await stage.stagehand.fault('bmc-dead');
    expect(stage.rack.bmcs.b?.faults.dead).toBe(true);
    await stage.stagehand.fault('none');
    expect(stage.rack.bmcs.b?.faults.dead).toBe(false);
  });
});

it('keeps its session from one signal to the next', async () => {
  const first = new AbortController();
  const client = new SpsClient({ device: 'SPS A', ...stage.web, clock: systemClock, signal: first.signal });
  await client.login(practiceWebUser, PASSWORD);
  first.abort(new Error('screen closed'));
  await expect(client.info()).rejects.toThrow('screen closed');
  expect(await client.using(new AbortController().signal).info()).toMatchObject({ version: '5.0.11' });
});

describe('the stage door', () => {
  it('sees the new firmware on the slave before it shuts it down, as a person does', async () => {
    await stage.manual('sps.firmware.upload');
    await stage.manual('sps.firmware.activate');
    const looked = Promise.withResolvers<void>();
    const patient: Clock = {
      ...systemClock,
      sleep: async () => {
        looked.resolve();
        await stage.pass(FIRMWARE_SYNC / 2);
      },
    };
    const ordered = new Stagehand(stage.site, patient).manual('sps.otherNode.shutdown', 'sps-b');
    await looked.promise;
    expect((await stage.stagehand.state()).nodes[1]).toMatchObject({ phase: 'running', afterReboot: '5.0.11' });
    await ordered;
    expect((await stage.stagehand.state()).nodes[1]).toMatchObject({ phase: 'stopping', afterReboot: '5.8.0' });
  });

  it('forgives what is already done and names what is impossible', async () => {
    await expect(stage.manual('sps.firmware.activate')).rejects.toMatchObject({ code: 'practice.impossible' });
    await stage.manual('sps.firmware.upload');
    await stage.manual('sps.firmware.upload');
    expect((await stage.stagehand.state()).played).toEqual(['sps.firmware.upload']);
  });

  it('opens to its token only, and to known words', async () => {
    const token = stage.rack.control;
    const status = (url: string, init: RequestInit = {}) => fetch(url, init).then((response) => response.status);
    expect(await status(`${token}/state`)).toBe(200);
    expect(await status(`${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}/state`)).toBe(404);
    expect(await status(`${token}0/state`)).toBe(404);
    expect(await status(`${token}/manual`)).toBe(405);
    const post = (verb: string, body: string) => status(`${token}/${verb}`, { method: 'POST', body });
    expect(await post('manual', '{"action":"rm -rf","deviceId":"sps-a"}')).toBe(400);
    expect(await post('manual', '{"action":"sps.thisNode.reboot","deviceId":"other"}')).toBe(400);
    expect(await post('fault', '{"fault":"fire"}')).toBe(400);
    expect(await post('fault', 'x'.repeat(10_000))).toBe(400);
    expect(await post('other', '{}')).toBe(404);
  });

  it.each([null, { scale: 1, control: 'http://10.0.0.1:80/0123456789abcdef0123456789abcdef' }])(
    'is not looked for off this machine (%j)',
    (practice) => {
      expect(() => new Stagehand({ practice })).toThrow('no practice rack on this machine');
    },
  );

  it('says so when the rack has gone', async () => {
    await stage.rack.close();
    await expect(stage.stagehand.state()).rejects.toMatchObject({ code: 'practice.unreachable' });
  });
});

describe('a chassis in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rackhand-chassis-'));
  const file = join(folder, 'power');
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('lets an outside BMC switch the slave', async () => {
    writeFileSync(file, '1\n');
    const clock = new SimulatedClock();
    using chassis = new FileChassis(file, clock);
    const slaveBmc = { address: '127.0.0.1:9', user: 'ADMIN', cipherSuite: 3 as const, suite3Consent: null };
    await begin({ slaveChassis: chassis, slaveBmc }, clock);
    expect(stage.site.devices[1]?.bmc).toEqual(slaveBmc);
    await untilSlaveIsOff();
    expect(readFileSync(file, 'utf8')).toBe('0\n');
    await stage.manual('sps.thisNode.reboot');
    await stage.pass(UPGRADE_SECONDS);
    writeFileSync(file, '');
    await stage.pass(60);
    expect(chassis.power).toBe(false);
    writeFileSync(file, '1\n');
    await stage.pass(DURATION.boot + DATA_SYNC + 60);
    expect(await stage.stagehand.state()).toMatchObject({ ha: 'ha', disasters: [] });
  });
});

it('runs on the real clock too, and ends at once', async () => {
  await using rack: PracticeRack = await startRack({ scale: 60 });
  const [device] = practiceSite(rack).devices;
  const reading = await webState('SPS A', device?.web as WebEndpoint, { clock: systemClock });
  expect(reading).toMatchObject({ state: 'ready', up: true, hostname: 'sps-practice' });
});

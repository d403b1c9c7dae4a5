import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Device, Site } from '../../../preload/contract.ts';
import { leapingClock } from '../../appliances/clock/testing/leaping-clock.ts';
import { systemClock } from '../../ports/clock.ts';
import { practicePassword } from '../../practice/credentials.ts';
import { type PracticeRack, startRack } from '../../practice/rack.ts';
import { WRONG_CLOCK_S } from '../../practice/remote-support/appliance.ts';
import { practiceSite } from '../../practice/site.ts';
import { CommandError } from '../router.ts';
import { WebReader } from '../web-reader.ts';
import { RsReader } from './rs-reader.ts';

/** Of the rack. */
const clock = leapingClock();
let rack: PracticeRack;
let site: Site;
let device: Device;
beforeAll(async () => {
  // A thousandth of the real time: nothing at the rack comes by itself here.
  rack = await startRack({ scale: 0.001, clock });
  site = practiceSite(rack);
  const found = site.devices.find(({ id }) => id === 'rs-a');
  if (!found) throw new Error('no Remote Support appliance on the practice site');
  device = found;
});
afterAll(() => rack.close());
beforeEach(() => rack.setFault('none'));

const signal = () => AbortSignal.timeout(20_000);
const logins: string[] = [];
const password = () => {
  logins.push('login');
  return Buffer.from(practicePassword);
};
const none = () => {
  throw new CommandError('no-password', 'none');
};

describe('the reader of Remote Support appliances', () => {
  it('logs in once for many readings, and again for another address', async () => {
    const reader = new RsReader(password, systemClock);
    logins.length = 0;
    for (let times = 0; times < 3; times += 1) {
      expect(await reader.health(site, device, signal())).toMatchObject({
        ...{ version: '23.2.3', healthy: true, message: null, failoverRole: 'none' },
      });
    }
    expect(logins).toHaveLength(1);
    const moved = {
      ...device,
      web: device.web && { ...device.web, url: device.web.url.replace('127.0.0.1', 'localhost') },
    };
    await reader.health(site, moved, signal());
    expect(logins).toHaveLength(2);
  });

  it('takes a new token when the old one has ended', async () => {
    let later = 0;
    const reader = new RsReader(password, { ...systemClock, monotonic: () => systemClock.monotonic() + later });
    logins.length = 0;
    await reader.health(site, device, signal());
    later = 3_600_000;
    await reader.health(site, device, signal());
    expect(logins).toHaveLength(2);
  });

  it('takes a new token when the appliance takes the old one no more', async () => {
    const reader = new RsReader(password, systemClock);
    logins.length = 0;
    await reader.health(site, device, signal());
    clock.skip(3_600_001);
    expect((await reader.health(site, device, signal()))?.healthy).toBe(true);
    expect(logins).toHaveLength(2);
  });

  it('says nothing of what it has no account for, and sends nothing without a pin', async () => {
    expect(await new RsReader(none, systemClock).health(site, device, signal())).toBeNull();
    const unpinned = { ...device, web: device.web && { ...device.web, pin: null } };
    logins.length = 0;
    expect(await new RsReader(password, systemClock).health(site, unpinned, signal())).toBeNull();
    expect(logins).toEqual([]);
  });

  it('names a wrong secret', async () => {
    const reader = new RsReader(() => Buffer.from('wrong'), systemClock);
    await expect(reader.health(site, device, signal())).rejects.toMatchObject({ code: 'login-refused' });
  });

  it('judges its clock by this computer', async () => {
    const reader = new RsReader(none, clock);
    expect(await reader.clockVerdict(device, signal())).toMatchObject({ ok: true, appliance: { error: null } });
    await rack.setFault('rs-clock-wrong');
    const { ok, skewS } = await reader.clockVerdict(device, signal());
    expect(ok).toBe(false);
    expect(Math.abs((skewS ?? 0) - WRONG_CLOCK_S)).toBeLessThan(1);
  });
});

describe('the rack', () => {
  it('shows state and version of a Remote Support appliance as of any other', async () => {
    const status = await new WebReader(password, systemClock).status(site, device, signal());
    expect([status.web.value, status.version.value]).toEqual(['ready', '23.2.3']);
  });

  it('shows the state also without an account', async () => {
    const status = await new WebReader(none, systemClock).status(site, device, signal());
    expect([status.web.value, status.version.value, status.version.error]).toEqual(['ready', null, null]);
  });
});

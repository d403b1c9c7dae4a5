import { expect, it } from 'vitest';
import { endpoint } from '../../appliances/endpoint.ts';
import { exchange } from '../../appliances/http.ts';
import { usHaRole } from '../../appliances/u-series/ha-role.ts';
import { systemClock as clock } from '../../ports/clock.ts';
import { silentLog } from '../../ports/log.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { DURATION, SIDES, type Side } from './pair.ts';
import { PracticeUsPair, sideOfDevice } from './practice-pair.ts';

const where = (pair: PracticeUsPair, side: Side) => endpoint('US 1', `https://127.0.0.1:${pair.webPort(side)}`);
const roles = (pair: PracticeUsPair) =>
  Promise.all(SIDES.map((side) => usHaRole(where(pair, side), pair.certificate.fingerprint256, { clock })));

it('answers the role of both over the pinned client, and shows the page that the procedures ask for', async () => {
  await using pair = await PracticeUsPair.start({ scale: 60, clock, log: silentLog });
  expect(await roles(pair)).toEqual(['active', 'passive']);
  expect(pair.manual('us.ha.switchRoles', 'a').outcome).toBe('played');
  expect(await roles(pair)).toEqual(['passive', 'active']);
  const request = (body?: string) => ({
    method: body ? ('POST' as const) : ('GET' as const),
    path: '/',
    ...(body ? { body: Buffer.from(body), headers: { 'content-type': 'application/x-www-form-urlencoded' } } : {}),
  });
  const shows = async (body?: string) => {
    const reply = await exchange(where(pair, 'a'), pair.certificate.fingerprint256, request(body), { clock });
    return reply.body.toString('utf8');
  };
  expect(await shows()).toContain('SYNCHRONIZED');
  expect(await shows('fault=port')).toContain('closed');
});

it('is silent while an appliance is down, and lets a click wait until it is back', async () => {
  const simulated = new SimulatedClock();
  await using pair = await PracticeUsPair.start({ scale: 1, clock: simulated, log: silentLog });
  expect(pair.manual('us.ha.suspend', 'a').outcome).toBe('played');
  expect(pair.manual('us.appliance.restart', 'a').outcome).toBe('played');
  await pair.settled();
  await expect(usHaRole(where(pair, 'a'), null, { clock })).rejects.toThrow();
  expect(pair.manual('us.ha.resume', 'a')).toMatchObject({ outcome: 'impossible', soonMs: DURATION.boot * 1000 });
  await simulated.run(simulated.sleep(DURATION.boot * 1000));
  await pair.settled();
  expect(await roles(pair)).toEqual(['active', 'passive']);
  expect(pair.view()).toMatchObject({ mirror: 'SUSPENDED', disasters: [] });
  expect(pair.manual('us.ha.resume', 'a').outcome).toBe('played');
  expect(pair.manual('us.ha.switchRoles', 'a')).toMatchObject({ outcome: 'impossible', soonMs: DURATION.sync * 1000 });
  expect([sideOfDevice('us-2'), sideOfDevice('us-a'), sideOfDevice(null)]).toEqual(['b', null, null]);
});

import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device, Site } from '../../../preload/contract.ts';
import type { Idrac } from '../../idrac/idrac.ts';
import { systemClock } from '../../ports/clock.ts';
import { PRACTICE_ORGANISATION } from '../../practice/packages/signer.ts';
import { type PracticeRack, startRack } from '../../practice/rack.ts';
import { practiceSite } from '../../practice/site.ts';
import { IdracService } from './idrac-service.ts';
import { packageTrust } from './trust.ts';

const trust = packageTrust(path.resolve(import.meta.dirname, '../../../resources'));
const never = () => Promise.reject(new Error('not in this test'));
const service = new IdracService({
  clock: systemClock,
  open: () =>
    Promise.resolve({ idrac: { [Symbol.asyncDispose]: () => Promise.resolve() } as unknown as Idrac, address: '' }),
  openRacadm: never,
  perform: never,
  inspect: never,
  progress: () => undefined,
});

let rack: PracticeRack;
let site: Site;
let server: Device;
beforeAll(async () => {
  rack = await startRack();
  site = practiceSite(rack);
  server = site.devices.find(({ id }) => id === 'us-a') as Device;
});
afterAll(() => rack.close());

const anchored = async (rehearsal: Site['practice']) => {
  const { anchors, expected } = await trust(rehearsal);
  const practice = anchors.certificates.some((one) => one.toString() === rack.dell.anchor);
  return { practice, signer: expected(PRACTICE_ORGANISATION), dell: expected('Dell Inc') };
};

describe('whose packages are taken', () => {
  it('are Dell’s for a real server, and those of the rack as well for its own', async () => {
    expect(await anchored(null)).toEqual({ practice: false, signer: false, dell: true });
    expect(await anchored(site.practice)).toEqual({ practice: true, signer: true, dell: true });
  });

  it.each([
    ['127.0.0.1:4443', true],
    ['192.0.2.7', false],
    ['127.0.0.1.example.net', false],
    ['localhost', false],
  ])('a server at %s of a site that calls itself a practice rack is one: %s', async (address, is) => {
    const idrac = server.idrac && { ...server.idrac, address };
    await using target = await service.target(site, { ...server, idrac });
    expect(target.rehearsal).toEqual(is ? site.practice : null);
  });

  it('a server of a real site is none, wherever it is', async () => {
    await using target = await service.target({ ...site, practice: null }, server);
    expect(target.rehearsal).toBeNull();
  });
});

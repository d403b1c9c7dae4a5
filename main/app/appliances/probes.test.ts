import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device, Site } from '../../../preload/contract.ts';
import { systemClock as clock } from '../../ports/clock.ts';
import { practicePassword } from '../../practice/credentials.ts';
import { type PracticeRack, startRack } from '../../practice/rack.ts';
import { practiceSite } from '../../practice/site.ts';
import { WebReader } from '../web-reader.ts';
import type { ApplianceService } from './appliance-service.ts';
import { applianceProbes } from './probes.ts';

let rack: PracticeRack;
let site: Site;
beforeAll(async () => {
  rack = await startRack({ scale: 0.001, clock, groups: true });
  site = practiceSite(rack);
});
afterAll(() => rack.close());

const device = (id: string): Device => {
  const found = site.devices.find((one) => one.id === id);
  if (!found) throw new Error(`no ${id} on the practice site`);
  return found;
};
const signal = () => AbortSignal.timeout(10_000);
const web = () => new WebReader(() => Buffer.from(practicePassword), clock);
const kept = { sha256: 'a'.repeat(64), size: 7, at: '2026-01-01T00:00:00.000Z' };
const appliances = { newest: (_s: Site, _d: Device, kind: string) => (kind === 'backup' ? kept : null) };
const probes = (timeServer = '') =>
  applianceProbes({
    web: web(),
    clock,
    appliances: appliances as unknown as ApplianceService,
    timeServer: () => timeServer,
  });

describe('what procedures read by the appliances own interfaces', () => {
  it('SPS: the firmware calls of the release, as far as it names them', async () => {
    const node = site.devices.find(({ product, web: at }) => product === 'sps' && at !== null);
    if (!node) throw new Error('no SPS with a web interface on the practice site');
    expect(await probes()['sps.calls'](site, node, signal())).toMatchObject({ upload: true, test: true });
    // The practice pair is in no configuration cluster: a call that is missing is an error and no "all is well".
    await expect(probes()['sps.cluster'](site, node, signal())).rejects.toMatchObject({ code: 'not-supported' });
  });

  it('Remote Support: what the account may do, and the clock', async () => {
    const read = await probes()['rs.api'](site, device('rs-a'), signal());
    expect(read).toMatchObject({ version: expect.stringMatching(/^\d/), commands: expect.any(String), backup: true });
    expect(Math.abs(Number(read.skew))).toBeLessThan(5);
  });

  it('Remote Support without an account: not reported', async () => {
    const rs = device('rs-a');
    const stranger = { ...rs, web: rs.web && { ...rs.web, user: '' } };
    expect(await probes()['rs.api'](site, stranger, signal())).toEqual({
      ...{ version: null, commands: null, backup: null, skew: null },
    });
    expect(await probes()['rs.appliances'](site, stranger, signal())).toEqual({ count: null, names: null });
  });

  it('what was fetched is known from the journal, and nothing of what was not', async () => {
    expect(await probes()['rs.backup'](site, device('rs-a'), signal())).toEqual(kept);
    expect(await probes()['sps.bundle'](site, device('rs-a'), signal())).toEqual({
      sha256: null,
      size: null,
      at: null,
    });
  });

  it('web port, certificate and clock of any web interface', async () => {
    const rs = device('rs-a');
    expect(await probes()['web.port'](site, rs, signal())).toMatchObject({ up: expect.any(Boolean) });
    const pinned = await probes()['tls.pin'](site, rs, signal());
    expect(pinned).toMatchObject({ pinned: true, fingerprint: rs.web?.pin });
    expect(pinned.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(pinned.sha256.toUpperCase()).toBe(rs.web?.pin?.replaceAll(':', ''));
    const other = { ...rs, web: rs.web && { ...rs.web, pin: `${'AA:'.repeat(31)}AA` } };
    expect(await probes()['tls.pin'](site, other, signal())).toMatchObject({ pinned: false });
    expect(await probes()['web.port'](site, other, signal())).toEqual({ state: 'wrong-pin', up: false });
    const open = { ...rs, web: rs.web && { ...rs.web, pin: null } };
    expect(await probes()['tls.pin'](site, open, signal())).toMatchObject({ pinned: null });
  });

  it('the port of Remote Desktop beside the others, and where a name leads', async () => {
    const read = await probes()['tcp.port'](site, device('rs-a'), signal());
    expect(Object.keys(read).sort()).toEqual(['http', 'https', 'rdp', 'ssh']);
    expect(Object.values(read).every((open) => typeof open === 'boolean')).toBe(true);
    const look = (told: Record<string, string>) => probes()['dns.lookup'](site, device('rs-a'), signal(), told);
    const told = { name: 'site-rs-old.practice.invalid', server: rack.dns ?? '', expected: '192.0.2.22' };
    expect(await look(told)).toEqual({ addresses: '192.0.2.21', matches: false, ttl: 60 });
    rack.manual('rs.dns.point', 'rs-new');
    expect(await look(told)).toEqual({ addresses: '192.0.2.22', matches: true, ttl: 60 });
    expect(await look({ name: told.name, server: told.server })).toMatchObject({ matches: null });
    expect(await look({ ...told, name: 'elsewhere.invalid' })).toEqual({ addresses: null, matches: false, ttl: null });
    await expect(look({ name: 'a name', server: '127.0.0.1:9' })).rejects.toMatchObject({ code: 'address' });
    await expect(look({ name: 'rs.example', server: 'dns' })).rejects.toMatchObject({ code: 'address' });
  });

  it('without an address or a time server it says what is missing', async () => {
    const bare = { ...device('rs-a'), web: null };
    for (const name of ['web.port', 'tls.pin', 'net.ping', 'tcp.port', 'us.web', 'us.haRole', 'clock.web'] as const) {
      await expect(
        Promise.resolve().then<unknown>(() => probes()[name](site, bare, signal())),
        name,
      ).rejects.toMatchObject({ code: 'no-web' });
    }
    await expect(probes()['clock.sntp'](site, bare, signal())).rejects.toMatchObject({ code: 'no-time-server' });
    await expect(probes('not a server!')['clock.sntp'](site, bare, signal())).rejects.toMatchObject({
      code: 'address',
    });
  });
});

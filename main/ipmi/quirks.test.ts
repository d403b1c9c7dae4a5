import { expect, test } from 'vitest';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { BmcCore, type PracticeBmcOptions } from '../practice/bmc/index.ts';
import { simNetwork } from '../practice/bmc/sim.ts';
import { Bmc, type BmcOptions } from './bmc.ts';
import { QUIRKS } from './quirks.ts';

function rig(server: PracticeBmcOptions, client: Partial<BmcOptions> = {}) {
  const clock = new SimulatedClock();
  const core = new BmcCore({ clock, ...server });
  const login = { host: 'bmc', user: 'admin', password: 'adminpw', keepAliveMs: null };
  const bmc = new Bmc({ ...login, clock, datagrams: simNetwork(core, clock), ...client });
  return { clock, core, bmc };
}

test('x9-checksum: wrong inner checksums under a right AuthCode are accepted', async () => {
  const { clock, bmc } = rig({ quirks: { badChecksums: true } });
  expect(await clock.run(bmc.chassisStatus())).toMatchObject({ power: 'off' });
  expect(await clock.run(bmc.chassisControl('on'))).toEqual({ kind: 'accepted' });
});

test('suite-3-only: an old board is a clear error, and never a silent downgrade', async () => {
  const { clock, core, bmc } = rig({ suites: [3] });
  await expect(clock.run(bmc.chassisStatus())).rejects.toMatchObject({
    code: 'cipher',
    status: 0x11,
    advice: expect.stringContaining('consent to suite 3'),
  });
  expect(core.received.every((r) => r === 'open')).toBe(true);
  const agreed = rig({ suites: [3] }, { cipherSuite: 3, suite3Consent: true });
  expect(await agreed.clock.run(agreed.bmc.chassisStatus())).toMatchObject({ power: 'off' });
});

test('a BMC (or somebody between) that answers with weaker algorithms is refused', async () => {
  const { clock, core, bmc } = rig({ quirks: { downgrade: true } });
  await expect(clock.run(bmc.chassisStatus())).rejects.toMatchObject({
    code: 'cipher',
    finding: expect.stringContaining('other algorithms'),
  });
  expect(core.received).not.toContain('rakp1');
});

test('opensesspriv: another privilege in the Open Session answer does not matter', async () => {
  const { clock, bmc } = rig({ quirks: { otherOpenPrivilege: true } });
  expect(await clock.run(bmc.chassisControl('on'))).toEqual({ kind: 'accepted' });
});

test('opensesspriv: the same privilege goes out in Open Session and RAKP 1', async () => {
  const clock = new SimulatedClock();
  const net = simNetwork(new BmcCore({ clock }), clock);
  const bmc = new Bmc({ host: 'bmc', user: 'admin', password: 'adminpw', keepAliveMs: null, clock, datagrams: net });
  await clock.run(bmc.chassisStatus());
  const [open, rakp1] = net.sent;
  expect(open?.[17]).toBe(3);
  expect((rakp1?.[40] ?? 0) & 0x0f).toBe(3);
});

test('starts-at-callback: a read refused with D4h is raised to User once', async () => {
  const { clock, core, bmc } = rig({ quirks: { startsAtCallback: true } });
  expect(await clock.run(bmc.chassisStatus())).toMatchObject({ power: 'off' });
  expect(core.received.slice(3)).toEqual(['chassis-status', 'session-privilege', 'chassis-status']);
});

test('fru-short-reads', async () => {
  const { clock, bmc } = rig({ serial: 'S9', quirks: { longestFruRead: 16 } });
  expect(await clock.run(bmc.identity())).toMatchObject({ serial: 'S9', product: 'Practice appliance' });
});

test('slots-leak: lost answers to Open Session do not eat the slots of a BMC that knows repetitions', async () => {
  const { clock, core, bmc } = rig({ slots: 1, dedupe: true });
  core.faults.loseNextReply('open');
  core.faults.loseNextReply('open');
  expect(await clock.run(bmc.chassisStatus())).toMatchObject({ power: 'off' });
});

test('slots-leak: twenty wrong passwords in a row leave all slots free', async () => {
  for (let i = 0; i < 20; i++) {
    const { clock, core, bmc } = rig({ slots: 2 }, { password: 'wrong' });
    await expect(clock.run(bmc.chassisStatus())).rejects.toMatchObject({ code: 'wrong-password' });
    await clock.advance(10);
    expect(core.slots.used).toBe(0);
  }
});

test('disabled-suite-status: 0Ah and 12h for Open Session mean the cipher suite', async () => {
  const { openSessionStatus, rmcppStatus } = await import('./rmcpp-status.ts');
  expect(openSessionStatus(0x0a).code).toBe('cipher');
  expect(openSessionStatus(0x12).code).toBe('cipher');
  expect(rmcppStatus(0x0a).code).toBe('privilege');
});

test('every quirk says where it was seen and what is done about it', () => {
  for (const q of Object.values(QUIRKS)) {
    expect(q.seenOn.length).toBeGreaterThan(10);
    expect(q.handling.length).toBeGreaterThan(10);
  }
});

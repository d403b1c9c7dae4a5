/** racadm against the practice Dell server of three generations, and OpenSSH's client as witness that it is one. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { Racadm, racadmOverSsh, SshTransport } from '../../main/idrac/racadm/racadm.ts';
import { systemClock } from '../../main/ports/clock.ts';
import { SimulatedClock } from '../../main/ports/simulated-clock.ts';
import { orderUpdate, scaledTimes } from '../../main/practice/idrac/physics.ts';
import { type DellSsh, type DellSshOptions, startDellSsh } from '../../main/practice/idrac/ssh.ts';
import { type DellFault, type DellState, dellState, type Personality } from '../../main/practice/idrac/state.ts';
import type { SshOptions } from '../../main/ssh/ssh.ts';
import { requirePeer } from './support/require-peer.ts';

const PASSWORD = 'Regen+Bogen-5';
const NEW_PASSWORD = 'Hagel+Schlag-6';
const PERSONALITIES: Personality[] = ['idrac6', 'idrac8', 'idrac9'];
const times = scaledTimes(1);

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

/** A server and a client for it, both closed after the test. Time on the server is turned by hand. */
async function lab(
  personality: Personality,
  faults: DellFault[] = [],
  server: Partial<DellSshOptions> = {},
  client: Partial<SshOptions> = {},
) {
  const state: DellState = dellState({ personality, serviceTag: 'XYZ7654', password: PASSWORD });
  for (const fault of faults) state.faults.add(fault);
  const clock = new SimulatedClock();
  const ssh = await startDellSsh({ state, clock, times, ...server });
  open.push(ssh);
  return { state, clock, ssh, ...connect(ssh, personality, client) };
}

function connect(ssh: DellSsh, personality: Personality, more: Partial<SshOptions> = {}) {
  const legacyConsent = personality === 'idrac6';
  const login = {
    host: ssh.host,
    port: ssh.port,
    user: 'root',
    password: PASSWORD,
    pin: ssh.fingerprint,
    legacyConsent,
  };
  const made = racadmOverSsh({ ...login, ...more });
  open.push(made.racadm);
  return { racadm: made.racadm, client: made.ssh };
}

describe.each(PERSONALITIES)('%s', (personality) => {
  describe.each([
    ['exec', false],
    ['interactive shell', true],
  ])('%s', (_name, shellOnly) => {
    test.each([
      ['whole', []],
      ['one byte at a time, with a banner and warnings', ['dribble', 'banner', 'default-password']],
    ] as [string, DellFault[]][])('%s', async (_how, faults) => {
      const { racadm, state, ssh } = await lab(personality, faults, { shellOnly });
      expect(await racadm.serviceTag()).toBe('XYZ7654');
      expect(await racadm.systemInfo()).toMatchObject({ model: state.model, tagConfirmed: true, power: 'on' });
      expect(await racadm.versions()).toMatchObject({ bios: state.components[0]?.version });
      expect(await racadm.nic()).toMatchObject({ address: '127.0.0.1', dhcp: false, nicEnabled: true });
      expect(await racadm.sessions()).toMatchObject([{ type: 'SSH', user: 'root' }]);
      if (faults.includes('default-password')) expect(racadm.notices).toEqual(['default-password']);

      expect(await racadm.ipmiOverLan()).toBe(false);
      expect(await racadm.setIpmiOverLan(true)).toEqual({ kind: 'accepted' });
      expect(await racadm.ipmiOverLan()).toBe(true);
      expect(await racadm.power('powerdown')).toEqual({ kind: 'accepted' });
      expect(await racadm.powerStatus()).toBe('off');
      expect(await racadm.setUserPassword(2, NEW_PASSWORD)).toEqual({ kind: 'accepted' });
      expect(state.users[0]?.password).toBe(NEW_PASSWORD);
      const verb = personality === 'idrac6' ? ' config ' : ' set ';
      expect(ssh.executed.filter((line) => line.includes(NEW_PASSWORD))).toEqual([expect.stringContaining(verb)]);
      expect(ssh.attempts).toBe(1);
    });

    test('a new address cuts the connection: lost, sent once, done', async () => {
      const { racadm, state, ssh } = await lab(personality, [], { shellOnly });
      expect(await racadm.setStatic('127.0.9.9', '255.255.255.0', '127.0.9.1')).toMatchObject({ kind: 'lost' });
      expect(state.nic).toMatchObject({ address: '127.0.9.9', gateway: '127.0.9.1', dhcp: false });
      expect(ssh.executed.filter((line) => line.includes('setniccfg'))).toHaveLength(1);
    });

    test('racreset: taken, then silent, then back', async () => {
      const { racadm, clock, ssh } = await lab(personality, [], { shellOnly });
      expect(await racadm.racreset()).toEqual({ kind: 'accepted' });
      await expect(racadm.serviceTag()).rejects.toMatchObject({ name: 'SshError' });
      await clock.advance(times.managerRestart);
      expect(await racadm.serviceTag()).toBe('XYZ7654');
      expect(ssh.executed.filter((line) => line.includes('racreset'))).toHaveLength(1);
    });
  });

  test('a wrong password: once', async () => {
    const { racadm, ssh } = await lab(personality, [], {}, { password: 'Nicht+Richtig-0' });
    for (let i = 0; i < 4; i++) await expect(racadm.serviceTag()).rejects.toMatchObject({ code: 'auth' });
    expect(ssh.attempts).toBe(1);
  });

  test('another host key: no password leaves', async () => {
    const other = await lab(personality);
    const { racadm } = connect(other.ssh, personality, { pin: `SHA256:${'A'.repeat(43)}` });
    await expect(racadm.serviceTag()).rejects.toMatchObject({ code: 'host-key' });
    expect(other.ssh.attempts).toBe(0);
  });

  test('all sessions taken', async () => {
    const { racadm, ssh } = await lab(personality, ['session-limit']);
    const error = await racadm.serviceTag().catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'session-limit' });
    expect(ssh.attempts).toBe(0);
  });

  test('garbage: an error for a read, unknown for a change', async () => {
    const { racadm, state, ssh } = await lab(personality, ['garbage']);
    await expect(racadm.systemInfo()).rejects.toMatchObject({ name: 'RacadmError' });
    expect(await racadm.power('hardreset')).toMatchObject({ kind: 'lost' });
    expect(ssh.executed.filter((line) => line.includes('hardreset'))).toHaveLength(1);
    expect(state.power).toBe('on');
  });

  test("OpenSSH's own client logs in and reads", async () => {
    const { ssh } = await lab(personality, ['banner']);
    const answer = await openssh(ssh, 'racadm getsysinfo');
    expect(answer).toContain('Service Tag             = XYZ7654');
    expect(ssh.executed).toEqual(['racadm getsysinfo']);
  });
});

test('outdated algorithms need consent', async () => {
  const { racadm, ssh } = await lab('idrac6', [], {}, { legacyConsent: false });
  await expect(racadm.serviceTag()).rejects.toMatchObject({ code: 'legacy' });
  expect(ssh.attempts).toBe(0);
  for (const personality of ['idrac8', 'idrac9'] as const) {
    const modern = await lab(personality, [], {}, { legacyConsent: false });
    expect(await modern.racadm.serviceTag()).toBe('XYZ7654');
  }
});

test('an empty answer is asked for again after a pause, and a change is not', async () => {
  const { client, state, ssh } = await lab('idrac8');
  // Only the pause leaps; time-outs of the connection are real.
  const pauses = new SimulatedClock(0, true);
  const racadm = new Racadm(new SshTransport(client, systemClock), pauses);
  state.faults.add('empty-output');
  expect(await racadm.serviceTag()).toBe('XYZ7654');
  expect(pauses.monotonic()).toBe(10_000);
  state.faults.add('empty-output');
  expect(await racadm.power('powercycle')).toMatchObject({ kind: 'lost' });
  expect(ssh.executed).toEqual(['racadm getsvctag', 'racadm getsvctag', 'racadm serveraction powercycle']);
});

test('a flash on the way: jobs are seen, racreset and deletion refused, the version read back', async () => {
  const { racadm, state, clock } = await lab('idrac9');
  orderUpdate(state, 159, '2.22.2', clock.now(), times);
  expect((await racadm.software())[0]).toMatchObject({ current: '2.10.2', available: '2.22.2' });
  expect(await racadm.power('powercycle')).toEqual({ kind: 'accepted' });
  await clock.advance(times.biosFlash / 2);
  const [job] = await racadm.jobs();
  expect(job).toMatchObject({ phase: 'running', percent: 50, name: 'Firmware Update: BIOS' });
  expect(await racadm.racreset()).toMatchObject({ kind: 'rejected', error: { code: 'in-update' } });
  expect(await racadm.deleteJob(job?.id ?? '')).toMatchObject({ kind: 'rejected', error: { messageId: 'JCP015' } });
  await clock.advance(times.biosFlash / 2);
  expect(await racadm.jobs()).toMatchObject([{ phase: 'done', percent: 100, messageId: 'PR19' }]);
  expect((await racadm.versions()).bios).toBe('2.22.2');
  expect((await racadm.lifecycleLog(1))[0]).toMatchObject({ messageId: 'PR36' });
  expect(await racadm.deleteJob(job?.id ?? '')).toEqual({ kind: 'accepted' });
  expect(await racadm.jobs()).toEqual([]);
});

test('three wrong passwords ban the address, also for the right one', async () => {
  const { ssh, clock } = await lab('idrac8');
  for (let i = 0; i < 3; i++) {
    const { racadm } = connect(ssh, 'idrac8', { password: `Nicht+Richtig-${i}` });
    await expect(racadm.serviceTag()).rejects.toMatchObject({ code: 'auth' });
  }
  await expect(connect(ssh, 'idrac8').racadm.serviceTag()).rejects.toMatchObject({ code: 'session-limit' });
  await clock.advance(60_000);
  expect(await connect(ssh, 'idrac8').racadm.serviceTag()).toBe('XYZ7654');
});

test('the practice server listens on loopback only', async () => {
  const state = dellState({ personality: 'idrac9', serviceTag: 'XYZ7654', password: PASSWORD });
  await expect(startDellSsh({ state, host: '0.0.0.0' })).rejects.toThrow('loopback only');
});

/** One command by OpenSSH's client, which gets the password from a program it asks. */
async function openssh(server: DellSsh, command: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'rackhand-ssh-'));
  try {
    const ask = join(folder, 'ask');
    writeFileSync(ask, `#!/bin/sh\necho '${PASSWORD}'\n`, { mode: 0o755 });
    const options = [
      'StrictHostKeyChecking=no',
      `UserKnownHostsFile=${join(folder, 'known')}`,
      'KexAlgorithms=+diffie-hellman-group14-sha1,diffie-hellman-group1-sha1',
      'HostKeyAlgorithms=+ssh-rsa',
      'Ciphers=+aes128-cbc',
      'LogLevel=ERROR',
    ].flatMap((option) => ['-o', option]);
    const args = ['-F', 'none', ...options, '-p', String(server.port), `root@${server.host}`, command];
    const env = { ...process.env, SSH_ASKPASS: ask, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':0' };
    const { stdout } = await promisify(execFile)(requirePeer('ssh'), args, { env, timeout: 30_000 });
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

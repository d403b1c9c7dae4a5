import { describe, expect, test } from 'vitest';
import { startBmc } from '../../main/practice/bmc/index.ts';
import { type IpmiSim, startIpmiSim } from './support/ipmi-sim.ts';
import { ipmitool, ipmitoolPower } from './support/ipmitool.ts';
import { ADMIN, type PeerTarget, USER } from './support/lab.ts';
import { freeUdpPort } from './support/ports.ts';
import { bmcFor, performPower } from './support/rackhand.ts';
import { startUdpProxy } from './support/udp-proxy.ts';

// Every way to fail has its own code, comes soon, and leaves the machine as it was. The time-outs are the real ones, so the
// tests wait side by side.

/** Twice the ten seconds that main/ipmi/bmc.test.ts proves with a simulated clock: the machine may be busy. */
const LIMIT_MS = 20_000;
type Cleanup = (stop: () => Promise<void>) => void;

async function sim(cleanup: Cleanup): Promise<IpmiSim> {
  const started = await startIpmiSim();
  cleanup(() => started.stop());
  return started;
}

async function failureOf(work: () => Promise<unknown>): Promise<{ code: unknown; message: string }> {
  const started = performance.now();
  const error = await work().then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(performance.now() - started).toBeLessThan(LIMIT_MS);
  if (!(error instanceof Error) || !('code' in error)) throw new Error(`expected an IpmiError, got ${String(error)}`);
  return { code: error.code, message: error.message };
}

function statusOf(target: PeerTarget): Promise<unknown> {
  const bmc = bmcFor(target);
  return bmc.chassisStatus().finally(() => bmc.close());
}

describe.concurrent('logging in', () => {
  test.for([
    { what: 'an unknown user', credentials: { ...ADMIN, user: 'ghost' }, code: 'wrong-user' },
    { what: 'a wrong password', credentials: { ...ADMIN, password: 'not-it' }, code: 'wrong-password' },
  ])('$what is $code', async ({ credentials, code }, { onTestFinished }) => {
    const peer = await sim(onTestFinished);
    const failure = await failureOf(() => statusOf({ ...peer, credentials }));
    expect(failure.code).toBe(code);
    expect(failure.message).not.toContain(credentials.password);
    expect((await ipmitoolPower(peer)).power).toBe('on');
  });

  test('a user whose level is too low reads the state, but executes nothing', async ({ onTestFinished }) => {
    // The practice BMC, because ipmi_sim gives every user the level it asks for.
    const practice = await startBmc();
    onTestFinished(() => practice.close());
    practice.chassis.on();
    const target: PeerTarget = { host: practice.host, port: practice.port, cipherSuite: 17, credentials: USER };
    await using reader = bmcFor(target);
    expect((await reader.chassisStatus()).power).toBe('on');
    const result = await performPower(target, 'off');
    expect(result).toMatchObject({ outcome: 'failed', before: 'on', failure: { code: 'ipmi.privilege' } });
    const witness = await ipmitool(target, ['power', 'off'], { privilege: 'USER' });
    expect(witness.stderr).toContain('Insufficient privilege level');
    expect(practice.executed).toEqual([]);
    expect((await ipmitoolPower(target, { privilege: 'USER' })).power).toBe('on');
  });
});

describe.concurrent('nobody there', () => {
  test('a closed port is unreachable', async () => {
    const target = { host: '127.0.0.1', port: await freeUdpPort() };
    expect((await failureOf(() => statusOf(target))).code).toBe('unreachable');
  });

  test('a BMC that hangs is a time-out', async ({ onTestFinished }) => {
    const peer = await sim(onTestFinished);
    peer.freeze();
    expect((await failureOf(() => statusOf(peer))).code).toBe('timeout');
  });
});

describe.concurrent('gone between two commands', () => {
  test.for([
    { how: 'killed', go: (peer: IpmiSim) => peer.kill() },
    { how: 'hanging', go: async (peer: IpmiSim) => peer.freeze() },
  ])('a BMC that is $how has vanished', async ({ go }, { onTestFinished }) => {
    const peer = await sim(onTestFinished);
    await using bmc = bmcFor(peer);
    expect((await bmc.chassisStatus()).power).toBe('on');
    await go(peer);
    expect((await failureOf(() => bmc.chassisStatus())).code).toBe('vanished');
  });

  test('a cut cable: nothing arrives any more, in either direction', async ({ onTestFinished }) => {
    const peer = await sim(onTestFinished);
    let cut = false;
    const proxy = await startUdpProxy({ target: peer, plan: () => ({ kind: cut ? 'drop' : 'pass' }) });
    onTestFinished(() => proxy.close());
    await using bmc = bmcFor(proxy);
    expect((await bmc.chassisStatus()).power).toBe('on');
    cut = true;
    expect((await failureOf(() => bmc.chassisStatus())).code).toBe('vanished');
    expect((await ipmitoolPower(peer)).power).toBe('on');
  });

  test('an action cut off after it was sent is unknown, and never sent again', async ({ onTestFinished }) => {
    const peer = await sim(onTestFinished);
    const proxy = await startUdpProxy({
      target: peer,
      plan: ({ direction }) =>
        direction === 'to-client' && peer.chassis.executions('reset') > 0 ? { kind: 'drop' } : { kind: 'pass' },
    });
    onTestFinished(() => proxy.close());
    const result = await performPower(proxy, 'reset', { bmc: { timeoutMs: 2_500 } });
    expect(result).toMatchObject({ outcome: 'unknown', after: null });
    expect(peer.chassis.executions('reset')).toBe(1);
    expect((await ipmitoolPower(peer)).power).toBe('on');
  });
});

test.concurrent('a BMC that comes back is read over a new session', async ({ onTestFinished }) => {
  const peer = await sim(onTestFinished);
  await using bmc = bmcFor(peer);
  expect((await bmc.chassisStatus()).power).toBe('on');
  peer.freeze();
  expect((await failureOf(() => bmc.chassisStatus())).code).toBe('vanished');
  peer.thaw();
  peer.chassis.setPower('off');
  expect((await bmc.chassisStatus()).power).toBe('off');
});

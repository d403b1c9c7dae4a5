import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startBmc } from '../../main/practice/bmc/index.ts';
import { type IpmiSim, startIpmiSim } from './support/ipmi-sim.ts';
import { ipmitoolPower } from './support/ipmitool.ts';
import { ADMIN, type Endpoint, USER } from './support/lab.ts';
import { freeUdpPort } from './support/ports.ts';
import { type RackhandCli, rackhandCli } from './support/rackhand-cli.ts';
import { type FaultPlan, startUdpProxy } from './support/udp-proxy.ts';

// The command line against ipmi_sim: what scripts rely on is the exit code (docs/cli.md) and the JSON document.

/** That a failure is known within ten seconds is proven with simulated clocks; a process on a busy machine gets twice that. */
const LIMIT_MS = 20_000;
let sim: IpmiSim;
let cli: RackhandCli;
beforeAll(async () => {
  sim = await startIpmiSim();
  cli = rackhandCli();
});
afterAll(async () => {
  cli.remove();
  await sim.stop();
});
afterEach(() => {
  sim.thaw();
  sim.chassis.setPower('on');
  sim.chassis.clear();
});

async function through<T>(plan: FaultPlan, work: (path: Endpoint) => Promise<T>): Promise<T> {
  const proxy = await startUdpProxy({ target: sim, plan });
  try {
    return await work(proxy);
  } finally {
    await proxy.close();
  }
}

test.each(['on', 'off'] as const)('power status reads %s in four round trips', async (state) => {
  sim.chassis.setPower(state);
  const result = await cli.run(sim, ['power', 'status']);
  expect(result, result.stderr).toMatchObject({
    exitCode: 0,
    document: { power: state, bmc: `${sim.host}:${sim.port}`, roundTrips: 4 },
  });
});

test.each([
  { verb: 'on', before: 'off', after: 'on', executed: ['set power 1'] },
  { verb: 'off', before: 'on', after: 'off', executed: ['set power 0'] },
  { verb: 'cycle', before: 'on', after: 'on', executed: ['set power 0', 'set power 1'] },
  { verb: 'reset', before: 'on', after: 'on', executed: ['set reset 1'] },
  { verb: 'soft', before: 'on', after: 'off', executed: ['set shutdown 1'] },
] as const)('power $verb exits 0 and is executed once', async ({ verb, before, after, executed }) => {
  sim.chassis.setPower(before);
  const result = await cli.run(sim, ['power', verb]);
  expect(result, result.stderr).toMatchObject({ exitCode: 0, document: { outcome: 'done', before, after } });
  expect(sim.chassis.log()).toEqual(executed);
  expect((await ipmitoolPower(sim)).power).toBe(after);
});

describe('exit codes of failures, none of which keeps a script waiting', () => {
  const failing = async (target: Parameters<RackhandCli['run']>[0], command: string[]) => {
    const result = await cli.run(target, command);
    expect(result.ms).toBeLessThan(LIMIT_MS);
    expect(result.stdout + result.stderr).not.toContain(target.credentials?.password ?? ADMIN.password);
    return result;
  };

  test.each([
    { what: 'an unknown user', credentials: { ...ADMIN, user: 'ghost' }, code: 'ipmi.wrong-user' },
    { what: 'a wrong password', credentials: { ...ADMIN, password: 'not-it' }, code: 'ipmi.wrong-password' },
  ])('$what: 1', async ({ credentials, code }) => {
    const result = await failing({ ...sim, credentials }, ['power', 'status']);
    expect(result, result.stderr).toMatchObject({ exitCode: 1, document: { error: { code } } });
  });

  test('a cipher suite that the BMC lacks: 1', async () => {
    const result = await failing({ ...sim, cipherSuite: 17 }, ['power', 'status']);
    expect(result, result.stderr).toMatchObject({ exitCode: 1, document: { error: { code: 'ipmi.cipher' } } });
  });

  test('a closed port: 6', async () => {
    const result = await failing({ host: '127.0.0.1', port: await freeUdpPort() }, ['power', 'status']);
    expect(result, result.stderr).toMatchObject({ exitCode: 6, document: { error: { code: 'ipmi.unreachable' } } });
  });

  test('a BMC that hangs: 6', async () => {
    sim.freeze();
    const result = await failing(sim, ['power', 'status']);
    expect(result, result.stderr).toMatchObject({ exitCode: 6, document: { error: { code: 'ipmi.timeout' } } });
  });

  test('a BMC that vanishes while we log in: 6', async () => {
    const result = await through(
      ({ index }) => ({ kind: index < 3 ? 'pass' : 'drop' }),
      (path) => failing(path, ['power', 'status']),
    );
    expect(result, result.stderr).toMatchObject({ exitCode: 6, document: { error: { code: 'ipmi.vanished' } } });
  });

  test('a user whose level is too low: 1, and nothing is executed', async ({ onTestFinished }) => {
    // The practice BMC, because ipmi_sim gives every user the level it asks for (ipmitool agrees: failures.test.ts).
    const practice = await startBmc();
    onTestFinished(() => practice.close());
    practice.chassis.on();
    const target = { host: practice.host, port: practice.port, cipherSuite: 17, credentials: USER } as const;
    const result = await failing(target, ['power', 'reset']);
    expect(result, result.stderr).toMatchObject({ exitCode: 1, document: { failure: { code: 'ipmi.privilege' } } });
    expect(practice.executed).toEqual([]);
  });

  test('a BMC that vanishes when the reset is out: 7', async () => {
    const result = await through(
      () => ({ kind: sim.chassis.executions('reset') === 0 ? 'pass' : 'drop' }),
      (path) => failing(path, ['power', 'reset']),
    );
    expect(result, result.stderr).toMatchObject({ exitCode: 7, document: { outcome: 'unknown', after: null } });
    expect(sim.chassis.executions('reset')).toBe(1);
  });

  test('an unknown verb: 2', async () => {
    expect((await failing(sim, ['power', 'explode'])).exitCode).toBe(2);
  });
});

test('a reset whose answer is lost exits 7, was executed once, and says so', async () => {
  let lost = false;
  const result = await through(
    ({ direction }) => {
      if (lost || direction !== 'to-client' || sim.chassis.executions('reset') === 0) return { kind: 'pass' };
      lost = true;
      return { kind: 'drop' };
    },
    (path) => cli.run(path, ['power', 'reset']),
  );
  expect(result, result.stderr).toMatchObject({ exitCode: 7, document: { outcome: 'unknown', after: 'on' } });
  expect(sim.chassis.executions('reset')).toBe(1);
});

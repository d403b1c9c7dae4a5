import { expect, test } from 'vitest';
import { readFindings } from '../../main/ipmi/findings/observe.ts';
import { startBmc } from '../../main/practice/bmc/index.ts';
import { startIpmiSim } from './support/ipmi-sim.ts';
import { ipmitool } from './support/ipmitool.ts';
import type { Credentials, PeerTarget } from './support/lab.ts';
import { bmcFor } from './support/rackhand.ts';

// The list of findings over real sockets: a badly set up BMC is told all its mistakes, a sound one none. Where ipmitool
// can show a mistake, it is the witness that the mistake is there.

const FACTORY: Credentials = { user: 'ADMIN', password: 'ADMIN', privilege: 'admin' };

async function findingsOf(target: PeerTarget, { user, password }: Pick<Credentials, 'user' | 'password'>) {
  await using bmc = bmcFor(target);
  const { host, port } = target;
  const { findings, notRead } = await readFindings(bmc, { host, port, user, password: Buffer.from(password) });
  return { found: findings.map(({ id, severity }) => `${severity} ${id}`), notRead };
}

test('ipmi_sim, set up badly: all of them, and what it cannot tell is no good news', async () => {
  const sim = await startIpmiSim({ weakUsers: true });
  try {
    const { found, notRead } = await findingsOf({ ...sim, credentials: FACTORY }, FACTORY);
    expect(found).toEqual([
      'critical anonymous-login',
      'critical ipmi15-without-password',
      'critical factory-login',
      'high suite-0-offered',
      'high null-user',
      'medium weak-suites',
      'medium all-administrators',
      'medium no-time',
      'low open-to-administrators',
      'low kg-unset',
    ]);
    expect(notRead).toEqual([{ check: 'sol', reason: 'the BMC does not tell' }]);
    const suites = (await ipmitool({ ...sim, credentials: FACTORY }, ['channel', 'getciphers', 'ipmi', '1'])).stdout;
    expect(suites).toMatch(/^0 +N\/A +none +none +none/m);
  } finally {
    await sim.stop();
  }
});

test('practice BMC, set up badly: all of them', async () => {
  await using bmc = await startBmc({ weakSetup: true, device: { available: false } });
  const target = { host: bmc.host, port: bmc.port, cipherSuite: 17, credentials: FACTORY } as const;
  expect(await findingsOf(target, FACTORY)).toEqual({
    found: [
      'critical suite-0',
      'critical anonymous-login',
      'critical ipmi15-without-password',
      'critical factory-login',
      'high null-user',
      'medium weak-suites',
      'medium all-administrators',
      'medium plain-sol',
      'medium not-available',
      'low open-to-administrators',
      'low kg-unset',
    ],
    notRead: [],
  });
  const authcap = (await ipmitool(target, ['channel', 'authcap', '14', '4'])).stdout;
  expect(authcap).toMatch(/Anonymous login enabled +: yes/);
  expect(authcap).toMatch(/Channel supports IPMI v1.5 : yes/);
  expect(authcap).toMatch(/KG status +: default/);
  const lan = (await ipmitool(target, ['lan', 'print', '1'])).stdout;
  expect(lan).toMatch(/RMCP\+ Cipher Suites +: 0,1,2,6,8,17,3/);
  expect(lan).toMatch(/Cipher Suite Priv Max +: aaaaaaa/);
  expect((await ipmitool(target, ['sol', 'info', '1'])).stdout).toMatch(/Force Encryption +: false/);
  expect((await ipmitool(target, ['user', 'test', '6', '16', 'ADMIN'])).stdout).toContain('Success');
});

test('practice BMC, set up well: none, and everything was read', async () => {
  const KG = 'KGKEY-abcdefghij0123';
  await using bmc = await startBmc({ kg: Buffer.from(KG), channelLimit: 'operator' });
  const target = { host: bmc.host, port: bmc.port, cipherSuite: 17, kg: KG } as const;
  expect(await findingsOf(target, { user: 'admin', password: 'adminpw' })).toEqual({ found: [], notRead: [] });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { scaledTimes } from '../practice/idrac/physics.ts';
import { PracticeRedfish } from '../practice/idrac/redfish.ts';
import { startDellSsh } from '../practice/idrac/ssh.ts';
import { type DellState, dellState } from '../practice/idrac/state.ts';
import { selfSigned } from '../practice/tls/certificate.ts';
import { Redfish } from '../redfish/client.ts';
import { RacadmIdrac } from './by-racadm.ts';
import { RedfishIdrac } from './by-redfish.ts';
import type { Idrac } from './idrac.ts';
import { racadmOverSsh } from './racadm/racadm.ts';
import { DELL_MESSAGES } from './redfish/messages.ts';

const PASSWORD = 'Practice-7';
const times = scaledTimes(6_000);
const certificate = selfSigned(
  'idrac',
  ['127.0.0.1'],
  new Date(Date.now() - 86_400_000),
  new Date(Date.now() + 86_400_000),
);

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function byRedfish(state: DellState): Promise<Idrac> {
  const server = await PracticeRedfish.start({ state, times, clock: systemClock, certificate });
  ends.push(() => server.close());
  const service = new Redfish({
    ...{ device: 'server', url: `https://127.0.0.1:${server.port}`, pin: certificate.fingerprint256 },
    ...{ user: 'root', password: Buffer.from(PASSWORD), known: DELL_MESSAGES },
  });
  const idrac = new RedfishIdrac(service);
  ends.push(() => idrac[Symbol.asyncDispose]());
  return idrac;
}

async function bySsh(state: DellState): Promise<Idrac> {
  const server = await startDellSsh({ state, times });
  ends.push(() => server.close());
  const { racadm } = racadmOverSsh({
    ...{ host: server.host, port: server.port, user: 'root', password: PASSWORD, pin: server.fingerprint },
  });
  const idrac = new RacadmIdrac(racadm, 'racadm over SSH');
  ends.push(() => idrac[Symbol.asyncDispose]());
  return idrac;
}

const server = (personality: DellState['personality'] = 'idrac9') =>
  dellState({ personality, serviceTag: 'ABC1234', password: PASSWORD });

describe.each([
  ['Redfish', byRedfish],
  ['racadm over SSH', bySsh],
] as const)('a server by %s', (by, open) => {
  test('tells who it is and what is on it', async () => {
    const idrac = await open(server());
    expect(idrac.by).toBe(by);
    expect(await idrac.info()).toMatchObject({
      ...{ serviceTag: 'ABC1234', model: 'PowerEdge R640', power: 'on' },
      ...{ biosVersion: '2.10.2', idracVersion: '5.10.00.00' },
    });
    expect((await idrac.firmware()).map(({ version }) => version)).toContain('2.10.2');
    expect(await idrac.nic()).toMatchObject({
      enabled: true,
      dhcp: false,
      address: '127.0.0.1',
      mask: '255.255.255.0',
    });
    expect(await idrac.jobs()).toEqual([]);
  });

  test('is switched, and a second time is no harm', async () => {
    const state = server();
    const idrac = await open(state);
    expect(await idrac.power('off')).toEqual({ kind: 'accepted' });
    expect(state.power).toBe('off');
    expect((await idrac.info()).power).toBe('off');
    await idrac.power('off');
    expect(await idrac.power('on')).toEqual({ kind: 'accepted' });
    expect(state.power).toBe('on');
  });

  test('takes a new password, which then opens it and no error repeats', async () => {
    const state = server();
    const idrac = await open(state);
    const sent = await idrac.setUserPassword(2, Buffer.from('Another-Word-9'));
    expect(['accepted', 'lost']).toContain(sent.kind);
    expect(state.users[0]?.password).toBe('Another-Word-9');
    expect(JSON.stringify(sent)).not.toContain('Another-Word-9');
  });

  test('takes IPMI over LAN on and off', async () => {
    const state = server();
    const idrac = await open(state);
    expect(await idrac.setIpmiOverLan(true)).toEqual({ kind: 'accepted' });
    expect(state.ipmiOverLan).toBe(true);
  });
});

describe('a package', () => {
  const stick = () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'rackhand-stick-'));
    ends.push(() => Promise.resolve(rmSync(folder, { recursive: true })));
    const file = path.join(folder, 'BIOS_ABCDE_WN64_2.12.4.EXE');
    writeFileSync(file, Buffer.alloc(300_000, 7));
    return file;
  };

  test.each(['idrac8', 'idrac9'] as const)(
    'goes to an %s in full, the server restarts for it, the version is there',
    async (personality) => {
      const state = server(personality);
      const idrac = await byRedfish(state);
      const seen: number[] = [];
      const sent = await idrac.update(stick(), { progress: (progress) => seen.push(progress.sent) });
      expect(sent).toEqual({ kind: 'accepted' });
      expect(seen.at(-1)).toBe(300_000);
      const bios = async () =>
        (await idrac.firmware().catch(() => [])).find(({ componentId }) => componentId === 159)?.version;
      await expect.poll(bios, { timeout: 20_000 }).toBe('2.12.4');
    },
  );

  test('cannot go by racadm over SSH, and nothing was sent', async () => {
    const state = server();
    const idrac = await bySsh(state);
    expect(await idrac.update(stick())).toMatchObject({ kind: 'not-sent' });
    expect(state.jobs).toEqual([]);
  });

  test('that is not there is not sent', async () => {
    const idrac = await byRedfish(server());
    expect(await idrac.update('/nowhere/BIOS.EXE')).toMatchObject({ kind: 'not-sent' });
  });
});

test('the factory password is told, and opens nothing else', async () => {
  const state = server();
  state.faults.add('default-password');
  const idrac = await byRedfish(state);
  expect(await idrac.defaultPassword()).toBe(true);
});

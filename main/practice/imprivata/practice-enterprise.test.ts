import { expect, it } from 'vitest';
import { endpoint } from '../../appliances/endpoint.ts';
import { exchange } from '../../appliances/http.ts';
import { HeartbeatListener } from '../../appliances/imprivata/heartbeat-listener.ts';
import { systemClock } from '../../ports/clock.ts';
import { silentLog } from '../../ports/log.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { DURATION, NEW_LEVEL } from './enterprise.ts';
import { PracticeEnterprise } from './practice-enterprise.ts';

const clock = systemClock;
// So fast that a heartbeat comes twelve times a second.
const started = (scale = 3_600) => PracticeEnterprise.start({ scale, clock, log: silentLog });
async function ask(enterprise: PracticeEnterprise, method: 'GET' | 'POST' = 'GET', form = ''): Promise<string> {
  const where = endpoint('IMP A', `https://127.0.0.1:${enterprise.webPort('imp-a')}`);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const request = { method, path: '/', headers, ...(method === 'POST' ? { body: Buffer.from(form) } : {}) };
  const { body } = await exchange(where, enterprise.certificate.fingerprint256, request, { clock });
  return body.toString('utf8');
}
it('shows on the page what the procedures ask for, over the pinned client', async () => {
  await using enterprise = await started();
  const page = await ask(enterprise);
  for (const shown of ['24.1 HF2', 'North', '12400000', 'imp-a']) expect(page).toContain(shown);
});

it('has a console that is gone while the database is worked on, and is back afterwards', async () => {
  const simulated = new SimulatedClock();
  await using enterprise = await PracticeEnterprise.start({ scale: 1, clock: simulated, log: silentLog });
  const pass = async (seconds: number) => {
    await simulated.run(simulated.sleep(seconds * 1000));
    await enterprise.settled();
  };
  for (const action of ['imp.backup.start', 'imp.package.upload', 'imp.package.distribute'] as const)
    expect(enterprise.manual(action).outcome).toBe('played');
  expect(enterprise.manual('imp.package.install').outcome).toBe('impossible');
  await pass(DURATION.distribution);
  expect(enterprise.manual('imp.package.install').outcome).toBe('played');
  await pass(DURATION.software);
  const locked = { outcome: 'impossible', soonMs: DURATION.database * 1000 };
  expect(enterprise.manual('imp.adminConsole.use')).toMatchObject(locked);
  await expect(ask(enterprise)).rejects.toMatchObject({ code: 'refused' });
  await pass(DURATION.database);
  expect(await ask(enterprise)).toContain(NEW_LEVEL);
  expect(enterprise.view().disasters).toEqual([]);
});

it('posts its heartbeats to the listener whose URL was entered', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const onBeat = ({ text }: { text: string }) => resolve(text);
  await using listener = await HeartbeatListener.start({ address: '127.0.0.1', port: 0, seconds: 60, clock, onBeat });
  await using enterprise = await started();
  await ask(enterprise, 'POST', `heartbeat=${encodeURIComponent(listener.url)}`);
  expect(enterprise.view().heartbeatUrl).toBe(listener.url);
  expect(await promise).toContain('authentications=412');
});

it('posts to nothing off this machine', async () => {
  await using enterprise = await started();
  await ask(enterprise, 'POST', 'heartbeat=http%3A%2F%2F192.0.2.1%2F');
  expect(enterprise.view().heartbeatUrl).toBeNull();
});

it('fails where it is told to on its page, and is mended there', async () => {
  await using enterprise = await started();
  await ask(enterprise, 'POST', 'fault=disk-full');
  enterprise.manual('imp.package.upload');
  expect(enterprise.state).toMatchObject({ listed: null, refusal: 'disk' });
  await ask(enterprise, 'POST', 'support=release');
  enterprise.manual('imp.package.upload');
  expect(enterprise.state.listed).toBe(NEW_LEVEL);
});

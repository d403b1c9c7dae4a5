import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { RedfishError, type RedfishErrorCode } from '../../redfish/error.ts';
import type { ServiceRoot } from '../../redfish/resources/service-root.ts';
import type { Reads } from '../../redfish/service.ts';
import { followJob } from './follow-job.ts';
import { watchUpdate } from './watch-update.ts';

const where = { device: 'dell (10.0.0.5:443)', host: '10.0.0.5', port: 443 };
const MINUTE = 60_000;
const fail = (code: RedfishErrorCode, status?: number) =>
  new RedfishError({
    code,
    device: where.device,
    finding: code,
    advice: 'x',
    ...(status === undefined ? {} : { status }),
  });
const job = (JobState: string, PercentComplete = 0) => ({ Id: 'JID_257309938313', JobState, PercentComplete });

/** A service that answers by the simulated minute. */
function service(
  clock: SimulatedClock,
  answer: (minute: number, link: string) => unknown,
): Reads & { asked: string[] } {
  const began = clock.monotonic();
  const asked: string[] = [];
  const get: Reads['get'] = async (link) => {
    asked.push(link);
    const json = answer((clock.monotonic() - began) / MINUTE, link);
    if (json instanceof RedfishError) throw json;
    return { status: 200, json, etag: null };
  };
  const root = { updateService: '/U', expand: null } as ServiceRoot;
  return {
    where,
    asked,
    get,
    root: async () => root,
    read: async (link, shape) => shape.parse((await get(link)).json),
  };
}
const follow = (answer: (minute: number, link: string) => unknown, more: object = {}) => {
  const clock = new SimulatedClock(undefined, true);
  const reads = service(clock, answer);
  const followed = followJob({ service: reads, links: ['/T/1', '/J/1'], clock, until: 'over', ...more });
  return followed.then((end) => ({ end, minutes: clock.monotonic() / MINUTE, asked: reads.asked }));
};

describe('following a job', () => {
  it('bears everything an iDRAC that restarts can answer', async () => {
    const trouble: RedfishErrorCode[] = [
      'dropped',
      'refused',
      'silent',
      'tls',
      'plain-http',
      'timeout',
      'starting',
      'malformed',
      'session-expired',
      'session-limit',
      'login-refused',
      'busy',
    ];
    const { end, minutes } = await follow((minute) =>
      minute < 2
        ? job('Running', 50)
        : minute < 20
          ? fail(trouble[Math.floor(minute) % trouble.length] ?? 'silent')
          : job('Completed', 100),
    );
    expect(end).toMatchObject({ kind: 'over', job: { phase: 'completed' } });
    expect(minutes).toBeLessThan(22);
  });

  it('gives up after half an hour of silence, and says so', async () => {
    const { end, minutes } = await follow((minute) => (minute < 2 ? job('Running', 50) : fail('silent')));
    expect(end).toMatchObject({ kind: 'silent', last: { percent: 50 }, error: { code: 'silent' } });
    expect(minutes).toBeGreaterThanOrEqual(30);
    expect(minutes).toBeLessThan(34);
  });

  it('looks in every place, and calls a job vanished only after minutes', async () => {
    const { end, minutes, asked } = await follow((minute) =>
      minute < 1 ? job('Running') : fail('not-supported', 404),
    );
    expect(end).toMatchObject({ kind: 'vanished', last: { phase: 'running' } });
    expect(minutes).toBeGreaterThanOrEqual(6);
    expect(asked).toContain('/J/1');
    const back = await follow((minute) => (minute < 3 ? fail('not-supported', 404) : job('Completed', 100)));
    expect(back.end.kind).toBe('over');
  });

  it('finds a job that its task no longer shows (7.00.00.00)', async () => {
    const { end } = await follow((_minute, link) =>
      link === '/T/1' ? fail('not-supported', 404) : job('Completed', 100),
    );
    expect(end.kind).toBe('over');
  });

  it('stops at staged only when told to', async () => {
    const answer = (minute: number) => (minute < 10 ? job('Scheduled') : job('Completed', 100));
    expect((await follow(answer, { until: 'staged' })).end).toMatchObject({ kind: 'staged' });
    expect((await follow(answer)).end).toMatchObject({ kind: 'over' });
  });

  it('ends when the job takes too long', async () => {
    expect((await follow(() => job('Running', 3))).end).toMatchObject({ kind: 'unfinished', last: { percent: 3 } });
  });

  it.each(['wrong-pin', 'foreign-link', 'password-change', 'login-refused', 'cancelled'] as const)(
    '%s is not waited out',
    async (code) => {
      await expect(follow(() => fail(code))).rejects.toMatchObject({ code });
    },
  );
});

describe('the end of an update', () => {
  const inventory = (version: string) => ({
    Members: [{ '@odata.id': '/F', Id: 'Installed-159-1', SoftwareId: '159', Version: version }],
  });
  const watch = (jobs: (minute: number) => unknown, version: (minute: number) => unknown) => {
    const clock = new SimulatedClock(undefined, true);
    const reads = service(clock, (minute, link) =>
      link === '/U' ? { FirmwareInventory: { '@odata.id': '/I' } } : link === '/I' ? version(minute) : jobs(minute),
    );
    return watchUpdate({ service: reads, links: ['/T/1'], clock, componentId: 159, version: '2.5.4' });
  };

  it('is done only when the version has been read back', async () => {
    expect(
      await watch(
        () => job('Completed', 100),
        () => inventory('2.5.4'),
      ),
    ).toMatchObject({ outcome: 'done' });
  });
  it('is not done when the job says so and nothing has changed', async () => {
    const end = await watch(
      () => job('Completed', 100),
      () => inventory('2.1.7'),
    );
    expect(end).toMatchObject({ outcome: 'not-done', proof: { versions: ['2.1.7'] } });
  });
  it('is done when the job was lost but the version is there', async () => {
    const end = await watch(
      (minute) => (minute < 2 ? job('Running') : fail('not-supported', 404)),
      () => inventory('2.5.4'),
    );
    expect(end).toMatchObject({ outcome: 'done', followed: { kind: 'vanished' } });
  });
  it('waits for an inventory that lags behind', async () => {
    const end = await watch(
      () => job('Completed', 100),
      (minute) => inventory(minute < 4 ? '2.1.7' : '2.5.4'),
    );
    expect(end.outcome).toBe('done');
  });
  it('is unknown when the version cannot be read', async () => {
    expect(
      await watch(
        () => job('Completed', 100),
        () => fail('silent'),
      ),
    ).toMatchObject({ outcome: 'unknown' });
    expect(
      await watch(
        () => fail('silent'),
        () => fail('silent'),
      ),
    ).toMatchObject({ outcome: 'unknown' });
  });
  it('is not done at once when the job has failed', async () => {
    expect(
      await watch(
        () => job('Failed', 100),
        () => inventory('2.1.7'),
      ),
    ).toMatchObject({ outcome: 'not-done' });
  });
});

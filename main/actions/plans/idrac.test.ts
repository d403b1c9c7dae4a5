import { describe, expect, it } from 'vitest';
import type { Idrac, IdracJob, InstalledFirmware, Sent } from '../../idrac/idrac.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { perform } from '../perform.ts';
import type { Plan } from '../plan.ts';
import type { ActionBmc, Gate } from '../ports.ts';
import { deleteJobPlan, firmwarePlan, idracPasswordPlan, staticAddressPlan } from './idrac.ts';

interface Server {
  firmware: InstalledFirmware[];
  jobs: IdracJob[];
  /** Readings that fail before the iDRAC answers again. */
  silent: number;
  reply: Sent;
  sent: string[];
}

const bios = (version: string): InstalledFirmware => ({ name: 'BIOS', componentId: 159, version, updateable: true });
const job = (state: IdracJob['state']): IdracJob => ({
  ...{ id: 'JID_1', name: 'update', state, percent: null, message: null },
  ...{ startedAt: null, endedAt: null },
});

/** A server behind its iDRAC, and what happens to it once something has been sent. */
function rig(change: Partial<Server> = {}, then: (server: Server) => void = () => undefined) {
  const server: Server = {
    ...{ firmware: [bios('2.4.0')], jobs: [], silent: 0, reply: { kind: 'accepted' }, sent: [] },
    ...change,
  };
  const clock = new SimulatedClock(0, true);
  const send = (what: string): Promise<Sent> => {
    server.sent.push(what);
    then(server);
    return Promise.resolve(server.reply);
  };
  const reading = <T>(value: () => T): Promise<T> => {
    if (server.sent.length > 0 && server.silent-- > 0) return Promise.reject(new Error('connection refused'));
    return Promise.resolve(value());
  };
  const idrac = {
    name: 'idrac',
    firmware: () => reading(() => server.firmware),
    jobs: () => reading(() => server.jobs),
    nic: () => reading(() => ({ enabled: true, dhcp: true, address: '', mask: '', gateway: '', mac: null })),
    update: (file: string) => send(`update ${file}`),
    deleteJob: (id: string) => send(`delete ${id}`),
    setStatic: (address: string) => send(`static ${address}`),
    setUserPassword: (id: number, password: Buffer) => send(`password ${id} ${password.toString()}`),
  } as unknown as Idrac;
  const bmc = {
    name: 'idrac',
    idrac,
    identity: () => Promise.resolve({ serial: 'TAG1234' }),
    chassisStatus: () => reading(() => ({ power: 'on' })),
    logout: () => Promise.resolve(),
  } as unknown as ActionBmc;
  const journal: unknown[] = [];
  const gate: Gate = {
    decide(intent) {
      journal.push(intent);
      return { allowed: true, stream: 'run' };
    },
    settle: (_stream, _intent, _siteId, result) => void journal.push(result),
  };
  const device = { id: 'us', siteId: 's', name: 'US', serial: 'TAG1234' };
  const context = { author: 'me', path: null, gate, clock, process: { pid: 1, start: 'x' } };
  return {
    ...{ server, clock, journal },
    perform: (plan: Plan) => perform(plan, { bmc, address: 'idrac:443', device }, context),
  };
}

const order = { file: '/stick/BIOS.EXE', sha256: 'a'.repeat(64), version: '2.9.0', components: [159] };

describe('a firmware update', () => {
  it('is done when the version is read back, after 20 minutes in which the iDRAC says nothing', async () => {
    const r = rig({ silent: 120 }, (server) => {
      server.firmware = [bios('2.9.0')];
    });
    expect(await r.perform(firmwarePlan(order))).toMatchObject({ outcome: 'done', detail: 'read back: as ordered' });
    expect(r.server.sent).toEqual(['update /stick/BIOS.EXE']);
    expect(r.clock.monotonic()).toBeGreaterThan(19 * 60_000);
  });

  it('is not done because a job says completed', async () => {
    const r = rig({}, (server) => {
      server.jobs = [job('completed')];
    });
    expect(await r.perform(firmwarePlan(order))).toMatchObject({ outcome: 'not-done' });
    expect(r.server.sent).toHaveLength(1);
  });

  it('ends early when the job says that it failed', async () => {
    const r = rig({}, (server) => {
      server.jobs = [job('failed')];
    });
    expect(await r.perform(firmwarePlan(order))).toMatchObject({ outcome: 'not-done' });
    expect(r.clock.monotonic()).toBeLessThan(60_000);
  });

  it('of which nobody knows is unknown, with what not to do, and is not sent again', async () => {
    const r = rig({ reply: { kind: 'lost', reason: 'cut off' }, silent: Number.POSITIVE_INFINITY });
    const result = await r.perform(firmwarePlan(order));
    expect(result).toMatchObject({
      outcome: 'unknown',
      detail: expect.stringContaining('do not switch the server off'),
    });
    expect(r.server.sent).toHaveLength(1);
  });

  it('that is installed already is not sent', async () => {
    const r = rig({ firmware: [bios('2.9.0')] });
    expect(await r.perform(firmwarePlan(order))).toMatchObject({ outcome: 'done' });
    expect(r.server.sent).toEqual([]);
  });

  it('for another component is not proven by its version', async () => {
    const other = { ...bios('2.9.0'), componentId: 25227 };
    const r = rig({ firmware: [other] });
    expect(await r.perform(firmwarePlan(order))).toMatchObject({ outcome: 'not-done' });
    expect(r.server.sent).toHaveLength(1);
  });
});

it('a job is deleted when it is gone from the queue', async () => {
  const r = rig({ jobs: [job('scheduled')] }, (server) => {
    server.jobs = [];
  });
  expect(await r.perform(deleteJobPlan('JID_1'))).toMatchObject({ outcome: 'done' });
});

it('a static address that cuts the connection off is unknown, and says where to look', async () => {
  const r = rig({ silent: Number.POSITIVE_INFINITY });
  const result = await r.perform(staticAddressPlan('10.0.0.9', '255.0.0.0', '10.0.0.1'));
  expect(result).toMatchObject({ outcome: 'unknown', detail: expect.stringContaining('10.0.0.9') });
});

it('a password is sent once, wiped, and in no record', async () => {
  const r = rig();
  const password = Buffer.from('Correct-Horse-7');
  expect(await r.perform(idracPasswordPlan(2, password))).toMatchObject({ outcome: 'done' });
  expect(r.server.sent).toEqual(['password 2 Correct-Horse-7']);
  expect(password.every((byte) => byte === 0)).toBe(true);
  expect(JSON.stringify(r.journal)).not.toContain('Correct-Horse-7');
});

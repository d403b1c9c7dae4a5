import { describe, expect, test } from 'vitest';
import { seeded } from '../ports/seeded.ts';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { BmcCore, type PracticeBmcOptions, SimpleChassis } from '../practice/bmc/index.ts';
import { type SimNetwork, simNetwork } from '../practice/bmc/sim.ts';
import { Bmc, type BmcOptions, IpmiError } from './bmc.ts';

interface Rig {
  clock: SimulatedClock;
  core: BmcCore;
  net: SimNetwork;
  bmc: Bmc;
  /** Runs an operation on simulated time. */
  run<T>(operation: Promise<T>): Promise<T>;
  /** The IpmiError an operation ends with. */
  fails(operation: Promise<unknown>): Promise<IpmiError>;
}

function rig(server: PracticeBmcOptions = {}, client: Partial<BmcOptions> = {}): Rig {
  const clock = new SimulatedClock();
  const core = new BmcCore({ clock, ...server });
  const net = simNetwork(core, clock);
  const login = { host: 'bmc', user: 'admin', password: 'adminpw' };
  const bmc = new Bmc({ ...login, clock, datagrams: net, keepAliveMs: null, ...client });
  return {
    clock,
    core,
    net,
    bmc,
    run: (operation) => clock.run(operation),
    async fails(operation) {
      const e = await clock.run(operation.then(() => null).catch((error: unknown) => error));
      if (!(e instanceof IpmiError)) throw new Error(`expected an IpmiError, got ${e}`);
      return e;
    },
  };
}

const suite3: Partial<BmcOptions> = { cipherSuite: 3, suite3Consent: true };
const kg = Buffer.from('KGKEY-abcdefghij0123');

describe.each([
  ['suite 17', {}, {}],
  ['suite 3', { suites: [3] }, suite3],
  ['suite 17 with K_g', { kg }, { kg }],
  ['suite 3 with K_g', { kg }, { ...suite3, kg }],
] satisfies [string, PracticeBmcOptions, Partial<BmcOptions>][])('%s', (_, server, client) => {
  test('every command', async () => {
    const { bmc, core, clock, run } = rig({ ...server, serial: 'S42' }, client);
    expect(await run(bmc.chassisStatus())).toMatchObject({ power: 'off', restorePolicy: 'previous', identify: 'off' });
    expect(await run(bmc.deviceId())).toMatchObject({ manufacturerId: 10876, firmware: '3.77' });
    expect(await run(bmc.systemGuid())).toBe('8d5b7c1e-3f0a-4c52-9a61-00c0ffee0001');
    expect(await run(bmc.identity())).toEqual({
      chassisSerial: 'S42',
      productSerial: 'P-S42',
      boardSerial: 'B-S42',
      serial: 'S42',
      manufacturer: 'Rackhand',
      product: 'Practice appliance',
      guid: '8d5b7c1e-3f0a-4c52-9a61-00c0ffee0001',
    });
    for (const verb of ['on', 'reset', 'diag', 'cycle', 'soft', 'on', 'off'] as const) {
      expect(await run(bmc.chassisControl(verb))).toEqual({ kind: 'accepted' });
    }
    expect(await run(bmc.restartCause())).toEqual({ cause: 'chassis-control', channel: 1 });
    expect(await run(bmc.identify(20))).toEqual({ kind: 'accepted' });
    expect(await run(bmc.setRestorePolicy('always-on'))).toEqual({ kind: 'accepted' });
    expect(await run(bmc.chassisStatus())).toMatchObject({
      power: 'off',
      restorePolicy: 'always-on',
      identify: 'timed',
    });
    expect(await run(bmc.identify(Number.POSITIVE_INFINITY))).toEqual({ kind: 'accepted' });
    expect(await run(bmc.chassisStatus())).toMatchObject({ identify: 'on' });
    expect(core.machine.executed).toEqual([
      'on',
      'reset',
      'diag',
      'cycle',
      'soft',
      'on',
      'off',
      'identify',
      'policy always-on',
      'identify',
    ]);
    await run(bmc.close());
    await clock.advance(10);
    expect(core.slots.used).toBe(0);
  });
});

describe('round trips', () => {
  test('a cold power status is 4, a warm one 1, an action adds one for the privilege', async () => {
    const { bmc, core, net, run } = rig();
    await run(bmc.chassisStatus());
    expect(bmc.roundTrips).toBe(4);
    expect(net.sent.length).toBe(4);
    await run(bmc.chassisStatus());
    expect(bmc.roundTrips).toBe(5);
    await run(bmc.chassisControl('on'));
    expect(bmc.roundTrips).toBe(7);
    await run(bmc.chassisControl('off'));
    expect(bmc.roundTrips).toBe(8);
    expect(core.received).toEqual([
      'open',
      'rakp1',
      'rakp3',
      'chassis-status',
      'chassis-status',
      'session-privilege',
      'chassis-control',
      'chassis-control',
    ]);
    await run(bmc.close());
    expect(net.sent.length).toBe(9);
  });

  test('logout frees the slot, and the next call opens a new session', async () => {
    const { bmc, core, clock, run } = rig();
    await run(bmc.chassisStatus());
    await run(bmc.logout());
    await clock.advance(10);
    expect(core.slots.used).toBe(0);
    await run(bmc.chassisStatus());
    expect(bmc.roundTrips).toBe(8);
  });

  test('calls at the same time share one session, one after the other', async () => {
    const { bmc, core, run } = rig();
    await run(Promise.all([bmc.chassisStatus(), bmc.deviceId(), bmc.chassisStatus()]));
    expect(core.received.filter((r) => r === 'open')).toHaveLength(1);
    expect(bmc.roundTrips).toBe(6);
  });
});

describe('who may log in', () => {
  test('wrong password: said only after it repeated, nothing secret in the message, no slot left taken', async () => {
    const { bmc, core, clock, fails } = rig({}, { password: 'not-it-4711' });
    const e = await fails(bmc.chassisStatus());
    expect(e).toMatchObject({ code: 'wrong-password', device: 'bmc:623' });
    expect(e.message).toContain('bmc:623');
    expect(e.message + e.stack).not.toContain('4711');
    await clock.advance(10);
    expect(core.received).toEqual(['open', 'rakp1', 'rakp1', 'rakp1', 'rakp1', 'rakp3']); // the last one carries a status and ends it
    expect(core.slots.used).toBe(0);
  });

  test('wrong user and disabled user', async () => {
    expect((await rigFails({}, { user: 'nobody' })).code).toBe('wrong-user');
    expect((await rigFails({}, { user: 'disabled', password: 'disabledpw' })).code).toBe('wrong-user');
  });

  test('K_g missing, surplus or different', async () => {
    expect((await rigFails({ kg }, {})).code).toBe('wrong-kg');
    expect((await rigFails({}, { kg })).code).toBe('wrong-kg');
    expect((await rigFails({ kg }, { kg: Buffer.from('other') })).code).toBe('wrong-kg');
  });

  test('privilege: limit of the user, limit of the channel, refused role', async () => {
    const { bmc, core, run } = rig({}, { user: 'user', password: 'userpw' });
    expect(await run(bmc.chassisStatus())).toMatchObject({ power: 'off' });
    expect(await run(bmc.chassisControl('on'))).toMatchObject({ kind: 'not-sent', error: { code: 'privilege' } });
    expect(core.machine.executed).toEqual([]);
    const limited = rig({ channelLimit: 'operator' }, { privilege: 'administrator' });
    const refused = await limited.run(limited.bmc.chassisControl('on'));
    expect(refused).toMatchObject({ kind: 'not-sent', error: { code: 'privilege', status: 0x81 } });
    if (refused.kind === 'not-sent') expect(refused.error.advice).toContain('PrivLimit');
    const e = await rigFails({ quirks: { refuseHighRole: true } }, { user: 'user', password: 'userpw' });
    expect(e).toMatchObject({ code: 'privilege', status: 0x0a });
  });

  test('a connection for reading only sends no action at all', async () => {
    const { bmc, net, run } = rig({}, { privilege: 'user' });
    expect(await run(bmc.chassisControl('on'))).toMatchObject({ kind: 'not-sent', error: { code: 'privilege' } });
    expect(net.sent).toEqual([]);
  });

  test('options that IPMI cannot carry are refused before anything is sent', () => {
    const make = (o: Partial<BmcOptions>) => () => new Bmc({ host: 'bmc', user: 'admin', password: 'x', ...o });
    expect(make({ password: 'x'.repeat(21) })).toThrow(/longer than 20/);
    expect(make({ user: 'x'.repeat(17) })).toThrow(/longer than 16/);
    expect(make({ kg: Buffer.alloc(21) })).toThrow(/K_g/);
    expect(make({ cipherSuite: 3 })).toThrow(expect.objectContaining({ code: 'cipher-consent' }));
    expect(make({ cipherSuite: 0 as 3 })).toThrow(expect.objectContaining({ code: 'usage' }));
    expect(make({ password: 'x'.repeat(20), user: 'y'.repeat(16), ...suite3 })).not.toThrow();
  });

  test('no slot free', async () => {
    const e = await rigFails({ slots: 0 }, {});
    expect(e).toMatchObject({ code: 'no-slots', status: 1 });
    expect(e.advice).toContain('60 seconds');
  });
});

async function rigFails(server: PracticeBmcOptions, client: Partial<BmcOptions>): Promise<IpmiError> {
  const r = rig(server, client);
  return r.fails(r.bmc.chassisStatus());
}

describe('a BMC that is not there', () => {
  test('closed port: at once, with the iDRAC advice', async () => {
    const { bmc, net, clock, fails } = rig();
    net.failure = { reason: 'refused', detail: 'ECONNREFUSED' };
    const e = await fails(bmc.chassisStatus());
    expect(e.code).toBe('unreachable');
    expect(e.advice).toContain('iDRAC.IPMILan.Enable');
    expect(clock.monotonic()).toBeLessThan(100);
  });

  test('silence ends within 10 s, with few and identical Open Session Requests', async () => {
    const { bmc, core, net, clock, fails } = rig();
    core.faults.dead = true;
    const e = await fails(bmc.chassisStatus());
    expect(e.code).toBe('timeout');
    expect(e.advice).toMatch(/X9.*no proof of a wrong address/);
    expect(clock.monotonic()).toBeLessThanOrEqual(10_000);
    expect(net.sent.length).toBeLessThanOrEqual(4);
    expect(new Set(net.sent.map((b) => b.toString('hex'))).size).toBe(1);
    expect(await clock.run(bmc.chassisControl('reset'))).toMatchObject({
      kind: 'not-sent',
      error: { code: 'timeout' },
    });
  });

  test('it vanishes in the middle of a session: reads say so, a session that only timed out is replaced', async () => {
    const { bmc, core, clock, run, fails } = rig();
    await run(bmc.chassisStatus());
    core.slots.clear();
    expect(await run(bmc.chassisStatus())).toMatchObject({ power: 'off' });
    core.faults.dead = true;
    const start = clock.monotonic();
    expect((await fails(bmc.chassisStatus())).code).toBe('vanished');
    expect(clock.monotonic() - start).toBeLessThanOrEqual(10_000);
  });

  test('the port closes in the middle of a session', async () => {
    const { bmc, net, run, fails } = rig();
    await run(bmc.chassisStatus());
    net.failure = { reason: 'refused', detail: 'ECONNREFUSED' };
    expect((await fails(bmc.chassisStatus())).code).toBe('vanished');
    expect((await fails(bmc.chassisStatus())).code).toBe('unreachable');
  });
});

describe('lost and damaged packets', () => {
  test.each(['open', 'rakp1', 'rakp3', 'chassis-status'] as const)(
    'the answer to %s is lost once: the read succeeds',
    async (step) => {
      const { bmc, core, run } = rig();
      core.faults.loseNextReply(step);
      expect(await run(bmc.chassisStatus())).toMatchObject({ power: 'off' });
    },
  );

  test.each(['open', 'rakp1', 'rakp3', 'chassis-status'] as const)(
    'any byte of the answer to %s is damaged: never a false verdict',
    async (step) => {
      for (let at = 0; at < 100; at++) {
        const { bmc, core, run } = rig();
        core.faults.corruptNextReply(step, at);
        expect(await run(bmc.chassisStatus())).toMatchObject({ power: 'off' });
      }
    },
  );

  test('a damaged request is no wrong user or password either', async () => {
    for (let at = 0; at < 60; at++) {
      for (const nth of [0, 1, 2]) {
        const { bmc, net, run } = rig();
        let n = 0;
        net.fate = (direction, bytes) => {
          const copy = Buffer.from(bytes);
          if (direction === 'request' && n++ === nth && at < copy.length) copy[at] = (copy[at] ?? 0) ^ 0xff;
          return [{ bytes: copy, delayMs: 0 }];
        };
        expect(await run(bmc.chassisStatus())).toMatchObject({ power: 'off' });
      }
    }
  });

  test('an answer that comes twice, late or out of order is taken once', async () => {
    const { bmc, net, run } = rig();
    net.fate = (_, bytes) => [0, 3, 2_000].map((delayMs) => ({ bytes, delayMs }));
    expect(await run(bmc.chassisStatus())).toMatchObject({ power: 'off' });
    expect(await run(bmc.deviceId())).toMatchObject({ productId: 0x0907 });
    expect(await run(bmc.chassisStatus())).toMatchObject({ power: 'off' });
  });
});

describe('a command that changes something is sent once', () => {
  test('its answer is lost: executed once, sent once, result lost', async () => {
    const { bmc, core, run } = rig({}, {});
    core.machine.chassis.on();
    core.faults.loseNextReply('chassis-control');
    expect(await run(bmc.chassisControl('reset'))).toMatchObject({ kind: 'lost' });
    expect(core.machine.executed).toEqual(['reset']);
    expect(core.received.filter((r) => r === 'chassis-control')).toHaveLength(1);
    expect(await run(bmc.chassisStatus())).toMatchObject({ power: 'on' });
  });

  test('its request is lost: not executed, sent once, result lost', async () => {
    const { bmc, core, run } = rig();
    core.faults.loseNextRequest('chassis-control');
    expect(await run(bmc.chassisControl('on'))).toMatchObject({ kind: 'lost' });
    expect(core.machine.executed).toEqual([]);
  });

  test.each(['identify', 'restore-policy'] as const)('%s too', async (key) => {
    const { bmc, core, run } = rig();
    core.faults.loseNextReply(key);
    const result = await run(key === 'identify' ? bmc.identify(5) : bmc.setRestorePolicy('always-off'));
    expect(result).toMatchObject({ kind: 'lost' });
    expect(core.machine.executed).toHaveLength(1);
  });

  test('the late answer of a lost command is not taken for the next one', async () => {
    const { bmc, core, net, run } = rig();
    await run(bmc.chassisControl('on'));
    let late = false;
    net.fate = (direction, bytes) => [{ bytes, delayMs: direction === 'answer' && late ? 9_000 : 0 }];
    late = true;
    expect(await run(bmc.chassisControl('off'))).toMatchObject({ kind: 'lost' });
    late = false;
    core.faults.wrongCompletion('chassis-control', 0xd5);
    expect(await run(bmc.chassisControl('on'))).toMatchObject({ kind: 'rejected', error: { status: 0xd5 } });
  });

  test('an idle session must prove itself first', async () => {
    const { bmc, core, clock, run } = rig();
    await run(bmc.chassisControl('on'));
    await clock.advance(20_000);
    core.received.length = 0;
    await run(bmc.chassisControl('reset'));
    expect(core.received).toEqual(['device-id', 'chassis-control']);
    await clock.advance(20_000);
    core.slots.clear();
    core.received.length = 0;
    expect(await run(bmc.chassisControl('reset'))).toEqual({ kind: 'accepted' });
    expect(core.received.filter((r) => r === 'chassis-control')).toHaveLength(1);
    expect(core.machine.executed).toEqual(['on', 'reset', 'reset']);
  });

  test('the network complains after sending: lost, because the complaint may be about something older', async () => {
    const { bmc, net, run } = rig();
    await run(bmc.chassisControl('on'));
    net.failure = { reason: 'refused', detail: 'ECONNREFUSED' };
    expect(await run(bmc.chassisControl('off'))).toMatchObject({ kind: 'lost' });
  });

  test('a refusal is rejected; a code that does not say whether it was done is lost', async () => {
    const { bmc, core, run } = rig();
    expect(await run(bmc.chassisControl('reset'))).toMatchObject({
      kind: 'rejected',
      error: { status: 0xd5, code: 'completion' },
    });
    core.faults.wrongCompletion('chassis-control', 0xc0);
    expect(await run(bmc.chassisControl('on'))).toMatchObject({ kind: 'rejected', error: { code: 'busy' } });
    core.faults.wrongCompletion('chassis-control', 0xc3, 1, true);
    expect(await run(bmc.chassisControl('on'))).toMatchObject({ kind: 'lost' });
    expect(core.machine.executed).toEqual(['on']);
  });

  test('when logging in eats the time, it is not sent', async () => {
    const { bmc, core, run } = rig();
    core.faults.slow(1_700);
    const result = await run(bmc.chassisControl('on'));
    expect(result.kind).toBe('not-sent');
    expect(core.machine.executed).toEqual([]);
  });

  test('a bad identify time is refused without sending', async () => {
    const { bmc, net, run } = rig();
    for (const seconds of [-1, 256, 1.5, Number.NaN])
      expect(await run(bmc.identify(seconds))).toMatchObject({ kind: 'not-sent', error: { code: 'usage' } });
    expect(net.sent).toEqual([]);
  });

  test('600 commands over a bad link: no outcome ever lies', async () => {
    const random = seeded(20261121);
    const kinds: Record<string, number> = {};
    for (let i = 0; i < 600; i++) {
      const { bmc, core, net, run } = rig({ slots: 100, chassis: new SimpleChassis({ power: true }) }, {});
      net.latencyMs = 10;
      net.fate = (_, bytes) => {
        if (random() < 0.15) return [];
        const copy = Buffer.from(bytes);
        if (random() < 0.05) copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256);
        const copies = [{ bytes: copy, delayMs: random() < 0.1 ? 700 : 0 }];
        return random() < 0.1 ? [...copies, { bytes: copy, delayMs: 40 }] : copies;
      };
      const start = net.sent.length;
      const result = await run(bmc.chassisControl('reset'));
      const executed = core.machine.executed.length;
      kinds[result.kind] = (kinds[result.kind] ?? 0) + 1;
      expect(executed).toBeLessThanOrEqual(1);
      if (result.kind === 'accepted') expect(executed).toBe(1);
      if (result.kind === 'not-sent') {
        expect(executed).toBe(0);
        expect(['timeout', 'vanished', 'protocol']).toContain(result.error.code);
      }
      if (result.kind === 'rejected') throw new Error(result.error.message);
      expect(net.sent.length).toBeGreaterThan(start);
      await run(bmc.close());
    }
    expect(kinds.accepted).toBeGreaterThan(300);
    expect(kinds.lost).toBeGreaterThan(20);
  });
});

describe('the session lives', () => {
  test('keep-alive reads now and then, and stops with close', async () => {
    const { bmc, core, clock, run } = rig({}, { keepAliveMs: 40_000 });
    await run(bmc.chassisStatus());
    await clock.advance(130_000);
    expect(core.received.filter((r) => r === 'device-id')).toHaveLength(3);
    expect(core.slots.used).toBe(1);
    await run(bmc.close());
    await clock.advance(100_000);
    expect(core.slots.used).toBe(0);
    expect(core.received.filter((r) => r === 'device-id')).toHaveLength(3);
  });

  test('after close every call is refused', async () => {
    const { bmc, run, fails } = rig();
    await run(bmc.close());
    await run(bmc.close());
    expect((await fails(bmc.chassisStatus())).code).toBe('usage');
  });

  test('a busy BMC is asked again', async () => {
    const { bmc, core, run, fails } = rig();
    core.faults.wrongCompletion('chassis-status', 0xc0, 2);
    expect(await run(bmc.chassisStatus())).toMatchObject({ power: 'off' });
    core.faults.wrongCompletion('chassis-status', 0xc0, 100);
    expect((await fails(bmc.chassisStatus())).code).toBe('busy');
  });

  test('an identity without FRU and GUID is all null, a damaged FRU too', async () => {
    const { bmc, core, run } = rig({ fru: null });
    core.faults.wrongCompletion('system-guid', 0xc1);
    const empty = {
      chassisSerial: null,
      productSerial: null,
      boardSerial: null,
      serial: null,
      manufacturer: null,
      product: null,
      guid: null,
    };
    expect(await run(bmc.identity())).toEqual(empty);
    const damaged = rig();
    damaged.core.machine.fru.fill(0xff);
    expect(await damaged.run(damaged.bmc.identity())).toMatchObject({ serial: null });
  });
});

import { describe, expect, it } from 'vitest';
import { ApplianceError } from '../error.ts';
import type { HttpReply } from '../http.ts';
import { plainText } from '../plain-text.ts';
import { sessionId } from './authentication.ts';
import type { SpsCall } from './call.ts';
import { readFirmwareCalls } from './firmware.ts';
import { testFirmware } from './firmware-test.ts';
import { readHealth } from './health-status.ts';
import { readInfo } from './info.ts';
import { readSetup } from './setup.ts';
import { firmwareIn, readSlots } from './slots.ts';
import { productIn, statusIn } from './web-state.ts';

// The samples of the vendor's REST guides, as collected in appliances.md §1.2, §1.3 and §1.6.
const INFO = {
  key: 'about_info',
  body: { domainname: 'example', hostname: 'scbwriter', firmware_version: '5.7.0', version: '5 F7', build_date: 'x' },
  meta: { remaining_seconds: 9889 },
};
const SLOTS = {
  items: [
    { key: '1', body: { after_reboot: false, current: true, upgrade_notes: 'some notes', version: '6.5.0' } },
    { key: '2', body: { after_reboot: true, current: false, upgrade_notes: 'some notes', version: '6.6.0' } },
    { key: '3', body: {} },
  ],
  meta: { number_of_empty_slots: 2 },
};
const HEALTH = {
  health_status: {
    cpu: 1.0,
    disk: 2.0,
    firmware: { tainted_files: { boot: 1, core: 2, ha_other: 0 }, integrity: { boot: 'OK', core: 'CORRUPTED' } },
    raid: {
      disks: { '252:0': { status: 'OK' } },
      status: { detailed_status: 'OK', operation_progress: 0, status: 'OK' },
    },
    sessions: { rdp: 4, ssh: 5 },
    sessions_total: 28,
    swap: 8.0,
  },
};

const reply = (body: unknown, status = 200): HttpReply => ({
  status,
  headers: {},
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const where = { device: 'sps-a', host: '127.0.0.1', port: 1 };
const call = (answer: HttpReply): SpsCall => ({ where, get: async () => answer, post: async () => answer });
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof ApplianceError ? error.code : error),
  );

describe('documented replies', () => {
  it('info, with and without login', async () => {
    expect(await readInfo(call(reply(INFO)))).toEqual({
      hostname: 'scbwriter',
      domainname: 'example',
      version: '5.7.0',
    });
    const { firmware_version: _, ...anonymous } = INFO.body;
    expect((await readInfo(call(reply({ ...INFO, body: anonymous })))).version).toBeNull();
  });

  it('slots', async () => {
    const slots = await readSlots(call(reply(SLOTS)));
    expect(slots[2]).toEqual({ key: '3', version: null, current: null, afterReboot: null });
    expect(firmwareIn(slots)).toEqual({ current: '6.5.0', afterReboot: '6.6.0', uploaded: '6.6.0', emptySlots: 1 });
    expect(firmwareIn([])).toEqual({ current: null, afterReboot: null, uploaded: null, emptySlots: 0 });
  });

  it('names the newest of several uploads by its numbers', () => {
    const slot = (version: string) => ({ key: version, version, current: false, afterReboot: false });
    expect(firmwareIn(['5.9.0', '5.10.0', '5.8.0'].map(slot)).uploaded).toBe('5.10.0');
  });

  it('firmware calls and setup', async () => {
    expect(await readFirmwareCalls(call(reply({ items: [{ key: 'slots' }, { key: 'test' }] })))).toEqual([
      'slots',
      'test',
    ]);
    expect(await readSetup(call(reply({ status: 'completed' })))).toBe('completed');
    expect(await readSetup(call(reply({})))).toBeNull();
  });

  it('a passed and a failed firmware test', async () => {
    const passed = reply({ key: '1', body: { test_summary: 'HA check started\nHA check finished' } });
    expect(await testFirmware(call(passed), '2')).toEqual({
      verdict: 'pass',
      summary: 'HA check started\nHA check finished',
    });
    const failed = (details: unknown) => reply({ error: { type: 'FirmwareTestFailed', details } }, 400);
    expect(await testFirmware(call(failed('disk full')), '2')).toEqual({ verdict: 'fail', summary: 'disk full' });
    expect(await testFirmware(call(failed({ test_summary: 'tainted' })), '2')).toEqual({
      verdict: 'fail',
      summary: 'tainted',
    });
    expect((await testFirmware(call(failed({ a: [1] })), '2')).summary).toBe('{"a":[1]}');
    expect((await testFirmware(call(failed(undefined)), '2')).verdict).toBe('fail');
  });
});

describe('health', () => {
  const health = async (change: (sample: typeof HEALTH.health_status & Record<string, unknown>) => unknown) => {
    const sample = structuredClone(HEALTH.health_status);
    return readHealth(call(reply({ health_status: change(sample) ?? sample })));
  };

  it('reads the documented sample', async () => {
    expect(await health(() => undefined)).toEqual({
      integrity: 'corrupted',
      tainted: 3,
      raid: 'ok',
      sessions: 28,
      cpu: 1,
      disk: 2,
      memory: null,
      swap: 8,
    });
  });

  it('is ok only when both firmwares say so', async () => {
    const integrity = (boot: unknown, core: unknown) =>
      health((s) => ({ ...s, firmware: { ...s.firmware, integrity: { boot, core } } })).then((h) => h.integrity);
    expect(await integrity('OK', 'OK')).toBe('ok');
    expect(await integrity('OK', undefined)).toBeNull();
    expect(await integrity('OK', true)).toBeNull();
    expect(await integrity(undefined, 'CORRUPTED')).toBe('corrupted');
    expect(await integrity('ok', 'OK')).toBe('corrupted');
  });

  it('is degraded by one disk', async () => {
    const raid = (value: unknown) => health((s) => ({ ...s, raid: value })).then((h) => h.raid);
    const status = { status: 'OK' };
    expect(await raid({ status, disks: { a: { status: 'OK' }, b: { status: 'FAILED' } } })).toBe('degraded');
    expect(await raid({ status: { status: 'Degraded' }, disks: {} })).toBe('degraded');
    expect(await raid({ status, disks: { a: {} } })).toBeNull();
    expect(await raid({ disks: { a: { status: 'OK' } } })).toBeNull();
    expect(await raid(undefined)).toBeNull();
  });

  it('takes what is missing or strange for not reported, never for ok', async () => {
    expect(await readHealth(call(reply({ health_status: {} })))).toEqual({
      integrity: null,
      tainted: null,
      raid: null,
      sessions: null,
      cpu: null,
      disk: null,
      memory: null,
      swap: null,
    });
    const odd = await health((s) => ({ ...s, cpu: '1', sessions_total: -1, firmware: { tainted_files: { boot: 0 } } }));
    expect([odd.cpu, odd.sessions, odd.tainted]).toEqual([null, null, null]);
  });
});

describe('replies that are no answer', () => {
  it.each([
    [401, 'session-expired'],
    [403, 'forbidden'],
    [404, 'not-supported'],
    [500, 'rejected'],
    [302, 'rejected'],
    [502, 'starting'],
    [503, 'starting'],
  ])('status %i is %s', async (status, code) => {
    expect(await codeOf(readSlots(call(reply({ error: { type: 'X' } }, status))))).toBe(code);
  });

  it.each([
    ['a page', '<html>', 'starting'],
    ['nothing', '', 'starting'],
    ['another shape', '{"items":{}}', 'malformed'],
    ['a number', '1', 'malformed'],
    ['null', 'null', 'malformed'],
    ['a bottomless one', '['.repeat(500_000), 'starting'],
    ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'malformed'],
    [
      'too many slots',
      JSON.stringify({ items: Array.from({ length: 101 }, () => ({ key: '1', body: {} })) }),
      'malformed',
    ],
  ])('%s is an error', async (_what, body, code) => {
    expect(await codeOf(readSlots(call(reply(body))))).toBe(code);
  });

  it('a poisoned prototype stays where it is', async () => {
    const body = '{"key":"about_info","__proto__":{"polluted":1},"body":{"__proto__":{"hostname":"evil"}}}';
    expect(await readInfo(call(reply(body)))).toEqual({ hostname: null, domainname: null, version: null });
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('the ladder', () => {
  it.each([
    [reply('<html>', 503), 'starting'],
    [reply(INFO, 503), 'starting'],
    [reply('<html>'), 'starting'],
    [reply('', 302), 'starting'],
    [reply('null'), 'starting'],
    [reply({ error: {} }, 404), 'answering'],
    [reply({ key: 'other' }), 'answering'],
    [reply(INFO, 500), 'answering'],
    [reply(INFO), 'scbwriter'],
  ])('info %# is %s', (answer, state) => {
    const found = productIn(answer);
    expect('state' in found ? found.state : found.hostname).toBe(state);
  });

  it.each([
    [reply({ status: 'completed' }), 'ready'],
    [reply({ status: 'booting' }), 'starting'],
    [reply({ status: 'uninitialized' }), 'uninitialized'],
    [reply({ status: 'something new' }), 'ready'],
    [reply({}, 401), 'ready'],
    [reply('', 404), 'ready'],
    [reply('', 503), 'starting'],
  ])('setup %# is %s', (answer, state) => {
    expect(statusIn(answer).state).toBe(state);
  });
});

describe('the session cookie', () => {
  it.each([
    [['session_id=abc123; Path=/; Secure'], 'abc123'],
    [['other=1', 'session_id="q"'], 'q'],
    [['session_id='], null],
    [['xsession_id=1'], null],
    [['session_id=a b'], null],
    [[`session_id=${'x'.repeat(2000)}`], null],
    [[], null],
  ])('%j', (cookies, id) => {
    expect(sessionId(cookies)).toBe(id);
  });
});

it('text of a device is shown without what could fool the eye', () => {
  expect(plainText('a\u202eb\u0000c\r\nd\u001b[31m', 100)).toBe('abc\nd[31m');
  expect(plainText('x'.repeat(11), 10)).toBe(`${'x'.repeat(10)}…`);
});

it('no damaged reply is taken for more than it says (10,000 seeded mutations)', async () => {
  let seed = 1;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const junk = [null, true, -1, 1e308, '', 'OK', 'x'.repeat(5000), [], {}, [[]], { status: 'OK' }, '__proto__'];
  const damage = (value: unknown): unknown => {
    if (random(8) === 0) return junk[random(junk.length)];
    if (Array.isArray(value)) return value.flatMap((item) => (random(8) === 0 ? [] : [damage(item)]));
    if (typeof value !== 'object' || value === null) return value;
    const kept = Object.entries(value).filter(() => random(8) !== 0);
    return Object.fromEntries(kept.map(([key, item]) => [key, damage(item)]));
  };
  const short = (text: string | null) => text === null || text.length <= 256;
  for (let i = 0; i < 2500; i += 1) {
    const bad = { info: damage(INFO), slots: damage(SLOTS), health: damage(HEALTH), test: damage({ body: {} }) };
    const [info, slots, health, test] = await Promise.allSettled([
      readInfo(call(reply(bad.info))),
      readSlots(call(reply(bad.slots))),
      readHealth(call(reply(bad.health))),
      testFirmware(call(reply(bad.test)), '1'),
    ]);
    for (const result of [info, slots, health, test]) {
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(ApplianceError);
    }
    if (info.status === 'fulfilled') expect(short(info.value.version) && short(info.value.hostname)).toBe(true);
    if (slots.status === 'fulfilled') expect(slots.value.every((slot) => short(slot.version))).toBe(true);
    // The sample is corrupted: whatever is damaged, it never reads ok unless "OK" itself was put there.
    if (health.status === 'fulfilled' && health.value.integrity === 'ok') {
      expect(JSON.stringify(bad.health)).toMatch(/"core":"OK"/);
    }
  }
});

import { describe, expect, it } from 'vitest';
import { seeded } from '../ports/seeded.ts';
import { parseJson } from './json.ts';
import { messagesOf } from './messages.ts';
import { ProgressMeter } from './progress.ts';
import { refusal } from './refusal.ts';
import { account } from './resources/accounts.ts';
import { chassis } from './resources/chassis.ts';
import { ethernetInterface } from './resources/ethernet.ts';
import { logEntry } from './resources/log.ts';
import { manager } from './resources/manager.ts';
import { networkProtocol } from './resources/network-protocol.ts';
import { serviceRoot } from './resources/service-root.ts';
import { session } from './resources/sessions.ts';
import { system } from './resources/system.ts';
import { task } from './resources/task.ts';
import { firmwareItem, updateService } from './resources/update-service.ts';

const lenient = { system, manager, chassis, networkProtocol, task, updateService, firmwareItem, logEntry, session };
const all = { ...lenient, serviceRoot, account, ethernetInterface };

describe('decoders', () => {
  it.each(Object.entries(lenient))('%s: an empty object is "not reported" throughout', (_name, shape) => {
    const decoded = shape.parse({});
    expect(JSON.stringify(decoded)).not.toMatch(/"(On|Off|OK|true|Enabled)"/);
  });

  it('keep unknown values of an enumeration as other, and tell them from missing ones', () => {
    expect(system.parse({ PowerState: 'Hibernating' }).PowerState).toBe('other');
    expect(system.parse({ PowerState: 7 }).PowerState).toBeNull();
    expect(system.parse({ PowerState: 'PoweringOff' }).PowerState).toBe('PoweringOff');
  });

  it('take no serial number that nobody has written', () => {
    for (const blank of ['To be filled by O.E.M.', ' ', '0000', 'Default string']) {
      expect(system.parse({ SKU: blank, SerialNumber: blank })).toMatchObject({ SKU: null, SerialNumber: null });
    }
  });

  it('show no control characters', () => {
    expect(system.parse({ HostName: 'a\u001b[31mb\u0000' }).HostName).toBe('a[31mb');
  });

  it('never throw, whatever a service sends', () => {
    const random = seeded(4);
    const names = [...new Set(Object.values(all).flatMap((shape) => keysOf(shape)))];
    for (let round = 0; round < 3000; round += 1) {
      const value = noise(random, names, 4);
      for (const shape of Object.values(all)) shape.safeParse(value);
      messagesOf(value);
      refusal({ device: 'd', host: 'h', port: 1 }, '/x', { status: 400, headers: {} }, value, {});
    }
    expect(names.length).toBeGreaterThan(30);
  });
});

const WORDS = ['On', 'Off', 'OK', '/redfish/v1/x', '', '__proto__', 'x'.repeat(2000), '\u0000\u001b'];
function noise(random: () => number, names: readonly string[], depth: number): unknown {
  const kind = Math.floor(random() * (depth > 0 ? 7 : 5));
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
  if (kind === 0) return null;
  if (kind === 1) return random() < 0.5;
  if (kind === 2) return random() * 1e12 - 5e11;
  if (kind <= 4) return pick(WORDS);
  const size = Math.floor(random() * 6);
  const inner = () => noise(random, names, depth - 1);
  if (kind === 5) return Array.from({ length: size }, inner);
  return Object.fromEntries(Array.from({ length: size * 3 }, () => [pick(names), inner()]));
}
function keysOf(shape: object): string[] {
  const schema = 'in' in shape ? (shape.in as object) : shape;
  return [
    'error',
    '@Message.ExtendedInfo',
    'Message',
    'MessageId',
    ...('shape' in schema ? Object.keys(schema.shape as object) : []),
  ];
}

describe('JSON', () => {
  it('that is deep, cut off or none is not taken', () => {
    expect(parseJson(Buffer.from(`${'['.repeat(100_000)}${']'.repeat(100_000)}`))).toBeUndefined();
    expect(parseJson(Buffer.from('{"a":[[1]]}'))).toEqual({ a: [[1]] });
    const whole = '{"error":{"code":"x"}}';
    for (let cut = 0; cut < whole.length; cut += 1) expect(parseJson(Buffer.from(whole.slice(0, cut)))).toBeUndefined();
  });
});

describe('messages', () => {
  const info = { MessageId: 'IDRAC.2.8.LC068', Message: 'Pending.', Resolution: 'Apply.', Severity: 'Warning' };
  it('are found wherever a service puts them', () => {
    const expected = { key: 'LC068', text: 'Pending.', resolution: 'Apply.', severity: 'Warning' };
    expect(messagesOf({ error: { '@Message.ExtendedInfo': [info] } })).toMatchObject([expected]);
    expect(messagesOf({ '@Message.ExtendedInfo': [info, 3] })).toMatchObject([expected]);
    expect(messagesOf({ error: { code: 'Base.1.0.GeneralError', message: 'No.' } })).toMatchObject([
      { key: 'GeneralError', text: 'No.' },
    ]);
    expect(messagesOf('no')).toEqual([]);
  });

  it('become an error with the service’s own advice', () => {
    const where = { device: 'dell (h:443)', host: 'h', port: 443 };
    const error = refusal(
      where,
      '/x',
      { status: 400, headers: {} },
      { error: { '@Message.ExtendedInfo': [info] } },
      {},
    );
    expect(error.message).toBe('dell (h:443): /x was answered with status 400: Pending (LC068).');
    expect(error.toFailure()).toMatchObject({ code: 'redfish.rejected', advice: 'Apply.' });
  });
});

describe('progress', () => {
  it('tells rate and remaining time from the last seconds', () => {
    const meter = new ProgressMeter(100_000);
    expect(meter.at(1000, 0)).toMatchObject({ bytesPerSecond: null, secondsLeft: null });
    expect(meter.at(11_000, 1000)).toMatchObject({ bytesPerSecond: 10_000, secondsLeft: 8.9 });
    for (let second = 2; second <= 20; second += 1) meter.at(11_000 + second * 1000, second * 1000);
    expect(meter.at(32_000, 21_000).bytesPerSecond).toBeCloseTo(1000, 0);
  });
});

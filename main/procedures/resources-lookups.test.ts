/** What the tool looks up in the network instead of a person: where a name leads, and whether a port answers. */
import { describe, expect, it } from 'vitest';
import { next, type ProbeAnswer, type ProbeOrder, type RunState } from './engine.ts';
import type { World } from './testing/driver.ts';
import { loaded } from './testing/fixture.ts';
import { CAREFUL, times, walking } from './testing/remote-support.ts';
import { filesOf } from './testing/shipped.ts';
import { runView } from './view.ts';

const told: ProbeOrder[] = [];
/** A network in which a reading is answered by `answers`, one after the other, then by the last; null: nothing answers. */
function network(probe: string, answers: (Record<string, unknown> | null)[]): World {
  const left = [...answers];
  told.length = 0;
  return {
    probe(order): ProbeAnswer {
      if (order.probe !== probe) throw new Error('nothing answers');
      told.push(order);
      const fields = left.length > 1 ? left.shift() : left[0];
      if (!fields) throw new Error('no DNS answers here');
      return { fields, serial: null };
    },
    perform: () => 'done',
    readBack: () => 'unknown',
  };
}

describe('the DNS entry of a site', () => {
  const library = loaded(filesOf('remote-support'));
  const NAMED = { 'rs.site.name': 'support.example.com', 'rs.dns.server': '192.0.2.53' };
  const change = { 'rs.dns.before': '192.0.2.1', 'rs.dns.after': '192.0.2.2', 'rs.dns.ttl': 300 };
  const point = (answers: Parameters<typeof network>[1], named: object = NAMED, places = 1) =>
    walking(
      library,
      'rs-dns-point',
      { ...CAREFUL, change: { ...change, ...named }, spread: { 'rs.dns.places': places, 'rs.dns.old': 0 } },
      'appliance',
      network('dns.lookup', answers),
    );
  const old = { addresses: '192.0.2.1', matches: false, ttl: 300 };
  const fresh = { addresses: '192.0.2.2', matches: true, ttl: 60 };

  it('is looked up at the server that was named until it leads here; that is one of the places', () => {
    const driver = point([old, old, old, fresh]);
    const begun = driver.now;
    const state = driver.run();
    expect(state.status).toBe('finished');
    expect(driver.now - begun).toBeGreaterThan(60_000);
    expect(state.facts).toMatchObject({
      'rs.dns.seen': { value: '192.0.2.2', origin: 'sensed' },
      'rs.dns.ttlSeen': { value: 60 },
      'rs.dns.arrived': { value: true },
    });
    const asked = { name: 'support.example.com', server: '192.0.2.53', expected: '192.0.2.2' };
    expect(told.map((order) => order.told)).toEqual(told.map(() => asked));
    expect(times(driver, 'spread')).toBe(1);
  });
  it.each([
    ['nobody named a server', [fresh], {}],
    ['the server is silent', [null], NAMED],
  ])('is looked up by people where %s: one place is too little then', (_when, answers, named) => {
    expect(point(answers, named, 2).run().status).toBe('finished');
    expect(told.length > 0).toBe(named === NAMED);
    expect(() => point(answers, named, 1).run()).toThrow(expect.objectContaining({ fact: 'rs.dns.places' }));
  });
  it('that never comes leads to people after an hour', () => {
    const driver = point([old], NAMED, 2);
    const begun = driver.now;
    expect(driver.run().status).toBe('finished');
    expect([driver.now - begun >= 3_600_000, driver.state?.facts['rs.dns.arrived']]).toEqual([true, undefined]);
  });
  it('fails by itself, not with another reading of the same device', () => {
    const driver = point([null]);
    const state = driver.run((_, what) => what.do === 'ask' && what.path === 'spread') as RunState;
    expect(Object.keys(state.probes)).toEqual([
      'dns.lookup appliance expected=rs.dns.after name=rs.site.name server=rs.dns.server',
    ]);
    expect(next(state, driver.now)).toMatchObject({ do: 'ask', path: 'spread' });
    expect(runView(state, driver.now).status).toBe('open');
  });
});

describe('the port of Remote Desktop', () => {
  const library = loaded(filesOf('u-series'));
  const PLAN = {
    ...{ 'us.rdp.wanted': 'on', 'us.rdp.reason': 'case 4711', 'us.rdp.until': '2099-01-01T00:00:00Z' },
    'us.rdp.twoFactor': 'on',
  };
  const answers = { plan: PLAN, save: { 'us.rdp.state': 'on' }, 'switch-off': { 'us.rdp.state': 'off' } };
  const rdp = (...open: (boolean | null)[]) =>
    walking(
      library,
      'us-rdp',
      { ...answers, 'port/by-hand': { 'us.rdp.port': 'open' }, 'port-closed/by-hand': { 'us.rdp.port': 'closed' } },
      'server',
      network(
        'tcp.port',
        open.map((one) => (one === null ? null : { rdp: one })),
      ),
    );
  it('is tried by the tool before and after', () => {
    const driver = rdp(true, false);
    expect([driver.run().status, times(driver, 'port/by-hand'), told.length]).toEqual(['finished', 0, 2]);
  });
  it('that stays open leads back to the switch', () => {
    const driver = rdp(true, true, false);
    expect([driver.run().status, times(driver, 'switch-off')]).toEqual(['finished', 2]);
  });
  it('is tried by a person where the tool cannot', () => {
    const driver = rdp(null);
    expect([driver.run().status, times(driver, 'port/by-hand'), times(driver, 'port-closed/by-hand')]).toEqual([
      'finished',
      1,
      1,
    ]);
  });
});

import { describe, expect, test } from 'vitest';
import type { ClockVerdict, OfferedPackage, TripSide, TripState } from '../../preload/contract.ts';
import { advance, CLIENT_WAIT_MS, newTrip, nextOf, ordered, type Trip, type TripEvent } from './trip.ts';

const t0 = Date.parse('2026-11-21T08:00:00.000Z');
const at = (hours = 0) => new Date(t0 + hours * 3_600_000).toISOString();
const author = 'Anna';
const verdict = (ok: boolean, hours = 0): ClockVerdict => {
  const reading = {
    source: 'sntp' as const,
    address: '127.0.0.1',
    offsetS: ok ? 0 : 900,
    uncertaintyS: 1,
    at: at(hours),
  };
  return {
    appliance: { value: reading, at: at(hours), error: null },
    reference: { value: null, at: null, error: null },
    skewS: ok ? 0 : 900,
    ok,
  };
};
const offer = (name: string, kind: OfferedPackage['kind'], dependsOn: string[] = []): OfferedPackage => ({
  ...{ name, kind, dependsOn, version: '1', sizeBytes: null, vendorSha256: null, url: null },
});
const OFFER = [offer('product-24', 'product', ['base-7']), offer('base-7', 'base')];
const key = (sha256 = 'k1') => ({ masked: 'AB…Z', sha256, at: at(), stored: true });
const bundle = { id: 'b1', sequence: 1, tagmanifestSha256: 't', signedBy: 'f', media: [] };

const begin = (side: TripSide, spentKeys: string[] = []): Trip =>
  newTrip(
    { id: 't1', siteId: 's', deviceId: 'rs-a', product: 'remote-support', serial: 'RS1', host: 'rs.example' },
    { side, round: 1, spentKeys, at: at(), author },
  );
const walk = (trip: Trip, ...events: TripEvent[]): Trip =>
  events.reduce((before, event) => advance(before, event, at(), author), trip);
const refused = (trip: Trip, event: TripEvent, hours = 0): string => {
  try {
    advance(trip, event, at(hours), author);
  } catch (error) {
    return (error as Error).message;
  }
  return 'allowed';
};
const copy = (name: string, place: string): TripEvent => ({
  type: 'copy',
  name,
  sha256: `sha-${name}`,
  place,
  how: 'direct',
});
const REQUEST: TripEvent[] = [
  { type: 'clock', verdict: verdict(true) },
  { type: 'key', key: key() },
  { type: 'request', request: { id: 'r1', at: at(), signedBy: 'f' } },
];
/** On the connected side a trip begins with the request that came in. */
const arrived = (): Trip => ({ ...begin('connected'), state: 'key-exported' });
const packed = () => ordered(OFFER).map((one) => ({ ...one, sha256: `sha-${one.name}` }));
const verified = (): Trip =>
  walk(walk(begin('rack'), ...REQUEST), { type: 'bundle', bundle, packages: packed() }, { type: 'verified' });

describe('out', () => {
  test('clock, key, request, in this order and no other', () => {
    const trip = walk(begin('rack'), ...REQUEST);
    expect(trip.history.map(({ state }) => state)).toEqual(['idle', 'clock-checked', 'key-generated', 'key-exported']);
    expect(refused(begin('rack'), { type: 'key', key: key() })).toContain('does not follow');
    expect(refused(walk(begin('rack'), REQUEST[0] as TripEvent), REQUEST[2] as TripEvent)).toContain('does not follow');
  });

  test('a wrong clock leads nowhere', () => {
    const wrong = walk(begin('rack'), { type: 'clock', verdict: verdict(false) });
    expect(wrong.state).toBe('idle');
    expect(nextOf(wrong, t0)).toMatchObject([{ to: 'clock-checked', allowed: false }]);
    expect(refused(wrong, { type: 'key', key: key() })).not.toBe('allowed');
  });

  test('a clock check from two hours ago is none', () => {
    const trip = walk(begin('rack'), REQUEST[0] as TripEvent);
    expect(refused(trip, { type: 'key', key: key() }, 2)).toContain('older than an hour');
    expect(refused(trip, { type: 'key', key: key() }, 0.9)).toBe('allowed');
  });

  test('without a key it is said that there is none', () => {
    const [next] = nextOf(walk(begin('rack'), REQUEST[0] as TripEvent), t0);
    expect(next).toMatchObject({
      to: 'key-generated',
      allowed: false,
      why: { en: 'No download key was entered yet.' },
    });
  });

  test('the key of an earlier round is spent', () => {
    const trip = walk(begin('rack', ['k1']), REQUEST[0] as TripEvent);
    expect(refused(trip, { type: 'key', key: key('k1') })).toContain('used up');
    expect(refused(trip, { type: 'key', key: key('k2') })).toBe('allowed');
  });
});

describe('on the connected side', () => {
  test('the list first, then every package once, then every package twice, then the window', () => {
    const listed = walk(arrived(), { type: 'submitted' }, { type: 'offered', packages: OFFER });
    expect(listed.packages.map(({ name, order }) => [order, name])).toEqual([
      [1, 'base-7'],
      [2, 'product-24'],
    ]);
    const half = walk(listed, copy('base-7', 'store'));
    expect(half.state).toBe('list-recorded');
    expect(nextOf(half, t0)).toMatchObject([{ to: 'downloaded', allowed: false }]);
    const once = walk(half, copy('product-24', 'store'));
    expect(once.state).toBe('downloaded');
    const again = walk(once, copy('base-7', 'store'), copy('product-24', 'store'));
    expect(again.state).toBe('downloaded');
    const twice = walk(again, copy('base-7', 'disk 2'), copy('product-24', 'disk 2'));
    expect(twice.state).toBe('downloaded-twice');
    expect(walk(twice, { type: 'window', at: at(20), reference: 'CHG-7' }).state).toBe('window-confirmed');
  });

  test('nothing is downloaded before the list is recorded', () => {
    expect(refused(arrived(), copy('base-7', 'store'))).toContain('not in the recorded list');
    expect(refused(arrived(), { type: 'offered', packages: OFFER })).toContain('does not follow');
    expect(refused(walk(arrived(), { type: 'submitted' }), { type: 'offered', packages: [] })).toContain(
      'before anything is downloaded',
    );
  });

  test('a second copy with another hash is refused', () => {
    const listed = walk(
      arrived(),
      { type: 'submitted' },
      { type: 'offered', packages: OFFER },
      copy('base-7', 'store'),
    );
    expect(refused(listed, { ...(copy('base-7', 'disk 2') as object), sha256: 'other' } as TripEvent)).toContain(
      'differs',
    );
  });

  test('it ends here when the bundle lies on a medium, and not before', () => {
    const ready = walk(
      ...([arrived(), { type: 'submitted' }, { type: 'offered', packages: OFFER }] as [Trip, TripEvent, TripEvent]),
      ...['store', 'disk 2'].flatMap((place) => [copy('base-7', place), copy('product-24', place)]),
      { type: 'window', at: at(20), reference: 'CHG-7' },
    );
    expect(refused(ready, { type: 'closed' })).toContain('Nothing is sealed');
    const medium = {
      id: 'm1',
      label: null,
      serial: null,
      role: 'primary' as const,
      verifiedAt: at(),
      how: 'direct' as const,
    };
    const sealed: Trip = { ...ready, bundle: { ...bundle, media: [medium] } };
    expect(refused(sealed, { type: 'closed' })).toBe('allowed');
    expect(refused({ ...sealed, side: 'rack' }, { type: 'closed' })).toContain('does not follow');
  });

  test('what belongs to the rack is refused here', () => {
    expect(refused({ ...begin('connected') }, { type: 'clock', verdict: verdict(true) })).toContain('other side');
    expect(refused(arrived(), { type: 'bundle', bundle, packages: packed() })).toContain('other side');
  });
});

describe('in', () => {
  test('a package without a hash at its origin is not imported', () => {
    const waiting = walk(begin('rack'), ...REQUEST);
    expect(refused(waiting, { type: 'bundle', bundle, packages: ordered(OFFER) })).toContain('hash');
    expect(refused(waiting, { type: 'bundle', bundle, packages: packed() })).toBe('allowed');
  });

  test('base, backup, product, a day for the clients, the end', () => {
    let trip = verified();
    expect(refused(trip, { type: 'installed', name: 'product-24', result: 'done' })).toContain(
      'base-7 has to be installed first',
    );
    expect(refused(trip, { type: 'backup', at: at() })).toContain('base comes first');
    trip = walk(trip, { type: 'installed', name: 'base-7', result: 'done' });
    expect(trip.state).toBe('base-installed');
    expect(refused(trip, { type: 'installed', name: 'product-24', result: 'done' })).toContain('Back up');
    trip = walk(trip, { type: 'backup', at: at() }, { type: 'installed', name: 'product-24', result: 'done' });
    expect(trip.state).toBe('product-installed');
    trip = walk(trip, { type: 'client-wait' });
    expect(refused(trip, { type: 'closed' }, 23)).toContain('24 hours');
    expect(refused(trip, { type: 'closed' }, CLIENT_WAIT_MS / 3_600_000)).toBe('allowed');
    expect(refused(trip, { type: 'installed', name: 'product-24', result: 'done' })).toContain('Nothing but base');
  });

  test('a failed base stays where it is', () => {
    const trip = walk(verified(), { type: 'installed', name: 'base-7', result: 'failed' });
    expect(trip.state).toBe('verified');
    expect(refused(trip, { type: 'backup', at: at() })).toContain('base comes first');
  });

  test('nothing is installed before the bundle is verified', () => {
    const imported = walk(walk(begin('rack'), ...REQUEST), { type: 'bundle', bundle, packages: packed() });
    expect(refused(imported, { type: 'installed', name: 'base-7', result: 'done' })).toContain('not verified');
  });

  test('without a base the backup follows at once', () => {
    const packages = packed()
      .filter(({ kind }) => kind !== 'base')
      .map((one) => ({ ...one, dependsOn: [] }));
    const trip = walk(
      walk(begin('rack'), ...REQUEST),
      { type: 'bundle', bundle, packages },
      { type: 'verified' },
      { type: 'backup', at: at() },
    );
    expect(trip.state).toBe('backed-up');
    expect(refused(walk(trip), { type: 'installed', name: 'product-24', result: 'done' })).toBe('allowed');
  });
});

test('every pair of states is either the next one or refused by name', () => {
  const states: TripState[] = ['idle', 'clock-checked', 'key-exported', 'list-recorded', 'imported', 'closed'];
  for (const state of states) {
    const trip: Trip = { ...begin('rack'), state };
    for (const { to, allowed, why } of nextOf(trip, t0)) {
      expect(allowed || (why?.en && why.de), `${state} → ${to}`).toBeTruthy();
    }
    if (state !== 'idle') expect(refused(trip, { type: 'closed' })).toMatch(/does not follow|24 hours/);
  }
});

test('packages that wait for each other have no order', () => {
  expect(() => ordered([offer('a', 'product', ['b']), offer('b', 'product', ['a'])])).toThrow('wait for each other');
  expect(ordered([offer('a', 'product', ['elsewhere'])]).map(({ order }) => order)).toEqual([1]);
});

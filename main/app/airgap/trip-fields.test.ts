import { describe, expect, test } from 'vitest';
import type { BundleRef, PackageKind, PackageState, TripState, TripView } from '../../../preload/contract.ts';
import { newTrip } from '../../airgap/trip.ts';
import { PROBES } from '../../procedures/probes.ts';
import { tripFields } from './trip-fields.ts';

const at = '2026-11-21T08:00:00.000Z';
const now = Date.parse(at);
const who = { id: 'rt', siteId: 's', deviceId: 'd', product: 'remote-support', serial: 'RS-1', host: 'rs' };
const begun = (change: Partial<TripView> = {}): TripView => ({
  ...newTrip(who, { side: 'rack', round: 3, spentKeys: [], at, author: 'Anna' }),
  ...{ next: [], ...change },
});
const pack = (kind: PackageKind, ...places: string[]): PackageState => ({
  ...{ name: kind, version: null, kind, dependsOn: [], sizeBytes: null, vendorSha256: null, url: null },
  ...{ order: 1, sha256: null, scan: null, installed: null },
  copies: places.map((place) => ({ place, at, how: 'direct' })),
});
const reached = (...states: TripState[]) => states.map((state) => ({ state, at, author: 'Anna' }));
const bundle = (how: BundleRef['media'][number]['how']): BundleRef => ({
  ...{ id: 'b', sequence: 1, tagmanifestSha256: 't', signedBy: 'f' },
  media: [{ id: 'm', label: null, serial: null, role: 'primary', verifiedAt: at, how }],
});

describe('what a procedure reads of a round', () => {
  test('nothing where there is none, in every field', () => {
    const fields = tripFields(null, now);
    expect(new Set(Object.values(fields))).toEqual(new Set([null]));
    expect(Object.keys(fields).sort()).toEqual(Object.keys(tripFields(begun(), now)).sort());
  });

  test('exactly the fields of the probe airgap.trip', () => {
    expect(Object.keys(tripFields(null, now)).sort()).toEqual(Object.keys(PROBES['airgap.trip'].fields).sort());
  });

  test('a round that has just begun', () => {
    expect(tripFields(begun(), now)).toEqual({
      ...{ state: 'idle', round: 3, offered: null, stored: 0, storedTwice: 0, onMedium: 0, imported: 0 },
      ...{ baseIncluded: false, verified: false, keyAgeH: null, skew: null },
    });
  });

  test('copies are counted by package', () => {
    const packages = [pack('base', 'store', '/second'), pack('product', 'store'), pack('hotfix')];
    const fields = tripFields(begun({ offered: packages, packages }), now);
    expect(fields).toMatchObject({ offered: 3, stored: 2, storedTwice: 1, baseIncluded: true });
  });

  test('a medium counts when it was read past the cache', () => {
    const packages = [pack('product'), pack('hotfix')];
    const onMedium = (how: BundleRef['media'][number]['how']) =>
      tripFields(begun({ packages, bundle: bundle(how) }), now).onMedium;
    expect([onMedium('direct'), onMedium('dropped'), onMedium('remounted')]).toEqual([2, 2, 2]);
    expect([onMedium('cached'), onMedium(null)]).toEqual([0, 0]);
  });

  test('imported and verified stay true later; the connected side imports nothing', () => {
    const later = { packages: [pack('base')], state: 'backed-up' as const };
    const history = reached('idle', 'imported', 'verified', 'backed-up');
    expect(tripFields(begun({ ...later, history }), now)).toMatchObject({ imported: 1, verified: true });
    expect(tripFields(begun({ ...later, history: reached('imported') }), now)).toMatchObject({ verified: false });
    expect(tripFields(begun({ ...later, history, side: 'connected' }), now)).toMatchObject({ imported: 0 });
  });

  test('the age of the key in hours, the skew in seconds', () => {
    const nothing = { value: null, at: null, error: null };
    const clock = { appliance: nothing, reference: nothing, skewS: -2.5, ok: true };
    const key = { masked: '••', sha256: 'k', at, stored: true };
    expect(tripFields(begun({ key, clock }), now + 5_400_000)).toMatchObject({ keyAgeH: 1.5, skew: -2.5 });
  });
});

/** A round trip for unit tests: valid in every field, with what the test is about put in. */
import type { OfferedPackage, PackageState, TripState, TripView } from '../../../preload/contract.ts';

export const AT = '2026-01-02T03:04:05Z';

export const offered = (part: Partial<OfferedPackage> = {}): OfferedPackage => ({
  name: 'base-7.0',
  version: '7.0',
  kind: 'base',
  dependsOn: [],
  sizeBytes: 1_000_000,
  vendorSha256: null,
  url: null,
  ...part,
});
export const state = (part: Partial<PackageState> = {}): PackageState => ({
  ...offered(),
  order: 1,
  sha256: 'ab'.repeat(32),
  copies: [],
  scan: null,
  installed: null,
  ...part,
});
export const passed = (...states: TripState[]): TripView['history'] =>
  states.map((one) => ({ state: one, at: AT, author: 'Kim' }));

export const trip = (part: Partial<TripView> = {}): TripView => ({
  id: 't-1',
  round: 1,
  side: 'rack',
  state: 'idle',
  siteId: 'practice',
  deviceId: 'rs-a',
  product: 'remote-support',
  serial: 'RS-100',
  host: 'rs-a.example',
  baseVersion: null,
  productVersion: null,
  clock: null,
  key: null,
  request: null,
  offered: null,
  packages: [],
  bundle: null,
  window: null,
  custody: [],
  history: passed('idle'),
  next: [],
  ...part,
});

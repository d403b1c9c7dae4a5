import { describe, expect, it } from 'vitest';
import type { Device, DeviceStatus, RackStatus, Site } from '../../preload/contract.ts';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { RackWatch, unread } from './rack-watch.ts';

const device = (id: string) => ({ id, name: id }) as Device;
const site: Site = { id: 's', name: 'S', notes: '', devices: [device('a'), device('b')], practice: null };
const status = (deviceId: string, value: 'on' | 'off'): DeviceStatus => ({
  deviceId,
  power: { value, at: 'now', error: null },
  serial: unread(),
  web: unread(),
  version: unread(),
  health: { value: null, at: null, error: null },
  role: null,
  runId: null,
  locks: [],
});

describe('RackWatch', () => {
  it('draws a device that was not read yet as not read, and does not let a dead BMC hold up the others', async () => {
    const clock = new SimulatedClock();
    const seen: RackStatus[] = [];
    const read = (_: Site, d: Device) =>
      d.id === 'a' ? Promise.resolve(status('a', 'on')) : new Promise<never>(() => {});
    const watch = new RackWatch(read, clock, (s) => seen.push(s));
    watch.watch(site);
    await clock.advance(10_000);
    expect(seen.length).toBeGreaterThanOrEqual(2);
    expect(seen.at(-1)?.devices.map((d) => d.power.value)).toEqual(['on', null]);
    watch.watch(null);
  });

  it('says nothing about a site that is no longer watched', async () => {
    const clock = new SimulatedClock();
    const seen: RackStatus[] = [];
    let finish: (s: DeviceStatus) => void = () => {};
    const watch = new RackWatch(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
      clock,
      (s) => seen.push(s),
    );
    watch.watch({ ...site, devices: [device('a')] });
    watch.watch(null);
    finish(status('a', 'off'));
    await clock.advance(60_000);
    expect(seen).toEqual([]);
  });
});

import type { TripView } from '../../../preload/contract.ts';
import { useStore } from '../store.ts';

type Named = Pick<TripView, 'siteId' | 'deviceId' | 'host' | 'serial'>;

/** What people call the device of a round: its name where the site is known here, otherwise its address. */
export function useTripName(): (trip: Named) => string {
  const sites = useStore((s) => s.sites);
  return ({ siteId, deviceId, host, serial }) => {
    const device = sites.find(({ id }) => id === siteId)?.devices.find(({ id }) => id === deviceId);
    return device?.name ?? (host || serial);
  };
}

import { useEffect } from 'react';
import type { Device, Site } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { go, routeTo } from '../route.ts';
import { useParts, useStore } from '../store.ts';

type DeviceRoute = 'device' | 'console';

/** The device that the address names; without one, the device looked at last, or the first of the site. */
export function useDevice(screen: DeviceRoute, deviceId: string | null): { site: Site; device: Device } | null {
  const { sites, siteId } = useParts('sites', 'siteId');
  const last = useStore((s) => s.deviceId);
  const site = sites.find((s) => s.id === siteId);
  const device = site?.devices.find((d) => d.id === deviceId);
  const other = site?.devices.find((d) => d.id === last) ?? site?.devices[0];
  useEffect(() => {
    if (device) useStore.setState({ deviceId: device.id });
    else if (other) go(screen, other.id);
  }, [device, other, screen]);
  return site && device ? { site, device } : null;
}

/** The devices of the site side by side; `part` stays the same on the way to another one. */
export function DevicePicker(props: { site: Site; current: string; screen: DeviceRoute; part?: string }) {
  const t = useT();
  const { site, current, screen, part } = props;
  if (site.devices.length < 2) return null;
  return (
    <ul className="device-tabs" aria-label={t('power.devices')}>
      {site.devices.map((d) => (
        <li key={d.id}>
          <a className="button" href={routeTo(screen, d.id, part)} aria-current={d.id === current ? 'page' : undefined}>
            {d.name}
          </a>
        </li>
      ))}
    </ul>
  );
}

export function NoDevice() {
  const t = useT();
  return (
    <p className="empty">
      {t('rack.empty')} <a href={routeTo('sites')}>{t('sites.title')}</a>
    </p>
  );
}

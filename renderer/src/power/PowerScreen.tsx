import { useEffect } from 'react';
import { useT } from '../i18n.ts';
import { go, routeTo } from '../route.ts';
import { useStore } from '../store.ts';
import { PowerPanel } from './PowerPanel.tsx';
import './power.css';

export function PowerScreen({ deviceId }: { deviceId: string | null }) {
  const t = useT();
  const { sites, siteId } = useStore();
  const site = sites.find((s) => s.id === siteId);
  const device = site?.devices.find((d) => d.id === deviceId);
  const first = site?.devices[0]?.id;
  useEffect(() => {
    if (!device && first) go('power', first);
  }, [device, first]);
  return (
    <div className="stack">
      <h1 tabIndex={-1}>{device ? t('power.title', { name: device.name }) : t('nav.power')}</h1>
      {site && site.devices.length > 1 && (
        <ul className="device-tabs" aria-label={t('power.devices')}>
          {site.devices.map((d) => (
            <li key={d.id}>
              <a className="button" href={routeTo('power', d.id)} aria-current={d.id === deviceId ? 'page' : undefined}>
                {d.name}
              </a>
            </li>
          ))}
        </ul>
      )}
      {site && device ? (
        <PowerPanel key={device.id} site={site} device={device} />
      ) : (
        <p className="empty">
          {t('rack.empty')} <a href={routeTo('sites')}>{t('sites.title')}</a>
        </p>
      )}
    </div>
  );
}

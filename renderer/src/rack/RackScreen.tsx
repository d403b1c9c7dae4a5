import type { Device, DeviceStatus } from '../../../preload/contract.ts';
import { ClusterPicture } from '../cluster/ClusterPicture.tsx';
import { useT } from '../i18n.ts';
import { withIdrac } from '../idrac/reading.ts';
import { Button } from '../parts/Button.tsx';
import { LockTag } from '../parts/LockTag.tsx';
import { ReadingLine } from '../parts/ReadingLine.tsx';
import { routeTo } from '../route.ts';
import { readRack, useParts, useStore } from '../store.ts';
import { HealthLines } from './HealthLines.tsx';
import { RackPicture } from './RackPicture.tsx';
import './rack.css';

function StatusCard({ device, status }: { device: Device; status: DeviceStatus | null }) {
  const t = useT();
  const same = (v: string) => v;
  const other = status?.serial.value && device.serial && status.serial.value !== device.serial;
  return (
    <article className="panel stack tight" aria-label={device.name}>
      <div className="row spread">
        <h2>{device.name}</h2>
        {status?.role && <span className="badge">{status.role}</span>}
        <a className="button" href={routeTo('device', device.id)}>
          {t('rack.panel', { name: device.name })}
        </a>
      </div>
      {other && (
        <p className="note bad">
          {t('connection.otherSerial', { read: status.serial.value ?? '', bound: device.serial ?? '' })}
        </p>
      )}
      {status ? (
        <dl className="readings small-readings">
          <ReadingLine label={t('rack.power')} reading={status.power} say={(v) => t(`power.state.${v}`)} />
          <ReadingLine label={t('plate.serial')} reading={status.serial} say={same} />
          {device.web && (
            <>
              <ReadingLine label={t('rack.web')} reading={status.web} say={(v) => t(`web.state.${v}`)} />
              <ReadingLine label={t('rack.version')} reading={status.version} say={same} />
            </>
          )}
        </dl>
      ) : (
        <p className="muted">{t('reading.notYet')}</p>
      )}
      {status && device.bmc && <HealthLines device={device} status={status} />}
      {status?.locks.map((l) => (
        <LockTag key={l.rule} verdict={l} />
      ))}
    </article>
  );
}

/** The site's open run follows its own events: the rack below is not drawn again for them. */
function OpenCluster() {
  const run = useStore((s) => (s.run?.view.siteId === s.siteId && s.run.view.status === 'open' ? s.run.view : null));
  return run && <ClusterPicture run={run} />;
}

export function RackScreen() {
  const t = useT();
  const { sites, siteId, rack, idracs } = useParts('sites', 'siteId', 'rack', 'idracs');
  const site = sites.find((s) => s.id === siteId);
  const statuses = (rack?.devices ?? []).map((status) => {
    const device = site?.devices.find((d) => d.id === status.deviceId);
    return device ? withIdrac(device, status, idracs[device.id]) : status;
  });
  return (
    <div className="stack">
      <div className="row spread">
        <h1 tabIndex={-1}>{site ? t('rack.title', { site: site.name }) : t('nav.rack')}</h1>
        {site && (
          <Button icon="refresh" onPress={() => void readRack(site.id)}>
            {t('rack.refresh')}
          </Button>
        )}
      </div>
      <OpenCluster />
      {site && site.devices.length > 0 ? (
        <div className="rack-grid">
          <RackPicture devices={site.devices} statuses={statuses} />
          <div className="stack">
            {site.devices.map((d) => (
              <StatusCard key={d.id} device={d} status={statuses.find((s) => s.deviceId === d.id) ?? null} />
            ))}
          </div>
        </div>
      ) : (
        <p className="empty">
          {t('rack.empty')} <a href={routeTo('sites')}>{t('sites.title')}</a>
        </p>
      )}
    </div>
  );
}

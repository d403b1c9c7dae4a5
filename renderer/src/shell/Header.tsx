import { useT, useText } from '../i18n.ts';
import { IconButton } from '../parts/Button.tsx';
import { Pick } from '../parts/Field.tsx';
import { Icon } from '../parts/Icon.tsx';
import { LanguageSwitch } from '../parts/LanguageSwitch.tsx';
import { routeTo } from '../route.ts';
import { RunClock } from '../run/RunClock.tsx';
import { chooseSite, useParts, useStore } from '../store.ts';
import { VaultButton } from '../vault/VaultButton.tsx';
import { show } from './Overlays.tsx';

function Brand() {
  return (
    <span className="brand">
      <svg className="icon" viewBox="0 0 32 32" aria-hidden="true">
        <path d="M6 4v24M26 4v24" stroke="currentColor" strokeWidth="2" opacity=".6" />
        <path d="M9 7h14v5H9zM9 20h14v5H9z" fill="currentColor" opacity=".35" />
        <path d="M9 13.500h14v5H9z" fill="var(--accent)" />
      </svg>
      <span className="brand-name">Rackhand</span>
    </span>
  );
}

function LockStrip() {
  const rack = useStore((s) => s.rack);
  const site = useStore((s) => s.sites.find((x) => x.id === s.siteId));
  const text = useText();
  const t = useT();
  const devices = rack?.devices.filter((d) => d.locks.length > 0) ?? [];
  if (devices.length === 0) return null;
  return (
    <ul className="lock-strip" aria-label={t('locks.strip')}>
      {devices.map((d) => (
        <li key={d.deviceId}>
          <span className="lock-mark">
            <Icon name="lock" />
          </span>{' '}
          <a href={routeTo('device', d.deviceId)}>
            <b>{site?.devices.find((x) => x.id === d.deviceId)?.name ?? d.deviceId}</b>{' '}
            {d.locks[0] && text(d.locks[0].title)}
            {d.locks.length > 1 && ` ${t('locks.more', { count: d.locks.length - 1 })}`}
          </a>
        </li>
      ))}
    </ul>
  );
}

export function Header() {
  const t = useT();
  const { sites, siteId, practice } = useParts('sites', 'siteId', 'practice');
  const site = sites.find((s) => s.id === siteId);
  return (
    <header className="top">
      <div className="top-bar">
        <Brand />
        {sites.length > 0 && (
          <Pick
            hideLabel
            label={t('app.site')}
            value={siteId ?? ''}
            options={sites.map((s) => ({ value: s.id, label: s.name }))}
            onChange={(id) => void chooseSite(id)}
          />
        )}
        <RunClock />
        <div className="top-end">
          <VaultButton />
          <LanguageSwitch />
          <IconButton icon="search" label={t('app.palette')} onPress={() => show('palette')} />
          <IconButton icon="keyboard" label={t('app.shortcuts')} onPress={() => show('shortcuts')} />
          <IconButton icon="settings" label={t('app.settings')} onPress={() => show('settings')} />
        </div>
      </div>
      {site?.practice && <p className="practice-strip">{t('practice.strip', { scale: practice.scale })}</p>}
      <LockStrip />
    </header>
  );
}

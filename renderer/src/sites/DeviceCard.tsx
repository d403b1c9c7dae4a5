import { useId, useState } from 'react';
import type { Device, EndpointKind, Site } from '../../../preload/contract.ts';
import { stamp, unitRange } from '../format.ts';
import { useT } from '../i18n.ts';
import { AskFirst } from '../parts/AskFirst.tsx';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { routeTo } from '../route.ts';
import { call, useStore } from '../store.ts';
import { ConnectionSheet } from './ConnectionSheet.tsx';
import { PasswordSheet } from './PasswordSheet.tsx';

export function DeviceCard({ site, device, onEdit }: { site: Site; device: Device; onEdit: () => void }) {
  const t = useT();
  const id = useId();
  const vault = useStore((s) => s.vault);
  const [open, setOpen] = useState<'test' | 'remove' | EndpointKind | null>(null);
  const close = () => setOpen(null);
  const stored = (endpoint: EndpointKind) =>
    vault?.secrets.some((s) => s.deviceId === device.id && s.endpoint === endpoint && s.stored) ?? false;
  const password = (endpoint: EndpointKind) => (
    <Button small icon="key" onPress={() => setOpen(endpoint)}>
      {stored(endpoint) ? t(`device.replace.${endpoint}`) : t(`device.store.${endpoint}`)}
    </Button>
  );
  // The practice rack brings its own passwords.
  const secret = (endpoint: EndpointKind) =>
    site.practice ? null : (
      <p className="row">
        <span className={stored(endpoint) ? 'tone-ok' : 'tone-warn'}>
          {stored(endpoint) ? `✓ ${t('device.passwordStored')}` : `✕ ${t('device.passwordMissing')}`}
        </span>
        {password(endpoint)}
      </p>
    );
  const pin = (fingerprint: string | null, none: string) => (
    <p className={fingerprint ? 'small muted mono fingerprint' : 'small tone-warn'}>{fingerprint ?? none}</p>
  );
  const consent = device.bmc?.suite3Consent;
  const { idrac, ssh } = device;
  return (
    <article className="panel device-card" aria-labelledby={id}>
      <div className="row spread">
        <div>
          <h3 id={id}>{device.name}</h3>
          <p className="muted">
            {t(`product.${device.product}`)}
            {device.model && ` · ${device.model}`}
          </p>
        </div>
        <p className={device.serial ? 'serial' : 'serial tone-warn'}>{device.serial ?? t('device.serialUnbound')}</p>
      </div>
      <dl className="facts">
        <dt>{t('device.place')}</dt>
        <dd>{t('device.units', unitRange(device))}</dd>
        <dt>BMC</dt>
        <dd>
          {device.bmc ? (
            <>
              <code>{device.bmc.address}</code>, {device.bmc.user}
              {secret('bmc')}
              {consent && (
                <p className="small tone-warn">{t('device.suite3By', { name: consent.by, time: stamp(consent.at) })}</p>
              )}
            </>
          ) : (
            t('device.noBmc')
          )}
        </dd>
        <dt>Web</dt>
        <dd>
          {device.web ? (
            <>
              <code>{device.web.url}</code>
              {device.web.user && `, ${device.web.user}`}
              {secret('web')}
              {pin(device.web.pin, t('device.notPinned'))}
            </>
          ) : (
            t('device.noWeb')
          )}
        </dd>
        <dt>iDRAC</dt>
        <dd>
          {idrac ? (
            <>
              <code>{idrac.address}</code>, {idrac.user}
              {secret('idrac')}
              {pin(idrac.tlsPin, t('device.notPinned'))}
              {idrac.sshPin && pin(idrac.sshPin, '')}
              {idrac.legacySsh && (
                <p className="small tone-warn">
                  {t('device.legacySshBy', { name: idrac.legacySsh.by, time: stamp(idrac.legacySsh.at) })}
                </p>
              )}
            </>
          ) : (
            t('device.noIdrac')
          )}
        </dd>
        {ssh && (
          <>
            <dt>SSH</dt>
            <dd>
              <code>{ssh.address}</code>, {ssh.user}
              {secret('ssh')}
              {pin(ssh.pin, t('device.pinnedLater'))}
            </dd>
          </>
        )}
      </dl>
      <div className="actions">
        {(device.bmc || device.web || !idrac) && (
          <Button icon="plug" onPress={() => setOpen('test')}>
            {t('device.test')}
          </Button>
        )}
        {idrac && (
          <a className="button" href={routeTo('device', device.id, 'server')}>
            <Icon name="device" />
            {t('device.readIdrac')}
          </a>
        )}
        <Button icon="pencil" onPress={onEdit}>
          {t('device.edit')}
        </Button>
        <Button icon="trash" onPress={() => setOpen('remove')}>
          {t('device.remove')}
        </Button>
      </div>
      {open === 'test' && <ConnectionSheet site={site} device={device} onClose={close} />}
      {(open === 'bmc' || open === 'web' || open === 'idrac' || open === 'ssh') && (
        <PasswordSheet siteId={site.id} device={device} endpoint={open} onClose={close} />
      )}
      {open === 'remove' && (
        <AskFirst
          title={t('device.removeTitle', { name: device.name })}
          deed={t('device.remove')}
          onDo={() => void call('devices.remove', site.id, device.id)}
          onClose={close}
        >
          {t('device.removeText')}
        </AskFirst>
      )}
    </article>
  );
}

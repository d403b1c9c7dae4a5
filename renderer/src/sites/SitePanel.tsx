import { useState } from 'react';
import type { Device, Site } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { AskFirst } from '../parts/AskFirst.tsx';
import { Button } from '../parts/Button.tsx';
import { download } from '../parts/transfer.ts';
import { call } from '../store.ts';
import { DeviceCard } from './DeviceCard.tsx';
import { DeviceForm } from './DeviceForm.tsx';
import { SiteForm } from './SiteForm.tsx';
import { VaultPanel } from './VaultPanel.tsx';

export function SitePanel({ site }: { site: Site }) {
  const t = useT();
  const [open, setOpen] = useState<'edit' | 'remove' | 'add' | Device | null>(null);
  const close = () => setOpen(null);
  const save = async () => {
    const file = await call('sites.export', site.id);
    if (file) download(file.filename, file.yaml, 'application/yaml');
  };
  return (
    <section className="stack" aria-labelledby="site-name">
      <div className="panel stack tight">
        <div className="row spread">
          <h2 id="site-name">{site.name}</h2>
          <div className="row">
            <Button icon="pencil" onPress={() => setOpen('edit')}>
              {t('sites.edit')}
            </Button>
            <Button icon="down" onPress={() => void save()}>
              {t('sites.export')}
            </Button>
            <Button icon="trash" onPress={() => setOpen('remove')}>
              {t('sites.remove')}
            </Button>
          </div>
        </div>
        {site.notes && <p className="muted notes">{site.notes}</p>}
        <VaultPanel siteId={site.id} />
      </div>
      <div className="row spread">
        <h2>{t('sites.devices', { count: site.devices.length })}</h2>
        <Button icon="plus" tone="primary" onPress={() => setOpen('add')}>
          {t('device.add')}
        </Button>
      </div>
      {site.devices.length === 0 ? (
        <p className="empty">{t('device.none')}</p>
      ) : (
        <div className="device-cards">
          {site.devices.map((d) => (
            <DeviceCard key={d.id} site={site} device={d} onEdit={() => setOpen(d)} />
          ))}
        </div>
      )}
      {open === 'edit' && <SiteForm site={site} onClose={close} />}
      {open === 'remove' && (
        <AskFirst
          title={t('sites.removeTitle', { name: site.name })}
          deed={t('sites.remove')}
          onDo={() => void call('sites.remove', site.id)}
          onClose={close}
        >
          {t('sites.removeText')}
        </AskFirst>
      )}
      {(open === 'add' || (open !== null && typeof open === 'object')) && (
        <DeviceForm site={site} device={open === 'add' ? null : open} onClose={close} />
      )}
    </section>
  );
}

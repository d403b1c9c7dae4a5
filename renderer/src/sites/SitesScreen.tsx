import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import type { Site } from '../../../preload/contract.ts';
import { DueList } from '../due/DueList.tsx';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { show } from '../shell/Overlays.tsx';
import { call, chooseSite, notify, useParts, useStore } from '../store.ts';
import { PracticePanel } from './PracticePanel.tsx';
import { SiteForm } from './SiteForm.tsx';
import { SitePanel } from './SitePanel.tsx';
import './sites.css';

function Operator() {
  const t = useT();
  const operator = useStore((s) => s.settings.operator);
  if (operator !== '') return null;
  return (
    <div className="note warn">
      <Icon name="entered" />
      <div className="stack tight">
        <p>{t('sites.operatorMissing')}</p>
        <div>
          <Button onPress={() => show('settings')}>{t('sites.enterName')}</Button>
        </div>
      </div>
    </div>
  );
}

function SiteList({ sites, chosen }: { sites: Site[]; chosen: string | null }) {
  const t = useT();
  return (
    <ul className="site-list" aria-label={t('nav.sites')}>
      {sites.map((site) => (
        <li key={site.id}>
          <button
            type="button"
            className="site-item"
            aria-current={site.id === chosen ? 'true' : undefined}
            onClick={() => void chooseSite(site.id)}
          >
            <b>{site.name}</b>
            <span className="muted small">
              {t('sites.devices', { count: site.devices.length })}
              {site.practice && ` · ${t('practice.title')}`}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

export function SitesScreen() {
  const t = useT();
  const { sites, siteId } = useParts('sites', 'siteId');
  const [adding, setAdding] = useState(false);
  const site = sites.find((s) => s.id === siteId);

  const read = async (file: File | undefined) => {
    if (!file) return;
    const added = await call('sites.import', await file.text(), file.name);
    if (!added) return;
    notify({ tone: 'good', text: t('sites.imported', { name: added.name }), failure: null });
    await chooseSite(added.id);
  };
  return (
    <div className="stack">
      <div className="row spread">
        <h1 tabIndex={-1}>{t('sites.title')}</h1>
        <div className="row">
          <Button icon="plus" tone="primary" onPress={() => setAdding(true)}>
            {t('sites.add')}
          </Button>
          <FileTrigger acceptedFileTypes={['.yaml', '.yml']} onSelect={(files) => void read(files?.[0])}>
            <Button icon="up">{t('sites.import')}</Button>
          </FileTrigger>
        </div>
      </div>
      <Operator />
      <DueList />
      <div className="sites-grid">
        <div className="stack">
          {sites.length > 0 && <SiteList sites={sites} chosen={siteId} />}
          <PracticePanel />
        </div>
        {site ? <SitePanel key={site.id} site={site} /> : <p className="empty">{t('sites.none')}</p>}
      </div>
      {adding && <SiteForm site={null} onClose={() => setAdding(false)} />}
    </div>
  );
}

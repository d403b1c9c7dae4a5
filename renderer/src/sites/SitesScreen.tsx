import { useT } from '../i18n.ts';
import { useStore } from '../store.ts';

export function SitesScreen() {
  const t = useT();
  const sites = useStore((s) => s.sites);
  return (
    <div className="stack">
      <h1 tabIndex={-1}>{t('nav.sites')}</h1>
      <ul>
        {sites.map((s) => (
          <li key={s.id}>{s.name}</li>
        ))}
      </ul>
    </div>
  );
}

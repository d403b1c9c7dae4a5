import type { ReactNode } from 'react';
import { useT } from '../i18n.ts';
import { WithVault } from '../keys/WithVault.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { routeTo } from '../route.ts';
import { useStore } from '../store.ts';

/**
 * Keys that sign and download keys lie in the vault: its sheet comes first while it is not open. The vault is opened with a
 * site, so without any site this says what to do.
 */
export function WithSiteVault({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  const t = useT();
  const siteId = useStore((s) => s.siteId);
  if (siteId === null)
    return (
      <Sheet title={t('trips.vaultTitle')} onClose={onClose}>
        <p>{t('trips.vaultNeedsSite')}</p>
        <div className="dialog-foot">
          <a className="button primary" href={routeTo('sites')} onClick={onClose}>
            {t('sites.title')}
          </a>
        </div>
      </Sheet>
    );
  return (
    <WithVault siteId={siteId} onClose={onClose}>
      {children}
    </WithVault>
  );
}

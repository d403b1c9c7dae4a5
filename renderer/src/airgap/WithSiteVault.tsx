import type { ReactNode } from 'react';
import { WithVault } from '../keys/WithVault.tsx';
import { useStore } from '../store.ts';

/**
 * Keys that sign and download keys lie in the vault: its sheet comes first while it is not open. A connected side without
 * any site has no vault on its screen; there the command itself says what is missing.
 */
export function WithSiteVault({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  const siteId = useStore((s) => s.siteId);
  if (siteId === null) return <>{children}</>;
  return (
    <WithVault siteId={siteId} onClose={onClose}>
      {children}
    </WithVault>
  );
}

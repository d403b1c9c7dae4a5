import type { ReactNode } from 'react';
import { VaultSheet } from '../sites/VaultSheet.tsx';
import { useStore } from '../store.ts';

/** Keys are read from and written to the open vault: while it is not open, its own sheet stands here instead. */
export function WithVault(props: { siteId: string; onClose: () => void; children: ReactNode }) {
  const vault = useStore((s) => s.vault?.state);
  if (vault === 'open') return <>{props.children}</>;
  const close = () => useStore.getState().vault?.state !== 'open' && props.onClose();
  return <VaultSheet siteId={props.siteId} create={vault === 'absent'} onClose={close} />;
}

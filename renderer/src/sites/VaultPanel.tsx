import { useState } from 'react';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { call, readVault, useStore } from '../store.ts';
import { VaultSheet } from './VaultSheet.tsx';

export function VaultPanel({ siteId }: { siteId: string }) {
  const t = useT();
  const state = useStore((s) => s.vault?.state);
  const [open, setOpen] = useState(false);
  if (!state) return null;
  const lock = async () => {
    await call('vault.lock');
    await readVault(siteId);
  };
  return (
    <div className="row">
      <Icon name={state === 'open' ? 'unlock' : 'lock'} />
      <span>{t(`vault.state.${state}`)}</span>
      {state === 'open' ? (
        <Button onPress={() => void lock()}>{t('vault.lock')}</Button>
      ) : (
        <Button onPress={() => setOpen(true)}>{state === 'absent' ? t('vault.create') : t('vault.open')}</Button>
      )}
      {open && <VaultSheet siteId={siteId} create={state === 'absent'} onClose={() => setOpen(false)} />}
    </div>
  );
}

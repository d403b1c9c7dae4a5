import { useState } from 'react';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { call, useStore } from '../store.ts';
import { KeyStoreLine } from '../vault/KeyStoreLine.tsx';
import { VaultSheet } from './VaultSheet.tsx';

export function VaultPanel({ siteId }: { siteId: string }) {
  const t = useT();
  const state = useStore((s) => s.vault?.state);
  const minutes = useStore((s) => s.settings.vaultLockMinutes);
  const [asked, setAsked] = useState(false);
  if (!state) return null;
  return (
    <div className="stack tight">
      <div className="row">
        <Icon name={state === 'open' ? 'unlock' : 'lock'} />
        <span>{t(`vault.state.${state}`, { count: minutes })}</span>
        {state === 'open' ? (
          <Button onPress={() => void call('vault.lock')}>{t('vault.lock')}</Button>
        ) : (
          <Button onPress={() => setAsked(true)}>{state === 'absent' ? t('vault.create') : t('vault.open')}</Button>
        )}
      </div>
      <KeyStoreLine />
      {asked && state !== 'open' && (
        <VaultSheet siteId={siteId} create={state === 'absent'} onClose={() => setAsked(false)} />
      )}
    </div>
  );
}

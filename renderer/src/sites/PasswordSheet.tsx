import { type FormEvent, useState } from 'react';
import type { Device, EndpointKind, Failure } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Field } from '../parts/Field.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { notify, readVault, send, useStore } from '../store.ts';
import { VaultSheet } from './VaultSheet.tsx';

/** Stores one password; asks for the vault first when it is not open. */
export function PasswordSheet(props: { siteId: string; device: Device; endpoint: EndpointKind; onClose: () => void }) {
  const { siteId, device, endpoint, onClose } = props;
  const t = useT();
  const vault = useStore((s) => s.vault?.state);
  const [opened, setOpened] = useState(false);
  const [secret, setSecret] = useState('');
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const user = device[endpoint]?.user;
  const store = async (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (secret === '') return;
    const result = await send('vault.store', siteId, device.id, endpoint, secret);
    if (!result.ok) return setFailure(result.error);
    await readVault(siteId);
    notify({ tone: 'good', text: t('vault.stored', { name: device.name }), failure: null });
    onClose();
  };
  if (vault !== 'open' && !opened)
    return (
      <VaultSheet
        siteId={siteId}
        create={vault === 'absent'}
        onOpen={() => setOpened(true)}
        onClose={() => useStore.getState().vault?.state !== 'open' && onClose()}
      />
    );
  return (
    <Sheet title={t(`device.store.${endpoint}`)} onClose={onClose}>
      <form className="stack" onSubmit={(e) => void store(e)} noValidate>
        <p>{t('vault.storeText', { name: device.name, user: user ?? '' })}</p>
        <Field
          autoFocus
          type="password"
          autoComplete="off"
          label={t('vault.password')}
          value={secret}
          onChange={setSecret}
          problem={tried && secret === '' ? t('problem.required') : null}
        />
        {failure && <FailureNote failure={failure} />}
        <div className="dialog-foot">
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          <Button type="submit" tone="primary">
            {t('vault.storeDo')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

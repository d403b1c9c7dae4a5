import { type FormEvent, useState } from 'react';
import type { Failure, Result } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Field } from '../parts/Field.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { readVault, send, useStore } from '../store.ts';

/** Creates the vault or opens it. The passphrase stays in this component and is gone with it. */
export function VaultSheet(props: { siteId: string; create: boolean; onOpen?: () => void; onClose: () => void }) {
  const { siteId, create, onOpen, onClose } = props;
  const t = useT();
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const keyStore = useStore((s) => s.vault?.keyStore);
  const missing = passphrase === '';
  const differs = create && again !== passphrase;
  const open = async (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (missing || differs) return;
    await settle(await send('vault.open', passphrase));
  };
  const settle = async (result: Result<null>) => {
    if (!result.ok) return setFailure(result.error);
    await readVault(siteId);
    onClose();
    onOpen?.();
  };
  const byKeyStore = async () => settle(await send('vault.openWithKeyStore'));
  return (
    <Sheet title={create ? t('vault.create') : t('vault.open')} onClose={onClose}>
      <form className="stack" onSubmit={(e) => void open(e)} noValidate>
        <p className="muted">{create ? t('vault.createText') : t('vault.openText')}</p>
        <Field
          autoFocus
          type="password"
          autoComplete="off"
          label={t('vault.passphrase')}
          value={passphrase}
          onChange={setPassphrase}
          problem={tried && missing ? t('problem.required') : null}
        />
        {create && (
          <Field
            type="password"
            autoComplete="off"
            label={t('vault.again')}
            value={again}
            onChange={setAgain}
            problem={tried && differs ? t('vault.differs') : null}
          />
        )}
        {!create && keyStore?.enrolled && keyStore.name && (
          <Button icon="key" onPress={() => void byKeyStore()}>
            {t('vault.keyStore.open', { store: t(`vault.keyStore.name.${keyStore.name}`) })}
          </Button>
        )}
        {failure && <FailureNote failure={failure} />}
        <div className="dialog-foot">
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          <Button type="submit" tone="primary">
            {create ? t('vault.create') : t('vault.open')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

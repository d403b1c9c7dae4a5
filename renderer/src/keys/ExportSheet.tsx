import { type FormEvent, useState } from 'react';
import type { Failure } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { CloseFoot } from '../parts/CloseFoot.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Field } from '../parts/Field.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { download } from '../parts/transfer.ts';
import { send } from '../store.ts';
import type { SheetProps } from './sheets.tsx';

/** All living keys as one encrypted file that opens without Rackhand. */
export function ExportSheet({ site, device, onClose }: SheetProps) {
  const t = useT();
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [saved, setSaved] = useState<string | null>(null);
  const save = async (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (passphrase === '' || again !== passphrase || busy) return;
    setBusy(true);
    const result = await send('keys.export', site.id, device.id, passphrase);
    setBusy(false);
    if (!result.ok) return setFailure(result.error);
    setPassphrase('');
    setAgain('');
    download(result.value.filename, result.value.armored, 'text/plain');
    setSaved(result.value.filename);
  };
  const title = t('keys.exportTitle', { name: device.name });
  if (saved)
    return (
      <Sheet title={title} onClose={onClose}>
        <p className="note ok" role="status">
          {t('keys.exported', { file: saved })}
        </p>
        <p>{t('keys.exportOpen')}</p>
        <code className="command">{`age -d ${saved}`}</code>
        <p className="note warn">{t('keys.exportMove')}</p>
        <CloseFoot onClose={onClose} />
      </Sheet>
    );
  return (
    <Sheet title={title} onClose={onClose}>
      <form className="stack" onSubmit={(e) => void save(e)} noValidate>
        <p>{t('keys.exportText')}</p>
        <Field
          autoFocus
          type="password"
          autoComplete="off"
          label={t('keys.exportPassphrase')}
          hint={t('keys.exportHint')}
          value={passphrase}
          onChange={setPassphrase}
          problem={tried && passphrase === '' ? t('problem.required') : null}
        />
        <Field
          type="password"
          autoComplete="off"
          label={t('vault.again')}
          value={again}
          onChange={setAgain}
          problem={tried && again !== passphrase ? t('vault.differs') : null}
        />
        {failure && <FailureNote failure={failure} />}
        <div className="dialog-foot">
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          <button type="submit" className="button primary" aria-disabled={busy}>
            <Icon name="down" />
            {t('keys.exportDo')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

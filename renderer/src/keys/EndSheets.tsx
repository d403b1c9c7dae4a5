import { type FormEvent, useState } from 'react';
import type { Failure, KeyView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { AskFirst } from '../parts/AskFirst.tsx';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Field } from '../parts/Field.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { call, send } from '../store.ts';
import { KeyId } from './KeyId.tsx';
import type { SheetProps } from './sheets.tsx';

/** After the factory image: the old volumes are gone, so their keys are marked dead and new ones are demanded. */
export function RetireSheet({ site, device, onView, onClose }: SheetProps) {
  const t = useT();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const retire = async (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (reason.trim() === '') return;
    const result = await send('keys.retire', site.id, device.id, reason.trim());
    if (!result.ok) return setFailure(result.error);
    onView(result.value);
    onClose();
  };
  return (
    <Sheet grave title={t('keys.retireTitle', { name: device.name })} onClose={onClose}>
      <form className="stack" onSubmit={(e) => void retire(e)} noValidate>
        <p>{t('keys.retireText')}</p>
        <Field
          autoFocus
          label={t('keys.retireReason')}
          hint={t('keys.retireHint')}
          value={reason}
          onChange={setReason}
          problem={tried && reason.trim() === '' ? t('problem.required') : null}
        />
        {failure && <FailureNote failure={failure} />}
        <div className="dialog-foot">
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          <Button type="submit" tone="danger">
            {t('keys.retireDo')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

/** A void or rejected key leaves the vault for good. */
export function ForgetSheet({ site, device, onView, onClose, forgotten }: SheetProps & { forgotten: KeyView }) {
  const t = useT();
  const forget = async () => {
    const view = await call('keys.forget', site.id, device.id, forgotten.ref);
    if (view) onView(view);
  };
  return (
    <AskFirst title={t('keys.forgetTitle')} deed={t('keys.forget')} onDo={() => void forget()} onClose={onClose}>
      <div className="stack tight">
        <KeyId id={forgotten.id} />
        <p>{t('keys.forgetText')}</p>
      </div>
    </AskFirst>
  );
}

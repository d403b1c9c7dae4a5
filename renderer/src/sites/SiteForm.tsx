import { type FormEvent, useState } from 'react';
import type { Failure, Site } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Field } from '../parts/Field.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { chooseSite, send } from '../store.ts';

export function SiteForm({ site, onClose }: { site: Site | null; onClose: () => void }) {
  const t = useT();
  const [name, setName] = useState(site?.name ?? '');
  const [notes, setNotes] = useState(site?.notes ?? '');
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const save = async (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (name.trim() === '') return;
    const result = await send('sites.save', { id: site?.id ?? null, name: name.trim(), notes });
    if (!result.ok) return setFailure(result.error);
    onClose();
    await chooseSite(result.value.id);
  };
  return (
    <Sheet title={site ? t('sites.edit') : t('sites.add')} onClose={onClose}>
      <form className="stack" onSubmit={(e) => void save(e)} noValidate>
        <Field
          autoFocus
          label={t('sites.name')}
          value={name}
          onChange={setName}
          problem={tried && name.trim() === '' ? t('problem.required') : null}
        />
        <Field label={t('sites.notes')} lines={3} value={notes} onChange={setNotes} />
        {failure && <FailureNote failure={failure} />}
        <div className="dialog-foot">
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          <Button type="submit" tone="primary">
            {t('app.save')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

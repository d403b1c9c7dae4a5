import { useState } from 'react';
import { useT } from '../i18n.ts';
import { Field } from '../parts/Field.tsx';
import { send } from '../store.ts';
import { FormSheet } from './FormSheet.tsx';
import type { SheetProps } from './sheets.tsx';
import { follow } from './useTrips.ts';

/** Where everything is stored a second time. */
export function SecondSheet({ trip, onClose }: SheetProps) {
  const t = useT();
  const [folder, setFolder] = useState('');
  const [tried, setTried] = useState(false);
  const missing = folder.trim() === '';
  const copy = () => {
    setTried(true);
    if (missing) return;
    void follow(trip.id, send('trips.second', trip.id, folder.trim()));
    onClose();
  };
  return (
    <FormSheet
      title={t('trips.second.title')}
      deed={t('trips.second.do')}
      icon="copy"
      ask={{ busy: false, failure: null }}
      complete={!missing}
      onDo={copy}
      onClose={onClose}
    >
      <p>{t('trips.second.text')}</p>
      <Field
        autoFocus
        mono
        autoComplete="off"
        spellCheck="false"
        label={t('trips.second.folder')}
        hint={t('trips.second.hint')}
        value={folder}
        onChange={setFolder}
        problem={tried && missing ? t('problem.required') : null}
      />
    </FormSheet>
  );
}

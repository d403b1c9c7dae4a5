import { useState } from 'react';
import { useT } from '../i18n.ts';
import { Field } from '../parts/Field.tsx';
import { send } from '../store.ts';
import { FormSheet } from './FormSheet.tsx';
import type { SheetProps } from './sheets.tsx';
import { useAsk } from './useAsk.ts';
import { takeTrip } from './useTrips.ts';

/** When the packages are installed, and under which number that was agreed. */
export function WindowSheet({ trip, onClose }: SheetProps) {
  const t = useT();
  const [at, setAt] = useState('');
  const [reference, setReference] = useState(trip.window?.reference ?? '');
  const [tried, setTried] = useState(false);
  const ask = useAsk();
  const time = Date.parse(at);
  const late = Number.isNaN(time);
  const unnamed = reference.trim() === '';
  const save = async () => {
    setTried(true);
    if (late || unnamed) return;
    const saved = await ask.run(() => send('trips.window', trip.id, new Date(time).toISOString(), reference.trim()));
    if (!saved) return;
    takeTrip(saved);
    onClose();
  };
  return (
    <FormSheet
      title={t('trips.window.title', { host: trip.host })}
      deed={t('trips.window.do')}
      icon="clock"
      ask={ask}
      complete={!late && !unnamed}
      onDo={() => void save()}
      onClose={onClose}
    >
      <p>{t('trips.window.text')}</p>
      <Field
        autoFocus
        type="datetime-local"
        label={t('trips.window.at')}
        value={at}
        onChange={setAt}
        problem={tried && late ? t('problem.time') : null}
      />
      <Field
        autoComplete="off"
        label={t('trips.window.reference')}
        hint={t('trips.window.referenceHint')}
        value={reference}
        onChange={setReference}
        problem={tried && unnamed ? t('problem.required') : null}
      />
    </FormSheet>
  );
}

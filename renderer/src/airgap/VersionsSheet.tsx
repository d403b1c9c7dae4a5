import { useState } from 'react';
import { useT } from '../i18n.ts';
import { Field } from '../parts/Field.tsx';
import { send } from '../store.ts';
import { FormSheet } from './FormSheet.tsx';
import type { SheetProps } from './sheets.tsx';
import { useAsk } from './useAsk.ts';
import { takeTrip } from './useTrips.ts';

/** Base and product version as the appliance's status page shows them. */
export function VersionsSheet({ trip, onClose }: SheetProps) {
  const t = useT();
  const [base, setBase] = useState(trip.baseVersion ?? '');
  const [product, setProduct] = useState(trip.productVersion ?? '');
  const [tried, setTried] = useState(false);
  const ask = useAsk();
  const save = async () => {
    setTried(true);
    if (base.trim() === '') return;
    const saved = await ask.run(() => send('trips.versions', trip.id, base.trim(), product.trim() || null));
    if (!saved) return;
    takeTrip(saved);
    onClose();
  };
  return (
    <FormSheet
      title={t('trips.versions.title', { host: trip.host })}
      deed={t('app.save')}
      ask={ask}
      onDo={() => void save()}
      onClose={onClose}
    >
      <p>{t('trips.versions.text')}</p>
      <Field
        autoFocus
        mono
        autoComplete="off"
        label={t('trips.versions.base')}
        value={base}
        onChange={setBase}
        problem={tried && base.trim() === '' ? t('problem.required') : null}
      />
      <Field
        mono
        autoComplete="off"
        label={t('app.optional', { label: t('trips.versions.product') })}
        value={product}
        onChange={setProduct}
      />
    </FormSheet>
  );
}

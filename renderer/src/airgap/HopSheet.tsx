import { useState } from 'react';
import type { Hop } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Field, Pick } from '../parts/Field.tsx';
import { send } from '../store.ts';
import { FormSheet } from './FormSheet.tsx';
import type { SheetProps } from './sheets.tsx';
import { useAsk } from './useAsk.ts';
import { takeTrip } from './useTrips.ts';

const roles = ['admin', 'courier', 'technician', 'other'] as const satisfies readonly Hop['role'][];

/** A change of hands, written down and signed. */
export function HopSheet({ trip, onClose }: SheetProps) {
  const t = useT();
  const media = trip.bundle?.media ?? [];
  const [hop, setHop] = useState({
    ...{ person: '', role: 'courier' as Hop['role'], from: trip.custody.at(-1)?.to ?? '', to: '' },
    ...{ medium: media[0]?.id ?? '', seal: trip.custody.at(-1)?.seal ?? '', note: '' },
  });
  const [tried, setTried] = useState(false);
  const ask = useAsk();
  const needed = ['person', 'from', 'to'] as const;
  const complete = needed.every((key) => hop[key].trim() !== '');
  const field = (key: 'person' | 'from' | 'to' | 'seal' | 'note') => ({
    label: t(`trips.hop.${key}`),
    autoComplete: 'off',
    value: hop[key],
    onChange: (value: string) => setHop({ ...hop, [key]: value }),
    problem: tried && hop[key].trim() === '' && needed.some((one) => one === key) ? t('problem.required') : null,
  });
  const save = async () => {
    setTried(true);
    if (!complete) return;
    const { person, role, from, to, medium, seal, note } = hop;
    const said = { person: person.trim(), role, from: from.trim(), to: to.trim(), note: note.trim() };
    const saved = await ask.run(() =>
      send('trips.hop', trip.id, { ...said, medium: medium || null, seal: seal.trim() || null }),
    );
    if (!saved) return;
    takeTrip(saved);
    onClose();
  };
  return (
    <FormSheet
      title={t('trips.hop.title')}
      deed={t('trips.hop.do')}
      icon="hand"
      ask={ask}
      complete={complete}
      onDo={() => void save()}
      onClose={onClose}
    >
      <p>{t('trips.hop.text')}</p>
      <Field autoFocus {...field('person')} />
      <Pick
        label={t('trips.hop.role')}
        value={hop.role}
        options={roles.map((role) => ({ value: role, label: t(`trips.custody.role.${role}`) }))}
        onChange={(role) => setHop({ ...hop, role: role as Hop['role'] })}
      />
      <Field {...field('from')} />
      <Field {...field('to')} />
      {media.length > 0 && (
        <Pick
          label={t('trips.hop.medium')}
          value={hop.medium}
          options={[
            { value: '', label: t('trips.hop.noMedium') },
            ...media.map(({ id, role, label, serial }) => ({
              value: id,
              label: [t(`trips.role.${role}`), label, serial].filter(Boolean).join(' · '),
            })),
          ]}
          onChange={(medium) => setHop({ ...hop, medium })}
        />
      )}
      <Field {...field('seal')} />
      <Field {...field('note')} />
    </FormSheet>
  );
}

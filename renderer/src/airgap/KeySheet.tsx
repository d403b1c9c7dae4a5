import { useState } from 'react';
import { useT } from '../i18n.ts';
import { Choices, Field } from '../parts/Field.tsx';
import { send } from '../store.ts';
import { FormSheet } from './FormSheet.tsx';
import type { SheetProps } from './sheets.tsx';
import { useAsk } from './useAsk.ts';
import { takeTrip } from './useTrips.ts';

/** The download key into the vault: pasted, or typed twice. It leaves this sheet with the command and is in no picture of it. */
export function KeySheet({ trip, onClose }: SheetProps) {
  const t = useT();
  const [how, setHow] = useState<'pasted' | 'typed'>('pasted');
  const [key, setKey] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const ask = useAsk();
  const missing = key.trim() === '';
  const differs = how === 'typed' && again.trim() !== key.trim();
  const store = async () => {
    setTried(true);
    if (missing || differs) return;
    const held = await ask.run(() => send('trips.key', trip.id, key.trim()));
    setKey('');
    setAgain('');
    setTried(false);
    if (!held) return;
    takeTrip(held);
    onClose();
  };
  const secret = { type: 'password', autoComplete: 'off', spellCheck: 'false' } as const;
  return (
    <FormSheet
      title={t('trips.key.title', { host: trip.host })}
      deed={t('trips.key.do')}
      icon="key"
      ask={ask}
      complete={!missing && !differs}
      onDo={() => void store()}
      onClose={onClose}
    >
      <p>{t('trips.key.text')}</p>
      <Choices
        label={t('trips.key.how')}
        value={how}
        onChange={(value) => setHow(value === 'typed' ? 'typed' : 'pasted')}
        options={[
          { value: 'pasted', label: t('trips.key.pasted') },
          { value: 'typed', label: t('trips.key.typed') },
        ]}
      />
      <Field
        autoFocus
        {...secret}
        label={t('trips.key.key')}
        hint={t('trips.key.hint')}
        value={key}
        onChange={setKey}
        problem={tried && missing ? t('problem.required') : null}
      />
      {how === 'typed' && (
        <Field
          {...secret}
          label={t('trips.key.again')}
          value={again}
          onChange={setAgain}
          problem={tried && differs ? t('trips.key.differs') : null}
        />
      )}
      {key !== '' && <p className="small muted">{t('trips.key.length', { count: key.trim().length })}</p>}
    </FormSheet>
  );
}

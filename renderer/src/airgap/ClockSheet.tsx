import { useState } from 'react';
import type { ClockReading, ClockVerdict, Reading } from '../../../preload/contract.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { Icon } from '../parts/Icon.tsx';
import { ReadingLine } from '../parts/ReadingLine.tsx';
import { send } from '../store.ts';
import { FormSheet } from './FormSheet.tsx';
import { seconds, spread } from './measure.ts';
import type { SheetProps } from './sheets.tsx';
import { useAsk } from './useAsk.ts';
import { takeTrip } from './useTrips.ts';

/** Both clocks against this computer's, and what follows from them. */
export function ClockResult({ clock }: { clock: ClockVerdict }) {
  const t = useT();
  const language = useLanguage();
  const say = ({ source, address, offsetS, uncertaintyS }: ClockReading) =>
    t('trips.clock.reading', {
      offset: seconds(offsetS, language),
      uncertainty: spread(uncertaintyS, language),
      source: t(`trips.clock.source.${source}`),
      address,
    });
  const line = (label: string, reading: Reading<ClockReading>) => (
    <ReadingLine label={label} reading={reading} say={say} />
  );
  const { skewS, ok } = clock;
  return (
    <div className="stack tight">
      <dl className="readings">
        {line(t('trips.clock.appliance'), clock.appliance)}
        {line(t('trips.clock.reference'), clock.reference)}
      </dl>
      <div className={`note ${ok ? 'ok' : 'bad'}`} role="status">
        <Icon name={ok ? 'check' : 'warn'} />
        <div>
          <p>
            <b>
              {skewS === null
                ? t('trips.clock.unread')
                : t(ok ? 'trips.clock.good' : skewS < 0 ? 'trips.clock.slow' : 'trips.clock.fast', {
                    skew: seconds(skewS, language),
                  })}
            </b>
          </p>
          {!ok && <p>{t(skewS === null ? 'trips.clock.unreadNext' : 'trips.clock.wrongNext')}</p>}
          {clock.reference.value === null && <p className="muted">{t('trips.clock.noReference')}</p>}
        </div>
      </div>
    </div>
  );
}

/** Reads the appliance's clock against a time server or this computer, before a key is made. */
export function ClockSheet({ trip, onClose }: SheetProps) {
  const t = useT();
  const [reference, setReference] = useState('');
  const ask = useAsk();
  const check = async () => {
    const read = await ask.run(() => send('trips.clock', trip.id, reference.trim() || null));
    if (read) takeTrip(read);
  };
  return (
    <FormSheet
      title={t('trips.clock.title', { host: trip.host })}
      deed={t(trip.clock ? 'trips.clock.again' : 'trips.clock.do')}
      icon="clock"
      ask={ask}
      onDo={() => void check()}
      onClose={onClose}
    >
      <p>{t('trips.clock.text')}</p>
      <Field
        mono
        autoComplete="off"
        spellCheck="false"
        label={t('app.optional', { label: t('trips.clock.server') })}
        hint={t('trips.clock.serverHint')}
        value={reference}
        onChange={setReference}
      />
      {trip.clock && <ClockResult clock={trip.clock} />}
      {trip.clock?.ok && (
        <div>
          <Button icon="check" onPress={onClose}>
            {t('app.done')}
          </Button>
        </div>
      )}
    </FormSheet>
  );
}

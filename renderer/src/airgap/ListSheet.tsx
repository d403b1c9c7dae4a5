import { useRef, useState } from 'react';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { send } from '../store.ts';
import { FormSheet } from './FormSheet.tsx';
import { OfferRow } from './OfferRow.tsx';
import { emptyRow, flawOf, moved, packageOf, type Row, rowOf } from './offer.ts';
import type { SheetProps } from './sheets.tsx';
import { useAsk } from './useAsk.ts';
import { takeTrip } from './useTrips.ts';

/** The vendor's list, pasted and put right by a person, before anything can be downloaded. */
export function ListSheet({ trip, onClose }: SheetProps) {
  const t = useT();
  const [text, setText] = useState('');
  const [rows, setRows] = useState<Row[] | null>(null);
  const [tried, setTried] = useState(false);
  const ask = useAsk();
  const last = useRef(0);
  const fresh = () => {
    last.current += 1;
    return last.current;
  };
  const read = async () => {
    const found = await ask.run(() => send('trips.readList', text));
    if (found) setRows(found.map((one) => rowOf(one, fresh())));
  };
  const record = async () => {
    setTried(true);
    if (!rows || rows.length === 0 || rows.some((row) => flawOf(row, rows) !== null)) return;
    const saved = await ask.run(() => send('trips.offer', trip.id, rows.map(packageOf)));
    if (!saved) return;
    takeTrip(saved);
    onClose();
  };
  if (rows === null)
    return (
      <FormSheet
        wide
        title={t('trips.list.title', { host: trip.host })}
        deed={t('trips.list.read')}
        icon="next"
        ask={ask}
        onDo={() => (text.trim() === '' ? setRows([emptyRow(fresh())]) : void read())}
        onClose={onClose}
      >
        <p>{t('trips.list.text')}</p>
        <Field autoFocus lines={8} mono label={t('trips.list.paste')} value={text} onChange={setText} />
      </FormSheet>
    );
  const change = (row: Row) => setRows(rows.map((one) => (one.id === row.id ? row : one)));
  return (
    <FormSheet
      wide
      title={t('trips.list.title', { host: trip.host })}
      deed={t('trips.list.record', { count: rows.length })}
      icon="check"
      ask={ask}
      complete={rows.length > 0}
      onDo={() => void record()}
      onClose={onClose}
    >
      <p>{t('trips.list.compare')}</p>
      {rows.map((row, index) => (
        <OfferRow
          key={row.id}
          row={row}
          n={index + 1}
          flaw={tried ? flawOf(row, rows) : null}
          onChange={change}
          onMove={(by) => setRows(moved(rows, row.id, by))}
          onRemove={() => setRows(rows.filter((one) => one !== row))}
        />
      ))}
      <div className="row">
        <Button icon="plus" onPress={() => setRows([...rows, emptyRow(fresh())])}>
          {t('trips.list.add')}
        </Button>
        <Button icon="previous" onPress={() => setRows(null)}>
          {t('trips.list.again')}
        </Button>
      </div>
    </FormSheet>
  );
}

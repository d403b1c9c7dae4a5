import { useState } from 'react';
import type { SelEntryView, SelView } from '../../../preload/contract.ts';
import { duration, stamp } from '../format.ts';
import { useT, useWord } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { useAsked } from './asked.ts';
import { atLeast, eventColumns, newestFirst } from './events.ts';
import { SaveButtons, SeverityPick } from './LogTools.tsx';
import { OrderButton, useOrders } from './orders.tsx';
import { PanelHead, type PanelProps, Read } from './Panel.tsx';
import { StateMark } from './StateMark.tsx';
import type { Severity } from './severity.ts';

/** More rows than anybody reads at once; the rest is one button away. */
const FIRST = 200;

function EventRow({ entry }: { entry: SelEntryView }) {
  const t = useT();
  const word = useWord();
  const time = entry.at
    ? stamp(entry.at)
    : entry.sinceStart === null
      ? t('events.noTime')
      : t('events.sinceStart', { time: duration(entry.sinceStart) });
  return (
    <tr>
      <td className="mono">{entry.id}</td>
      <td>{time}</td>
      <td>
        <StateMark state={entry.severity} />
      </td>
      <th scope="row">
        {entry.sensor}
        <span className="small muted entity">{word(`health.type.${entry.sensorType}`, entry.sensorType)}</span>
      </th>
      <td>
        {entry.event}
        {entry.direction && <span className="small muted word">{t(`events.${entry.direction}`)}</span>}
        {entry.detail && <span className="small muted word">{entry.detail}</span>}
      </td>
    </tr>
  );
}

function EventTable({ entries }: { entries: SelEntryView[] }) {
  const t = useT();
  const [all, setAll] = useState(false);
  if (entries.length === 0) return <p className="empty">{t('events.none')}</p>;
  return (
    <div className="stack">
      <div className="scroll-x">
        <table aria-label={t('device.tab.events')}>
          <thead>
            <tr>
              <th scope="col">{t('events.number')}</th>
              <th scope="col">{t('fact.time')}</th>
              <th scope="col">{t('events.severity')}</th>
              <th scope="col">{t('health.sensor')}</th>
              <th scope="col">{t('events.event')}</th>
            </tr>
          </thead>
          <tbody>
            {(all ? entries : entries.slice(0, FIRST)).map((e) => (
              <EventRow key={`${e.id} ${e.at}`} entry={e} />
            ))}
          </tbody>
        </table>
      </div>
      {!all && entries.length > FIRST && (
        <Button onPress={() => setAll(true)}>{t('events.showAll', { count: entries.length })}</Button>
      )}
    </div>
  );
}

function Notes({ sel }: { sel: SelView }) {
  const t = useT();
  const skew = sel.clockSkew ?? 0;
  return (
    <>
      {sel.overflow && <p className="note warn">{t('events.overflow')}</p>}
      {Math.abs(skew) >= 60 && (
        <p className="note warn">
          {t(skew > 0 ? 'events.ahead' : 'events.behind', { time: duration(Math.abs(skew)) })}
        </p>
      )}
    </>
  );
}

export function EventsPanel({ site, device }: PanelProps) {
  const t = useT();
  const { answer, failure, busy, again } = useAsked('bmc.events', site.id, device.id);
  const orders = useOrders(site, device, () => void again());
  const [least, setLeast] = useState<Severity>('ok');
  const entries = answer?.value?.entries ?? [];
  const shown = newestFirst(atLeast(entries, least));
  return (
    <div className="stack">
      <PanelHead at={answer?.at ?? null} busy={busy} onRead={() => void again()}>
        <SaveButtons
          name={`${device.id}-sel`}
          columns={eventColumns}
          rows={() => entries}
          isDisabled={entries.length === 0}
        />
      </PanelHead>
      {orders.note}
      <Read reading={answer} failure={failure} busy={busy}>
        {(sel) => (
          <div className="stack">
            <Notes sel={sel} />
            <div className="row">
              <SeverityPick least={least} onChange={setLeast} />
              <p className="muted">{t('events.count', { shown: shown.length, count: sel.entries.length })}</p>
            </div>
            <EventTable entries={shown} />
            <OrderButton
              orders={orders}
              action="sel.clear"
              order={{ action: 'sel.clear' }}
              icon="trash"
              ask={<p className="note">{t('events.savedFirst')}</p>}
            />
          </div>
        )}
      </Read>
    </div>
  );
}

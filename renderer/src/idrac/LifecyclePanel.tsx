import { useState } from 'react';
import type { LifecycleEntryView } from '../../../preload/contract.ts';
import type { PanelProps } from '../device/Panel.tsx';
import { StateMark } from '../device/StateMark.tsx';
import { stamp } from '../format.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Pick } from '../parts/Field.tsx';
import { csvOf, ndjsonOf } from '../parts/table-file.ts';
import { download } from '../parts/transfer.ts';
import { IdracPart } from './IdracHead.tsx';
import { atLeast, type LogSeverity, logColumns, newestFirst, severityOf } from './lifecycle.ts';

const severities = ['ok', 'non-critical', 'critical'] as const satisfies LogSeverity[];

function EntryRow({ entry }: { entry: LifecycleEntryView }) {
  const t = useT();
  return (
    <tr>
      <td className="mono">{entry.sequence ?? '–'}</td>
      <td className="nowrap">{entry.at ? stamp(entry.at) : t('events.noTime')}</td>
      <td>
        <StateMark state={severityOf(entry.severity)} />
      </td>
      <td lang="en">{entry.message}</td>
      <td className="mono">{entry.messageId ?? '–'}</td>
    </tr>
  );
}

/** What the Lifecycle Controller wrote down: the newest entries that were read, newest first. */
export function LifecyclePanel({ site, device }: PanelProps) {
  const t = useT();
  const [least, setLeast] = useState<LogSeverity>('ok');
  const save = (form: 'csv' | 'ndjson', entries: LifecycleEntryView[]) =>
    download(
      `${device.id}-lifecycle.${form}`,
      form === 'csv' ? csvOf(logColumns, entries) : ndjsonOf(entries),
      form === 'csv' ? 'text/csv' : 'application/x-ndjson',
    );
  return (
    <IdracPart
      site={site}
      device={device}
      pick={(view) => view.log}
      head={(entries) => (
        <>
          <Button
            icon="down"
            isDisabled={!entries?.length}
            onPress={() => entries && save('csv', newestFirst(entries))}
          >
            {t('events.csv')}
          </Button>
          <Button
            icon="down"
            isDisabled={!entries?.length}
            onPress={() => entries && save('ndjson', newestFirst(entries))}
          >
            {t('journal.export')}
          </Button>
        </>
      )}
    >
      {(entries) => {
        const shown = atLeast(newestFirst(entries), least);
        return (
          <div className="stack">
            <div className="row">
              <Pick
                label={t('events.filter')}
                value={least}
                options={severities.map((s) => ({ value: s, label: t(`events.least.${s}`) }))}
                onChange={(v) => setLeast(severities.find((s) => s === v) ?? 'ok')}
              />
              <p className="muted">{t('idrac.logCount', { shown: shown.length, count: entries.length })}</p>
            </div>
            {shown.length === 0 ? (
              <p className="empty">{t('events.none')}</p>
            ) : (
              <div className="scroll-x">
                <table aria-label={t('device.tab.lifecycle')}>
                  <thead>
                    <tr>
                      <th scope="col">{t('events.number')}</th>
                      <th scope="col">{t('fact.time')}</th>
                      <th scope="col">{t('events.severity')}</th>
                      <th scope="col">{t('idrac.message')}</th>
                      <th scope="col">{t('idrac.messageId')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {shown.map((entry, i) => (
                      <EntryRow key={entry.sequence ?? `${entry.at} ${i}`} entry={entry} />
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </div>
        );
      }}
    </IdracPart>
  );
}

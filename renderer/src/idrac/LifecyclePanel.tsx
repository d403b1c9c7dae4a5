import { useState } from 'react';
import type { LifecycleEntryView } from '../../../preload/contract.ts';
import { SaveButtons, SeverityPick } from '../device/LogTools.tsx';
import type { PanelProps } from '../device/Panel.tsx';
import { StateMark } from '../device/StateMark.tsx';
import type { Severity } from '../device/severity.ts';
import { stamp } from '../format.ts';
import { useT } from '../i18n.ts';
import { IdracPart } from './IdracHead.tsx';
import { atLeast, logColumns, newestFirst, severityOf } from './lifecycle.ts';

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
  const [least, setLeast] = useState<Severity>('ok');
  return (
    <IdracPart
      site={site}
      device={device}
      pick={(view) => view.log}
      head={(entries) => (
        <SaveButtons
          name={`${device.id}-lifecycle`}
          columns={logColumns}
          rows={() => newestFirst(entries ?? [])}
          isDisabled={!entries?.length}
        />
      )}
    >
      {(entries) => {
        const shown = atLeast(newestFirst(entries), least);
        return (
          <div className="stack">
            <div className="row">
              <SeverityPick least={least} onChange={setLeast} />
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

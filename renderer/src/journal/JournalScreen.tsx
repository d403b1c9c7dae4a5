import { useEffect, useState } from 'react';
import type { JournalEntry, JournalVerdict } from '../../../preload/contract.ts';
import { stamp } from '../format.ts';
import { useT, useText } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Pick } from '../parts/Field.tsx';
import { Icon } from '../parts/Icon.tsx';
import { download } from '../parts/transfer.ts';
import { go } from '../route.ts';
import { call, useParts, useStore } from '../store.ts';
import { mergeEntries, streamsOf } from './entries.ts';
import './journal.css';

/** Entries of one stream; only what is new is read when the journal grows. */
function useEntries(stream: string): JournalEntry[] {
  const tick = useStore((s) => s.journalTick);
  const [held, setHeld] = useState<{ stream: string; entries: JournalEntry[] }>({ stream, entries: [] });
  const entries = held.stream === stream ? held.entries : [];
  const last = entries.at(-1)?.seq ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: tick says that there is more; last is where to read on
  useEffect(() => {
    let current = true;
    void call('journal.list', stream, last).then((more) => {
      if (current && more)
        setHeld((h) => ({ stream, entries: mergeEntries(h.stream === stream ? h.entries : [], more) }));
    });
    return () => {
      current = false;
    };
  }, [stream, tick]);
  return entries;
}

function Verdict({ verdict }: { verdict: JournalVerdict }) {
  const t = useT();
  return (
    <div className={`note ${verdict.ok ? 'ok' : 'bad'}`} role="status">
      <Icon name={verdict.ok ? 'check' : 'warn'} />
      <div>
        <p>
          {t(verdict.ok ? 'journal.sound' : 'journal.broken', {
            entries: t('journal.entries', { count: verdict.entries }),
            streams: t('journal.streams', { count: verdict.streams }),
          })}
        </p>
        {verdict.broken && <p>{t('journal.brokenAt', { ...verdict.broken })}</p>}
      </div>
    </div>
  );
}

export function JournalScreen({ stream: wanted }: { stream: string | null }) {
  const t = useT();
  const text = useText();
  const { runs, siteId } = useParts('runs', 'siteId');
  const streams = streamsOf(runs, siteId);
  const stream = wanted ?? streams[0]?.id ?? 'desk';
  const entries = useEntries(stream);
  const [verdict, setVerdict] = useState<JournalVerdict | null>(null);
  const name = (s: (typeof streams)[number]) =>
    s.run ? t('journal.runStream', { title: text(s.run.title), time: stamp(s.run.startedAt) }) : t('journal.desk');
  const save = async () => {
    const file = await call('journal.export', stream);
    if (file) download(file.filename, file.ndjson, 'application/x-ndjson');
  };
  return (
    <div className="stack">
      <div className="row spread">
        <h1 tabIndex={-1}>{t('nav.journal')}</h1>
        <div className="row">
          <Button icon="check" onPress={() => void call('journal.verify').then(setVerdict)}>
            {t('journal.verify')}
          </Button>
          <Button icon="down" onPress={() => void save()}>
            {t('journal.export')}
          </Button>
        </div>
      </div>
      {verdict && <Verdict verdict={verdict} />}
      <Pick
        label={t('journal.stream')}
        value={stream}
        options={[
          ...streams.map((s) => ({ value: s.id, label: name(s) })),
          ...(streams.some((s) => s.id === stream) ? [] : [{ value: stream, label: stream }]),
        ]}
        onChange={(id) => go('journal', id)}
      />
      <ol className="entries" aria-label={t('journal.list')}>
        {entries.map((e) => (
          <li key={e.seq} className="panel">
            <details>
              <summary className="row">
                <b className="mono">{e.seq}</b>
                <span>{stamp(e.at)}</span>
                <code>{e.type}</code>
                <span className="muted">{e.author}</span>
                <code className="muted entry-hash" title={e.hash}>
                  {e.hash.slice(0, 12)}
                </code>
              </summary>
              <pre>{JSON.stringify(e.data, null, 2)}</pre>
            </details>
          </li>
        ))}
      </ol>
      {entries.length === 0 && <p className="empty">{t('journal.none')}</p>}
    </div>
  );
}

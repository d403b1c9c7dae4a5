import { useState } from 'react';
import { DueList } from '../due/DueList.tsx';
import { stamp } from '../format.ts';
import { TakeOverSheet } from '../handover/TakeOverSheet.tsx';
import { useT, useText } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { go, routeTo } from '../route.ts';
import { call, takeRun, useParts } from '../store.ts';
import { StartForm } from './StartForm.tsx';

export function RunList({ procedureId }: { procedureId: string | null }) {
  const t = useT();
  const text = useText();
  const { runs, sites } = useParts('runs', 'sites');
  const [taking, setTaking] = useState(false);
  const resume = async (id: string) => {
    const view = await call('runs.resume', id);
    if (!view) return;
    takeRun(view);
    go('run', id);
  };
  return (
    <div className="stack">
      <div className="row spread">
        <h1 tabIndex={-1}>{t('run.all')}</h1>
        <Button icon="down" onPress={() => setTaking(true)}>
          {t('handover.take')}
        </Button>
      </div>
      <DueList />
      <StartForm wanted={procedureId} />
      <section className="stack tight" aria-labelledby="run-list">
        <h2 id="run-list">{t('run.known')}</h2>
        {runs.length === 0 && <p className="empty">{t('run.none')}</p>}
        <ul className="run-list">
          {runs.map((r) => (
            <li key={r.id} className="panel row spread">
              <div>
                <h3>
                  <a href={routeTo('run', r.id)}>{text(r.title)}</a>
                </h3>
                <p className="muted small">
                  {t('run.line', {
                    site: sites.find((s) => s.id === r.siteId)?.name ?? r.siteId,
                    time: stamp(r.startedAt),
                    author: r.author,
                    done: r.progress.done,
                    total: r.progress.total,
                  })}
                </p>
              </div>
              <div className="row">
                <span className="badge">{t(`run.status.${r.status}`)}</span>
                {(r.status === 'open' || r.status === 'stopped') && (
                  <Button icon="play" onPress={() => void resume(r.id)}>
                    {t('run.resume')}
                  </Button>
                )}
              </div>
            </li>
          ))}
        </ul>
      </section>
      {taking && <TakeOverSheet onClose={() => setTaking(false)} />}
    </div>
  );
}

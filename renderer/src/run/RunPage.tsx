import { useEffect, useRef, useState } from 'react';
import type { RunView } from '../../../preload/contract.ts';
import { ClusterPicture } from '../cluster/ClusterPicture.tsx';
import { stamp } from '../format.ts';
import { HandOverSheet } from '../handover/HandOverSheet.tsx';
import { useT } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { BothToggle } from '../parts/BothToggle.tsx';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { PictureSheet } from '../pictures/PictureSheet.tsx';
import { useGivenPicture } from '../pictures/useGivenPicture.ts';
import { routeTo } from '../route.ts';
import { call, takeRun } from '../store.ts';
import { AbortSheet } from './AbortSheet.tsx';
import { AloudStep } from './AloudStep.tsx';
import { CurrentStepCard } from './CurrentStepCard.tsx';
import { LockPanel } from './LockPanel.tsx';
import { Progress } from './Progress.tsx';
import { RunDetails } from './RunDetails.tsx';
import { TimeGauge } from './TimeGauge.tsx';

function Toolbar(props: { run: RunView; onAbort: () => void; onAloud: () => void; onHandOver: () => void }) {
  const { run, onAbort, onAloud, onHandOver } = props;
  const t = useT();
  const resume = async () => {
    const view = await call('runs.resume', run.id);
    if (view) takeRun(view);
  };
  return (
    <div className="row">
      <BothToggle />
      {run.current && (
        <Button icon="phone" onPress={onAloud}>
          {t('aloud.open')}
        </Button>
      )}
      <a className="button" href={routeTo('run', 'all')}>
        {t('run.all')}
      </a>
      {run.status === 'open' && run.driver === 'nobody' && (
        <Button tone="primary" icon="play" onPress={() => void resume()}>
          {t('run.resume')}
        </Button>
      )}
      {run.status !== 'finished' && (
        <Button icon="next" onPress={onHandOver}>
          {t(run.status === 'handed-over' ? 'handover.writeAgain' : 'handover.button')}
        </Button>
      )}
      {run.status === 'open' && (
        <Button icon="stop" onPress={onAbort}>
          {t('run.abort')}
        </Button>
      )}
    </div>
  );
}

function Ended({ run }: { run: RunView }) {
  const t = useT();
  if (run.status === 'open') return null;
  return (
    <section className="panel ended">
      <span className={run.status === 'finished' ? 'tone-ok' : 'tone-warn'}>
        <Icon name={run.status === 'finished' ? 'check' : 'stop'} />
      </span>
      <div className="stack tight">
        <h2 id="now-title" tabIndex={-1}>
          {t(`run.ended.${run.status}`)}
        </h2>
        {run.handOver && (
          <p>
            {t(run.handOver.to === '' ? 'handover.gone' : 'handover.goneTo', {
              to: run.handOver.to,
              by: run.handOver.by,
              time: stamp(run.handOver.at),
            })}
          </p>
        )}
        {!run.handOver && (
          <p>
            <Both text={run.status === 'finished' ? run.endState : run.wayOut.safeState} />
          </p>
        )}
      </div>
    </section>
  );
}

/** After a button of the step has gone with it, the focus goes to what is to be done now; nobody else is disturbed. */
function useArrival(place: string) {
  const shown = useRef(place);
  useEffect(() => {
    if (shown.current === place) return;
    shown.current = place;
    if (document.activeElement !== document.body) return;
    const title = document.getElementById('now-title');
    title?.focus({ preventScroll: true });
    title?.scrollIntoView({ block: 'center' });
  }, [place]);
}

export function RunPage({ run, receivedAt }: { run: RunView; receivedAt: number }) {
  const t = useT();
  const [aborting, setAborting] = useState(false);
  const [aloud, setAloud] = useState(false);
  const [giving, setGiving] = useState(false);
  const [picture, setPicture] = useState<File | null>(null);
  const [kept, setKept] = useState(0);
  const timing = run.current?.timing;
  useGivenPicture(run.status === 'open', setPicture);
  useArrival(run.current?.path ?? run.status);
  return (
    <div className="stack run-page" data-run-status={run.status}>
      <div className="row spread">
        <div>
          <h1 tabIndex={-1}>
            <Both text={run.title} />
          </h1>
          <p className="muted small">
            {t('run.since', { time: stamp(run.startedAt), author: run.author, status: t(`run.status.${run.status}`) })}
          </p>
        </div>
        <Toolbar
          run={run}
          onAbort={() => setAborting(true)}
          onAloud={() => setAloud(true)}
          onHandOver={() => setGiving(true)}
        />
      </div>
      {run.status === 'open' && run.driver === 'elsewhere' && (
        <p className="note warn">
          <Icon name="warn" />
          <span>{t('run.elsewhere')}</span>
        </p>
      )}
      {run.status === 'open' && run.driver === 'nobody' && (
        <p className="note warn">
          <Icon name="warn" />
          <span>{t('run.paused')}</span>
        </p>
      )}
      <Progress run={run} />
      {timing && <TimeGauge timing={timing} receivedAt={receivedAt} />}
      <div className="run-grid">
        <div className="stack">
          <Ended run={run} />
          {run.current && (
            <CurrentStepCard key={run.current.path} run={run} step={run.current} onPicture={setPicture} />
          )}
        </div>
        <LockPanel run={run} />
      </div>
      <ClusterPicture run={run} />
      <RunDetails kept={kept} onPicture={setPicture} />
      {picture && (
        <PictureSheet
          runId={run.id}
          file={picture}
          onKept={() => {
            setPicture(null);
            setKept((n) => n + 1);
          }}
          onClose={() => setPicture(null)}
        />
      )}
      {aloud && <AloudStep run={run} onClose={() => setAloud(false)} />}
      {giving && <HandOverSheet run={run} onClose={() => setGiving(false)} />}
      {aborting && <AbortSheet run={run} onClose={() => setAborting(false)} />}
    </div>
  );
}

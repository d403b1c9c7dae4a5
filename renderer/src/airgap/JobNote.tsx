import { duration } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Bar } from '../parts/Bar.tsx';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { call } from '../store.ts';
import { bytes, percentOf } from './measure.ts';
import { dismissJob, useHeld } from './useTrips.ts';

/** The copy that runs now: what it does, how far, how fast, how long, and the safe way out; then how it failed, if it did. */
export function JobNote({ tripId }: { tripId: string }) {
  const t = useT();
  const language = useLanguage();
  const job = useHeld((s) => s.jobs[tripId]);
  if (!job) return null;
  if (job.failure)
    return (
      <div className="stack tight">
        <FailureNote failure={job.failure} />
        <div>
          <Button small onPress={() => dismissJob(tripId)}>
            {t('app.dismiss')}
          </Button>
        </div>
      </div>
    );
  const { progress } = job;
  return (
    <section className="panel stack tight job" aria-labelledby="job-title">
      <h2 id="job-title">{progress ? t(`trips.phase.${progress.phase}`) : t('trips.phase.preparing')}</h2>
      {progress && (
        <>
          {progress.totalBytes > 0 && <Bar label={t(`trips.phase.${progress.phase}`)} percent={percentOf(progress)} />}
          <p>
            {progress.totalBytes > 0 ? (
              <>
                <b>{percentOf(progress)} %</b> ·{' '}
                {t('trips.progress.of', {
                  done: bytes(progress.doneBytes, language),
                  total: bytes(progress.totalBytes, language),
                })}
              </>
            ) : (
              bytes(progress.doneBytes, language)
            )}
            {progress.bytesPerS !== null &&
              ` · ${t('trips.progress.rate', { rate: bytes(progress.bytesPerS, language) })}`}
            {progress.remainingS !== null &&
              ` · ${t('trips.progress.remaining', { time: duration(progress.remainingS) })}`}
          </p>
          <p className="small muted job-file">
            {progress.file} → {progress.path}
          </p>
        </>
      )}
      <p className="small muted">{t('trips.progress.cancelText')}</p>
      <div>
        <Button icon="stop" onPress={() => void call('trips.cancel', tripId)}>
          {t('trips.progress.cancel')}
        </Button>
      </div>
    </section>
  );
}

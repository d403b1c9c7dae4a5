import { clock, duration } from '../format.ts';
import { useT } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { Icon } from '../parts/Icon.tsx';
import { useNow } from '../useNow.ts';
import { elapsedAt, gaugeOf, type Timing } from './gauge.ts';

const icons = { green: 'check', amber: 'clock', red: 'warn' } as const;
const tones = { green: 'tone-ok', amber: 'tone-warn', red: 'tone-bad' } as const;

/** Elapsed time against what is normal at this minute: words first, the scale beside them. */
export function TimeGauge({ timing, receivedAt }: { timing: Timing; receivedAt: number }) {
  const t = useT();
  const gauge = gaugeOf(timing, elapsedAt(timing, receivedAt, useNow()));
  const level = gauge.now?.level ?? 'green';
  return (
    <section className={`gauge ${level}`} aria-label={t('run.elapsed')}>
      <div className="gauge-time">
        <span className="eyebrow">{t('run.elapsedSince', { time: clock(timing.reference) })}</span>
        <span className="gauge-figure">{duration(gauge.elapsed)}</span>
      </div>
      <div className="gauge-body">
        <svg className="gauge-scale" viewBox="0 0 1000 34" preserveAspectRatio="none" aria-hidden="true">
          {gauge.bands.map((b) => (
            <rect
              key={b.from}
              className={b.level}
              x={b.from * 1000 + 1}
              y="10"
              width={(b.to - b.from) * 1000 - 2}
              height="16"
            />
          ))}
          <path className="needle" d={`M${gauge.needle * 1000} 0V34`} />
        </svg>
        <ol className="gauge-marks" aria-hidden="true">
          {gauge.bands
            .filter((b) => b.untilSeconds !== null)
            .map((b) => (
              <li key={b.to} style={{ insetInlineStart: `${b.to * 100}%` }}>
                {duration(b.untilSeconds ?? 0)}
              </li>
            ))}
        </ol>
        {gauge.now && (
          <p className="gauge-word" role="status">
            <span className={tones[level]}>
              <Icon name={icons[level]} />
            </span>{' '}
            <span className="hidden">{t(`run.level.${level}`)}</span>
            <span>
              <Both text={gauge.now.text} />
            </span>
          </p>
        )}
      </div>
    </section>
  );
}

import { memo } from 'react';
import type { RunView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { sameParts } from './sameParts.ts';

/** More steps than this would be too fine to tell apart; then one bar grows instead. */
const countable = 40;

export const Progress = memo(
  function Progress({ run }: { run: RunView }) {
    const t = useT();
    const { done, total } = run.progress;
    const label = t('run.progress', { done, total });
    const steps = run.steps.filter((s) => s.kind !== 'procedure');
    return (
      <div className="run-progress">
        <div
          role="progressbar"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={total}
          aria-valuenow={done}
          className={steps.length > countable ? 'bar' : 'segments'}
        >
          {steps.length > countable ? (
            <i style={{ width: `${(done / Math.max(1, total)) * 100}%` }} />
          ) : (
            steps.map((s) => <i key={s.path} className={s.status} />)
          )}
        </div>
        <span className="small muted">{label}</span>
      </div>
    );
  },
  sameParts('steps', 'progress'),
);

import type { RunView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';

export function Progress({ run }: { run: RunView }) {
  const t = useT();
  const { done, total } = run.progress;
  const label = t('run.progress', { done, total });
  return (
    <div className="run-progress">
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        className="segments"
      >
        {run.steps
          .filter((s) => s.kind !== 'procedure')
          .map((s) => (
            <i key={s.path} className={s.status} />
          ))}
      </div>
      <span className="small muted">{label}</span>
    </div>
  );
}

import { useT } from '../i18n.ts';
import { Icon } from '../parts/Icon.tsx';
import { routeTo } from '../route.ts';
import { useStore } from '../store.ts';
import { DueWords } from './DueList.tsx';

/** Above every screen but the run's own: what a run has waited for has come. The region exists before its content. */
export function DueBanner({ shown }: { shown: string | null }) {
  const t = useT();
  const dues = useStore((s) => s.dues);
  const due = dues.filter((one) => one.due && one.runId !== shown);
  return (
    <div role="status">
      {due.map((one) => (
        <p key={`${one.runId} ${one.what}`} className="note warn">
          <Icon name="clock" />
          <span>
            <DueWords due={one} /> <a href={routeTo('run', one.runId)}>{t('due.open')}</a>
          </span>
        </p>
      ))}
    </div>
  );
}

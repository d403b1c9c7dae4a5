import { useEffect } from 'react';
import { useT } from '../i18n.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { PlannerForm } from './PlannerForm.tsx';
import { PlanPage } from './PlanPage.tsx';
import { chooseProduct, usePlanner } from './usePlanner.ts';
import './planner.css';

/** From which version to which, by which way, and who says so. Nothing is asked of any device. */
export function PlannerScreen() {
  const t = useT();
  const { view, draft, answer, failure } = usePlanner();
  useEffect(() => {
    if (!usePlanner.getState().view) void chooseProduct(usePlanner.getState().draft.product);
  }, []);
  return (
    <div className="stack">
      <h1 tabIndex={-1}>{t('nav.planner')}</h1>
      <p className="muted no-print">{t('planner.about')}</p>
      <div className="planner-grid">
        <PlannerForm />
        <div className="stack">
          {failure && <FailureNote failure={failure} />}
          {answer && view ? (
            <PlanPage plan={answer.plan} view={view} stale={answer.of !== draft} />
          ) : (
            <p className="empty">{t('planner.empty')}</p>
          )}
        </div>
      </div>
    </div>
  );
}

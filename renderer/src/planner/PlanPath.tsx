import type { Plan } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';

/** The versions from first to last, and what the way costs. */
export function PlanPath({ plan }: { plan: Plan }) {
  const t = useT();
  return (
    <div className="panel stack tight">
      <ol className="plan-path" aria-label={t('planner.path')}>
        {plan.path.map((version, index) => (
          <li key={version}>
            {index > 0 && <span aria-hidden="true">→</span>} <b className="plan-version mono">{version}</b>
          </li>
        ))}
      </ol>
      <p>
        {t('planner.trips', { count: plan.roundTrips })}{' '}
        {plan.waitHours > 0 ? t('planner.waits', { hours: plan.waitHours }) : t('planner.noWaits')}
      </p>
    </div>
  );
}

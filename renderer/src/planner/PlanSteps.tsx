import type { Plan, PlannerView, PlanStep } from '../../../preload/contract.ts';
import { useT, useText } from '../i18n.ts';
import { Icon, type IconName } from '../parts/Icon.tsx';
import { routeTo } from '../route.ts';
import { useStore } from '../store.ts';
import { Because } from './Because.tsx';
import { type Stop, stopsOf } from './trips.ts';

const icons: Record<PlanStep['kind'], IconName> = { install: 'up', wait: 'clock', task: 'hand', verify: 'check' };

/** The way as it is gone: every installation, what lies between, the waits, and the trips across the gap. */
export function PlanSteps({ plan, view }: { plan: Plan; view: PlannerView }) {
  return (
    <ol className="plan-steps">
      {stopsOf(plan.steps).map((stop) =>
        stop.kind === 'trip' ? (
          <Trip key={`trip ${stop.round}`} stop={stop} view={view} />
        ) : (
          <Step key={stop.no} step={stop.step} no={stop.no} view={view} />
        ),
      )}
    </ol>
  );
}

function useComponent(view: PlannerView): (component: string) => string {
  const text = useText();
  return (component) => text(view.components[component] ?? { en: component, de: component });
}

function Trip({ stop, view }: { stop: Extract<Stop, { kind: 'trip' }>; view: PlannerView }) {
  const t = useT();
  const name = useComponent(view);
  return (
    <li className="plan-trip">
      <Icon name="trips" />
      <p>
        <b>{t('planner.trip', { round: stop.round })}</b>{' '}
        {t('planner.brings', {
          packages: stop.installs.map(({ component, to }) => `${name(component)} ${to}`).join(', '),
        })}
      </p>
    </li>
  );
}

function Step({ step, no, view }: { step: PlanStep; no: number; view: PlannerView }) {
  const t = useT();
  const text = useText();
  const name = useComponent(view);
  const label = {
    install: () => t('planner.kind.install'),
    wait: () => t('planner.kind.wait'),
    task: () => t(`planner.at.${step.kind === 'task' ? step.at : 'before'}`),
    verify: () => t('planner.kind.verify'),
  }[step.kind]();
  return (
    <li className={`plan-step ${step.kind}`}>
      <span className="plan-no mono">{no}</span>
      <Icon name={icons[step.kind]} />
      <div className="stack tight">
        <p>
          <span className="badge">{label}</span>{' '}
          {step.kind === 'install' && (
            <b>
              {name(step.component)} <span className="mono">{step.to}</span>
            </b>
          )}
          {step.kind === 'wait' && <b>{t('planner.wait', { hours: step.hours })}</b>}
        </p>
        {step.kind === 'install' ? (
          step.from && <p className="muted">{t('planner.over', { version: step.from })}</p>
        ) : (
          <p>{text(step.text)}</p>
        )}
        {step.kind === 'wait' && <p>{t('planner.until', { until: text(step.until) })}</p>}
        {step.kind === 'task' && step.procedure && <Runbook id={step.procedure} />}
        <Because of={step} />
      </div>
    </li>
  );
}

/** A link to the runbook that does it; a procedure that is not installed is named all the same. */
export function Runbook({ id }: { id: string }) {
  const text = useText();
  const found = useStore((s) => s.procedures.find((p) => p.id === id));
  if (!found) return <code>{id}</code>;
  return <a href={routeTo('procedures', id)}>{text(found.title)}</a>;
}

import type { Plan, PlanNote, PlannerView, PlanVerdict } from '../../../preload/contract.ts';
import { useT, useText } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Icon, type IconName } from '../parts/Icon.tsx';
import { Because } from './Because.tsx';
import { PlanDevices } from './PlanDevices.tsx';
import { PlanPackages } from './PlanPackages.tsx';
import { PlanPath } from './PlanPath.tsx';
import { PlanQuestions } from './PlanQuestions.tsx';
import { PlanSteps } from './PlanSteps.tsx';

const looks: Record<PlanVerdict, { icon: IconName; tone: string }> = {
  ready: { icon: 'check', tone: 'ok' },
  open: { icon: 'question', tone: 'warn' },
  unresolved: { icon: 'warn', tone: 'warn' },
  refused: { icon: 'stop', tone: 'bad' },
};

/** The answer: may it be done, why not, what is still asked, and the way itself. */
export function PlanPage({ plan, view, stale }: { plan: Plan; view: PlannerView; stale: boolean }) {
  const t = useT();
  const { icon, tone } = looks[plan.verdict];
  const proposal = plan.verdict === 'unresolved' && plan.steps.length > 0;
  return (
    <section className="stack plan" aria-labelledby="plan-verdict">
      <div className={`note ${tone}`} role="status">
        <Icon name={icon} />
        <div>
          <h2 id="plan-verdict" tabIndex={-1}>
            {t(`planner.verdict.${plan.verdict}`)}
          </h2>
          <p>{t(`planner.verdictText.${plan.verdict}`)}</p>
          {stale && (
            <p className="no-print">
              <b>{t('planner.stale')}</b>
            </p>
          )}
        </div>
      </div>
      <Notes title={t('planner.reasons')} notes={plan.reasons} />
      {plan.questions.length > 0 && <PlanQuestions plan={plan} view={view} />}
      {plan.path.length > 0 && <PlanPath plan={plan} />}
      {plan.steps.length > 0 && (
        <section className="stack tight" aria-labelledby="plan-steps">
          <div className="row spread">
            <h3 id="plan-steps">{t(proposal ? 'planner.proposal' : 'planner.steps')}</h3>
            <span className="no-print">
              <Button icon="print" onPress={() => window.print()}>
                {t('planner.print')}
              </Button>
            </span>
          </div>
          {proposal && <p className="note warn">{t('planner.proposalText')}</p>}
          <PlanSteps plan={plan} view={view} />
        </section>
      )}
      {plan.devices && <PlanDevices devices={plan.devices} startable={plan.verdict === 'ready'} />}
      {plan.packages.length > 0 && <PlanPackages plan={plan} view={view} />}
      <Notes title={t('planner.notes')} notes={plan.notes} />
    </section>
  );
}

function Notes({ title, notes }: { title: string; notes: readonly PlanNote[] }) {
  const text = useText();
  const t = useT();
  if (notes.length === 0) return null;
  return (
    <section className="stack tight" aria-label={title}>
      <h3>{title}</h3>
      {notes.map((note) => (
        <div key={`${note.rule} ${note.text.en}`} className={note.level === 'warning' ? 'note warn' : 'note'}>
          <Icon name={note.level === 'warning' ? 'warn' : 'journal'} />
          <div>
            <p>
              {note.level === 'warning' && <b className="hidden">{t('run.caution')} </b>}
              {text(note.text)}
            </p>
            <Because of={note} />
          </div>
        </div>
      ))}
    </section>
  );
}

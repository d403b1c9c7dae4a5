import { memo } from 'react';
import type { StepView } from '../../../preload/contract.ts';
import { clock } from '../format.ts';
import { useT } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { DeviceTurn } from './DeviceTurn.tsx';

const marks: Record<StepView['status'], string> = { done: '✓', current: '▶', pending: '○', skipped: '–' };

/** Hundreds of rows, of which one or two change at a time. */
export const StepList = memo(function StepList({ steps }: { steps: StepView[] }) {
  return (
    <ol className="step-list">
      {steps.map((step) => (
        <Step key={step.path} step={step} />
      ))}
    </ol>
  );
});

const Step = memo(function Step({ step: s }: { step: StepView }) {
  const t = useT();
  return (
    <li
      className={s.kind === 'procedure' ? `step-${s.status} step-group` : `step-${s.status}`}
      style={{ paddingInlineStart: `${s.depth * 1.5 + 0.5}rem` }}
      aria-current={s.status === 'current' ? 'step' : undefined}
    >
      <span className="step-mark" aria-hidden="true">
        {s.kind === 'procedure' ? '▾' : marks[s.status]}
      </span>
      <span className="hidden">{t(`run.stepStatus.${s.status}`)}</span>
      <span className="step-title">
        <Both text={s.title} />
        {s.kind === 'procedure' && s.device && <DeviceTurn device={s.device} item={s.item} />}
      </span>
      <span className="small muted">{s.doneAt ? clock(s.doneAt) : t(`kindShort.${s.kind}`)}</span>
    </li>
  );
});

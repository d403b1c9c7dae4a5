import { type FormEvent, useState } from 'react';
import type { CurrentStep, Failure, RunView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { send, takeRun } from '../store.ts';
import { AskFields } from './AskFields.tsx';
import { type Complaint, parseAnswers, type Raw } from './answers.ts';
import { PasteField } from './PasteField.tsx';

/** Completes the step with the values seen. While a rule blocks it, the button says which one. */
export function AnswerForm({ run, step }: { run: RunView; step: CurrentStep }) {
  const t = useT();
  const [raw, setRaw] = useState<Raw>({});
  const [complaints, setComplaints] = useState<Record<string, Complaint>>({});
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [page, setPage] = useState<string | null>(null);
  const rules = step.blockedBy.map((v) => v.rule).join(', ');
  const confirm = async (e: FormEvent) => {
    e.preventDefault();
    if (busy || rules !== '') return;
    const answers = parseAnswers(step.asks, raw);
    setComplaints(answers.ok ? {} : answers.complaints);
    if (!answers.ok) return;
    setBusy(true);
    const given = [run.id, step.path, answers.values] as const;
    const result = await (page === null ? send('runs.answer', ...given) : send('runs.answer', ...given, page));
    setBusy(false);
    setFailure(result.ok ? null : result.error);
    if (result.ok) takeRun(result.value);
  };
  return (
    <form className="stack" onSubmit={(e) => void confirm(e)} noValidate>
      {step.asks.some((ask) => ask.paste) && (
        <PasteField
          run={run}
          path={step.path}
          asks={step.asks}
          onTake={(values, text) => {
            setRaw({ ...raw, ...Object.fromEntries(values.map(({ fact, value }) => [fact, String(value)])) });
            setComplaints({});
            setPage(text);
          }}
        />
      )}
      <AskFields asks={step.asks} raw={raw} complaints={complaints} onChange={setRaw} />
      {failure && <FailureNote failure={failure} />}
      <div className="stack tight">
        <button
          type="submit"
          className="button primary big"
          aria-disabled={busy || rules !== ''}
          aria-describedby="answer-blocked"
        >
          {t(step.asks.length > 0 ? 'run.confirm' : 'run.continue')}
        </button>
        <p id="answer-blocked" className="tone-bad">
          {rules !== '' && t('run.blockedBy', { rules })}
        </p>
      </div>
    </form>
  );
}

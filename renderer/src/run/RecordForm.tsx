import { type FormEvent, useState } from 'react';
import type { Failure, RunView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Pick } from '../parts/Field.tsx';
import { notify, send, takeRun } from '../store.ts';
import { AskFields } from './AskFields.tsx';
import { type Complaint, parseAnswers, type Raw } from './answers.ts';

/** What may be put on record at any time, above all a decision of the vendor's support. */
export function RecordForm({ run }: { run: RunView }) {
  const t = useT();
  const { scopes = [] } = run;
  const [scope, setScope] = useState('');
  const [raw, setRaw] = useState<Raw>({});
  const [complaints, setComplaints] = useState<Record<string, Complaint>>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const asks = run.recordable.map((a) => ({ ...a, optional: true }));
  if (asks.length === 0) return <p className="empty">{t('record.none')}</p>;
  const record = async (e: FormEvent) => {
    e.preventDefault();
    const answers = parseAnswers(asks, raw);
    setComplaints(answers.ok ? {} : answers.complaints);
    if (!answers.ok || Object.keys(answers.values).length === 0) return;
    const result = await send('runs.record', run.id, answers.values, scope === '' ? undefined : scope);
    setFailure(result.ok ? null : result.error);
    if (!result.ok) return;
    takeRun(result.value);
    setRaw({});
    notify({ tone: 'good', text: t('record.recorded'), failure: null });
  };
  return (
    <form className="panel stack narrow" onSubmit={(e) => void record(e)} noValidate>
      <p className="muted">{t('record.text')}</p>
      {scopes.length > 0 && (
        <Pick
          label={t('record.of')}
          value={scope}
          options={[
            { value: '', label: t('record.ofRun') },
            ...scopes.map((one) => ({ value: one.scope, label: one.device })),
          ]}
          onChange={setScope}
        />
      )}
      <AskFields asks={asks} raw={raw} complaints={complaints} onChange={setRaw} />
      {failure && <FailureNote failure={failure} />}
      <div>
        <Button type="submit" tone="primary">
          {t('record.do')}
        </Button>
      </div>
    </form>
  );
}

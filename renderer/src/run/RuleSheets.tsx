import { type FormEvent, useState } from 'react';
import type { Failure, RunView, Verdict } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Field } from '../parts/Field.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { send, takeRun } from '../store.ts';

interface Props {
  run: RunView;
  verdict: Verdict;
  onClose: () => void;
}

export function AcknowledgeSheet({ run, verdict, onClose }: Props) {
  const t = useT();
  const [failure, setFailure] = useState<Failure | null>(null);
  const acknowledge = async () => {
    const result = await send('runs.acknowledge', run.id, verdict.rule, verdict.scope);
    if (!result.ok) return setFailure(result.error);
    takeRun(result.value);
    onClose();
  };
  return (
    <Sheet title={t('rule.acknowledgeTitle', { rule: verdict.rule })} onClose={onClose}>
      <p>
        <b>
          <Both text={verdict.title} />
        </b>
      </p>
      <p>
        <Both text={verdict.reason} />
      </p>
      {failure && <FailureNote failure={failure} />}
      <div className="dialog-foot">
        <Button onPress={onClose}>{t('app.cancel')}</Button>
        <Button tone="primary" onPress={() => void acknowledge()}>
          {t('rule.acknowledgeDo')}
        </Button>
      </div>
    </Sheet>
  );
}

/** A gated rule yields to a reason together with a second person or a support case. */
export function OverrideSheet({ run, verdict, onClose }: Props) {
  const t = useT();
  const [reason, setReason] = useState('');
  const [secondPerson, setSecondPerson] = useState('');
  const [supportCase, setSupportCase] = useState('');
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const noReason = reason.trim() === '';
  const noWitness = secondPerson.trim() === '' && supportCase.trim() === '';
  const override = async (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (noReason || noWitness) return;
    const why = { reason: reason.trim(), secondPerson: secondPerson.trim(), supportCase: supportCase.trim() };
    const result = await send('runs.override', run.id, verdict.rule, why, verdict.scope);
    if (!result.ok) return setFailure(result.error);
    takeRun(result.value);
    onClose();
  };
  return (
    <Sheet grave title={t('rule.overrideTitle', { rule: verdict.rule })} onClose={onClose}>
      <form className="stack" onSubmit={(e) => void override(e)} noValidate>
        <p>
          <b>
            <Both text={verdict.title} />
          </b>
        </p>
        <p>
          <Both text={verdict.reason} />
        </p>
        <p className="muted">{t('rule.overrideText')}</p>
        <Field
          autoFocus
          lines={3}
          label={t('rule.reason')}
          value={reason}
          onChange={setReason}
          problem={tried && noReason ? t('problem.required') : null}
        />
        <Field label={t('rule.secondPerson')} value={secondPerson} onChange={setSecondPerson} />
        <Field
          label={t('rule.supportCase')}
          value={supportCase}
          onChange={setSupportCase}
          problem={tried && noWitness ? t('rule.witness') : null}
        />
        {failure && <FailureNote failure={failure} />}
        <div className="dialog-foot">
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          <Button type="submit" tone="danger">
            {t('rule.overrideDo')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

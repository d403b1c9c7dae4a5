import type { Ask } from '../../../preload/contract.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { Button } from '../parts/Button.tsx';
import { Choices, Field, Pick } from '../parts/Field.tsx';
import { type Complaint, localStamp, type Raw, shaDigits } from './answers.ts';

interface Props {
  asks: Ask[];
  raw: Raw;
  complaints: Record<string, Complaint>;
  onChange: (raw: Raw) => void;
}
/** One field per question, shaped by its type. Nothing is preselected: the value has to be seen first. */
export function AskFields({ asks, raw, complaints, onChange }: Props) {
  return asks.map((ask) => (
    <AskField
      key={ask.fact}
      ask={ask}
      value={raw[ask.fact] ?? ''}
      complaint={complaints[ask.fact]}
      onChange={(value) => onChange({ ...raw, [ask.fact]: value })}
    />
  ));
}

const few = 5;

function AskField(props: { ask: Ask; value: string; complaint: Complaint | undefined; onChange: (v: string) => void }) {
  const { ask, value, complaint, onChange } = props;
  const t = useT();
  const language = useLanguage();
  const problem = complaint && t(`problem.${complaint}`, { count: shaDigits(value) });
  const plain = ask.label[language] || ask.label.en;
  const label = ask.optional ? t('app.optional', { label: plain }) : <Both text={ask.label} />;
  const common = { name: ask.fact, label, value, onChange, problem };
  switch (ask.type) {
    case 'boolean':
      return (
        <Choices
          {...common}
          value={value || null}
          options={[
            { value: 'true', label: t('app.yes') },
            { value: 'false', label: t('app.no') },
          ]}
        />
      );
    case 'enum':
      if (ask.values.length > few)
        return (
          <div className="field">
            <Pick
              name={ask.fact}
              label={label}
              value={value}
              options={[
                { value: '', label: t('app.choose') },
                ...ask.values.map((v) => ({ value: v.value, label: v.label[language] || v.label.en })),
              ]}
              onChange={onChange}
            />
            {problem && <p className="problem">{problem}</p>}
          </div>
        );
      return (
        <Choices
          {...common}
          value={value || null}
          options={ask.values.map((v) => ({ value: v.value, label: <Both text={v.label} /> }))}
        />
      );
    case 'number':
      return <Field {...common} inputMode="decimal" unit={ask.unit} />;
    case 'version':
      return <Field {...common} mono />;
    case 'sha256':
      return <Field {...common} mono spellCheck="false" hint={t('run.shaHint', { count: shaDigits(value) })} />;
    case 'time':
      return (
        <Field
          {...common}
          type="datetime-local"
          unit={<Button onPress={() => onChange(localStamp(new Date()))}>{t('run.now')}</Button>}
        />
      );
    case 'text':
      return <Field {...common} lines={1} />;
  }
}

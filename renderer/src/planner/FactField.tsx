import type { PlannerFact } from '../../../preload/contract.ts';
import { useT, useText, useWord } from '../i18n.ts';
import { Field, Pick } from '../parts/Field.tsx';

/** The answers there are to a question that is not answered with a text. */
export function useOptions(fact: PlannerFact): { value: string; label: string }[] | null {
  const t = useT();
  const word = useWord();
  if (fact.type === 'enum')
    return fact.values.map(({ value }) => ({ value, label: word(`planner.value.${value}`, value) }));
  if (fact.type !== 'boolean') return null;
  return [
    { value: 'true', label: t('app.yes') },
    { value: 'false', label: t('app.no') },
  ];
}

/** One of the product's questions. What nobody knows stays open: then the plan asks for it. */
export function FactField(props: { fact: PlannerFact; value: string; onChange: (value: string) => void }) {
  const { fact, value, onChange } = props;
  const t = useT();
  const text = useText();
  const options = useOptions(fact);
  const label = text(fact.label);
  if (!options) return <Field name={fact.name} label={label} value={value} onChange={onChange} />;
  return (
    <Pick
      name={fact.name}
      label={label}
      value={value}
      options={[{ value: '', label: t('planner.notAnswered') }, ...options]}
      onChange={onChange}
    />
  );
}

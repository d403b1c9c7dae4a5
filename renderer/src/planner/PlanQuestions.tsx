import { type FormEvent, useState } from 'react';
import type { Plan, PlannerFact, PlannerView, PlanQuestion } from '../../../preload/contract.ts';
import { useT, useText } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Choices, Field } from '../parts/Field.tsx';
import { Because } from './Because.tsx';
import { useOptions } from './FactField.tsx';
import { ReleaseList } from './ReleaseList.tsx';
import { change, planNow, usePlanner } from './usePlanner.ts';

/** What is still open, each answered where it stands; every answer plans again. */
export function PlanQuestions({ plan, view }: { plan: Plan; view: PlannerView }) {
  const t = useT();
  const text = useText();
  const factOf = ({ asks }: PlanQuestion) => view.facts.find((fact) => fact.name === asks);
  const byList = plan.questions.filter((question) => !factOf(question));
  return (
    <section className="stack tight" aria-labelledby="plan-questions">
      <h3 id="plan-questions">{t('planner.questions', { count: plan.questions.length })}</h3>
      {plan.questions.map((question) => {
        const fact = factOf(question);
        return (
          fact && (
            <div key={question.asks} className="panel stack tight plan-question">
              <Answer fact={fact} question={question} />
              <Because of={question} />
            </div>
          )
        );
      })}
      {byList.length > 0 && (
        <div className="panel stack tight plan-question">
          <ul className="stack tight">
            {byList.map((question) => (
              <li key={question.asks}>
                <p>
                  <b>{text(question.text)}</b>
                </p>
                {question.asks !== 'catalogue' && <p className="small mono">{question.asks}</p>}
                <Because of={question} />
              </li>
            ))}
          </ul>
          <p>{t('planner.answerByList')}</p>
          <ReleaseList again />
        </div>
      )}
    </section>
  );
}

function Answer({ fact, question }: { fact: PlannerFact; question: PlanQuestion }) {
  const t = useT();
  const text = useText();
  const options = useOptions(fact);
  const [typed, setTyped] = useState('');
  const answer = (value: string) => {
    change({ facts: { ...usePlanner.getState().draft.facts, [fact.name]: value } });
    void planNow();
  };
  const label = text(question.text);
  if (options) return <Choices label={label} value={null} options={options} onChange={answer} />;
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (typed.trim() !== '') answer(typed);
  };
  return (
    <form className="row" onSubmit={submit}>
      <Field label={label} value={typed} onChange={setTyped} />
      <Button type="submit">{t('planner.answer')}</Button>
    </form>
  );
}

import type { FormEvent } from 'react';
import type { PlannerView } from '../../../preload/contract.ts';
import { useT, useText } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Field, Pick } from '../parts/Field.tsx';
import { products } from '../sites/draft.ts';
import { FactField } from './FactField.tsx';
import { ReleaseList } from './ReleaseList.tsx';
import { change, chooseProduct, planNow, usePlanner } from './usePlanner.ts';

/** What is installed, what is wanted, and what the rules of the product ask about. */
export function PlannerForm() {
  const t = useT();
  const { draft, view } = usePlanner();
  const submit = (e: FormEvent) => {
    e.preventDefault();
    // The answer may stand above the button that asked for it.
    void planNow().then(() => document.getElementById('plan-verdict')?.focus());
  };
  return (
    <form className="panel stack no-print" onSubmit={submit} noValidate aria-label={t('planner.question')}>
      <Pick
        label={t('library.product')}
        value={draft.product}
        options={products.map((of) => ({ value: of, label: t(`product.${of}`) }))}
        onChange={(of) => void chooseProduct(products.find((one) => one === of) ?? 'sps')}
      />
      {view && <Versions view={view} />}
      {view?.facts.map((fact) => (
        <FactField
          key={fact.name}
          fact={fact}
          value={draft.facts[fact.name] ?? ''}
          onChange={(value) => change({ facts: { ...draft.facts, [fact.name]: value } })}
        />
      ))}
      <ReleaseList />
      <details className="folded">
        <summary>{t('planner.messages')}</summary>
        <Field
          lines={3}
          label={t('planner.messages')}
          hint={t('planner.messagesHint')}
          value={draft.messages}
          onChange={(messages) => change({ messages })}
        />
      </details>
      <div>
        <Button type="submit" tone="primary" big icon="planner" isDisabled={!view}>
          {t('planner.do')}
        </Button>
      </div>
    </form>
  );
}

/** The component that gives the product its version first; the others matter where they are out of step. */
function Versions({ view }: { view: PlannerView }) {
  const text = useText();
  const t = useT();
  const others = Object.keys(view.components).filter((name) => name !== view.main);
  return (
    <>
      <VersionPair view={view} component={view.main} />
      {others.length > 0 && (
        <details className="folded">
          <summary>{t('planner.components')}</summary>
          <div className="stack">
            {others.map((component) => (
              <fieldset key={component} className="group">
                <legend>{text(view.components[component] ?? { en: component, de: component })}</legend>
                <VersionPair view={view} component={component} />
              </fieldset>
            ))}
          </div>
        </details>
      )}
    </>
  );
}

function VersionPair({ view, component }: { view: PlannerView; component: string }) {
  const t = useT();
  const text = useText();
  const { from, to } = usePlanner((s) => s.draft);
  const name = text(view.components[component] ?? { en: component, de: component });
  const main = component === view.main;
  return (
    <div className="columns">
      <Field
        mono
        name={`from.${component}`}
        label={t('planner.from', { component: name })}
        value={from[component] ?? ''}
        onChange={(value) => change({ from: { ...from, [component]: value } })}
      />
      <Field
        mono
        name={`to.${component}`}
        label={t('planner.to', { component: name })}
        hint={main ? t('planner.toHint') : undefined}
        value={to[component] ?? ''}
        onChange={(value) => change({ to: { ...to, [component]: value } })}
      />
    </div>
  );
}

import { useState } from 'react';
import type { Plan, PlannerView } from '../../../preload/contract.ts';
import { useT, useText } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { copyText } from '../parts/transfer.ts';

/** What has to be fetched, in the order of installation: to copy into a mail or to print. */
export function PlanPackages({ plan, view }: { plan: Plan; view: PlannerView }) {
  const t = useT();
  const text = useText();
  const [copied, setCopied] = useState(false);
  const rows = plan.packages.map(({ component, version, attributes }) => ({
    name: text(view.components[component] ?? { en: component, de: component }),
    version,
    attributes: Object.entries(attributes)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
  }));
  const plain = rows.map((row) => [row.name, row.version, row.attributes].filter(Boolean).join('\t')).join('\n');
  return (
    <section className="stack tight" aria-labelledby="plan-packages">
      <div className="row spread">
        <h3 id="plan-packages">{t('planner.packages', { count: rows.length })}</h3>
        <span className="no-print">
          <Button icon="copy" onPress={() => setCopied(copyText(plain))}>
            {t('planner.copy')}
          </Button>{' '}
          <span role="status" className="muted">
            {copied ? t('planner.copied') : ''}
          </span>
        </span>
      </div>
      <table aria-labelledby="plan-packages">
        <thead>
          <tr>
            <th scope="col">{t('planner.package')}</th>
            <th scope="col">{t('planner.version')}</th>
            <th scope="col">{t('planner.for')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.name} ${row.version}`}>
              <td>{row.name}</td>
              <td className="mono">{row.version}</td>
              <td>{row.attributes}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

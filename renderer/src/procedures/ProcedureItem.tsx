import { useT, useText } from '../i18n.ts';
import { routeTo } from '../route.ts';
import type { Sort } from './calls.ts';
import type { Hit } from './search.ts';

/** One line of the library; `named` says the product, where the list is not one product's. */
export function ProcedureItem({ hit, sort, named = false }: { hit: Hit; sort: Sort | undefined; named?: boolean }) {
  const t = useT();
  const text = useText();
  const { procedure, where } = hit;
  return (
    <li>
      <a className="procedure-item" href={routeTo('procedures', procedure.id)}>
        <b>{text(procedure.title)}</b>
        <span className="procedure-about muted">{text(procedure.objective)}</span>
        {where && (
          <span>
            {'rule' in where
              ? t('library.inRule', { rule: where.rule })
              : t('library.inStep', { step: text(where.step) })}
          </span>
        )}
        <span className="small muted">
          {named && `${t(`product.${procedure.product}`)}, `}
          {t('library.steps', { count: procedure.steps })}
          {sort && `, ${t(`library.sortOne.${sort}`)}`}, <code>{procedure.id}</code>
        </span>
      </a>
    </li>
  );
}

import { useEffect, useState } from 'react';
import type { ProcedureView } from '../../../preload/contract.ts';
import { useT, useText } from '../i18n.ts';
import { routeTo } from '../route.ts';
import { call, useStore } from '../store.ts';
import { ProcedurePage } from './ProcedurePage.tsx';
import './procedures.css';

export function ProceduresScreen({ procedureId }: { procedureId: string | null }) {
  const t = useT();
  const text = useText();
  const procedures = useStore((s) => s.procedures);
  const [view, setView] = useState<ProcedureView | null>(null);
  const wanted = procedureId ?? procedures[0]?.id ?? null;
  useEffect(() => {
    let current = true;
    if (wanted) void call('procedures.get', wanted).then((v) => current && setView(v));
    return () => {
      current = false;
    };
  }, [wanted]);
  return (
    <div className="stack">
      <h1 tabIndex={-1}>{t('nav.procedures')}</h1>
      <div className="sites-grid">
        <ul className="site-list" aria-label={t('nav.procedures')}>
          {procedures.map((p) => (
            <li key={p.id}>
              <a
                className="site-item"
                href={routeTo('procedures', p.id)}
                aria-current={p.id === wanted ? 'page' : undefined}
              >
                <b>{text(p.title)}</b>
                <span className="muted small">
                  {t('procedure.line', { product: t(`product.${p.product}`), count: p.steps })}
                </span>
              </a>
            </li>
          ))}
        </ul>
        {view && view.id === wanted ? (
          <ProcedurePage procedure={view} />
        ) : (
          <p className="empty">{t(wanted ? 'procedure.opening' : 'procedure.none')}</p>
        )}
      </div>
    </div>
  );
}

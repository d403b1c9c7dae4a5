import { useEffect, useState } from 'react';
import type { ProcedureView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { call } from '../store.ts';
import { LibraryPage } from './LibraryPage.tsx';
import { ProcedurePage } from './ProcedurePage.tsx';
import './procedures.css';

/** The library, or the page of one procedure. */
export function ProceduresScreen({ procedureId }: { procedureId: string | null }) {
  const t = useT();
  const [view, setView] = useState<ProcedureView | null>(null);
  useEffect(() => {
    let current = true;
    if (procedureId) void call('procedures.get', procedureId).then((v) => current && setView(v));
    return () => {
      current = false;
    };
  }, [procedureId]);
  if (procedureId === null) return <LibraryPage />;
  if (view?.id === procedureId) return <ProcedurePage procedure={view} />;
  return (
    <div className="stack">
      <h1 tabIndex={-1}>{t('nav.procedures')}</h1>
      <p className="muted">{t('procedure.opening')}</p>
    </div>
  );
}

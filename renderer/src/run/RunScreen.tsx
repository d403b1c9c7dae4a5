import { useEffect } from 'react';
import { useT } from '../i18n.ts';
import { routeTo } from '../route.ts';
import { chooseSite, openRun, useStore } from '../store.ts';
import { RunList } from './RunList.tsx';
import { RunPage } from './RunPage.tsx';
import './run.css';

/**
 * `#/run` leads to what is to be done now: the site's open run, or the list when there is none. `#/run/all/<procedure>` has
 * that procedure chosen in the form.
 */
export function RunScreen({ runId, procedureId }: { runId: string | null; procedureId: string | null }) {
  const t = useT();
  const run = useStore((s) => s.run);
  const open = useStore((s) => s.runs.find((r) => r.status === 'open' && r.siteId === s.siteId)?.id ?? null);
  const wanted = runId === 'all' ? null : (runId ?? open);
  useEffect(() => {
    if (wanted) void openRun(wanted);
  }, [wanted]);
  // Named in the address, the run stays on screen when it ends.
  useEffect(() => {
    if (runId === null && open) location.replace(routeTo('run', open));
  }, [runId, open]);
  const shown = run && run.view.id === wanted ? run : null;
  const runSite = shown?.view.siteId;
  useEffect(() => {
    if (runSite) void chooseSite(runSite);
  }, [runSite]);
  if (!wanted) return <RunList key={procedureId} procedureId={procedureId} />;
  if (!shown) return <h1 tabIndex={-1}>{t('run.opening')}</h1>;
  return <RunPage run={shown.view} receivedAt={shown.receivedAt} />;
}

import type { Because as Reason } from '../../../preload/contract.ts';
import { sourceLine } from '../format.ts';
import { useT } from '../i18n.ts';

/** Which rule says so, and where it comes from. */
export function Because({ of }: { of: Reason }) {
  const t = useT();
  return (
    <p className="small muted">
      {of.rule !== 'planner' && <code>{of.rule}</code>} {t('app.source', { source: sourceLine(of.source) })}
    </p>
  );
}

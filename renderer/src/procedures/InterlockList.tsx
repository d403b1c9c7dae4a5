import type { ProcedureView } from '../../../preload/contract.ts';
import { sourceLine } from '../format.ts';
import { useT } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { Icon } from '../parts/Icon.tsx';

/** Every rule that a run of the procedure obeys: why, what lifts it, and who says so. */
export function InterlockList({ rules }: { rules: ProcedureView['interlocks'] }) {
  const t = useT();
  return (
    <ul className="stack tight">
      {rules.map((r) => (
        <li key={r.id} className={`tag ${r.severity}`}>
          <p className="tag-head">
            <Icon name={r.severity === 'hard' ? 'lock' : r.severity === 'timer' ? 'clock' : 'warn'} />
            <span>{t(`severity.${r.severity}`)}</span>
            <code>{r.id}</code>
          </p>
          <h3>
            <Both text={r.title} />
          </h3>
          <p>
            <Both text={r.reason} />
          </p>
          <p className="tag-lift">
            <Icon name="unlock" />
            <span>
              <b>{t('locks.lifts')}</b> <Both text={r.lift} />
            </span>
          </p>
          <p className="small muted">{t('app.source', { source: sourceLine(r.source) })}</p>
        </li>
      ))}
    </ul>
  );
}

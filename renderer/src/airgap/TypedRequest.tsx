import { Fragment } from 'react';
import { useT } from '../i18n.ts';
import './carriers.css';

/** The typed twin of a request, to be copied by hand: numbered lines of groups. */
export function TypedRequest({ lines }: { lines: readonly string[] }) {
  const t = useT();
  if (lines.length === 0) return <p className="note warn">{t('airgap.typed.none')}</p>;
  return (
    <div className="stack tight">
      <p className="muted">{t('airgap.typed.about')}</p>
      <ol className="typed-lines mono" aria-label={t('airgap.typed.lines')}>
        {lines.map((line) => (
          <li key={line}>
            {line.split(' ').map((group, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a group is its place; the blank outside is copied, too
              <Fragment key={i}>
                {i > 0 && ' '}
                <span className="typed-group">{group}</span>
              </Fragment>
            ))}
          </li>
        ))}
      </ol>
    </div>
  );
}

import type { BundleProblem, BundleView } from '../../../preload/contract.ts';
import { stamp } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Icon } from '../parts/Icon.tsx';
import { CustodyTrail } from './CustodyTrail.tsx';
import { bytes, grouped } from './measure.ts';
import { Hash, PackageHead, PackageName } from './PackageCells.tsx';
import { ReadBackNote } from './ReadBackNote.tsx';

function Problems({ problems }: { problems: BundleProblem[] }) {
  const t = useT();
  return (
    <div className="note bad" role="alert">
      <Icon name="warn" />
      <div className="stack tight">
        <p className="outcome-title">{t('trips.bundle.refused', { count: problems.length })}</p>
        <ul className="stack tight">
          {problems.map(({ code, file, detail }) => (
            <li key={`${code} ${file} ${detail}`}>
              <b>{t(`trips.problem.${code}.what`)}</b> {t(`trips.problem.${code}.next`)}
              {file && <code className="under hash">{file}</code>}
              {detail && (
                <span className="under small muted" lang="en">
                  {detail}
                </span>
              )}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function Contents({ bundle }: { bundle: BundleView }) {
  const t = useT();
  const language = useLanguage();
  const packages = [...bundle.packages].sort((a, b) => a.order - b.order);
  return (
    <table className="cards">
      <caption className="hidden">{t('trips.packages')}</caption>
      <PackageHead columns={['order', 'name', 'dependsOn', 'size', 'hash']} />
      <tbody>
        {packages.map((one) => (
          <tr key={one.name}>
            <td data-label={t('trips.package.order')}>{one.order}</td>
            <PackageName one={one} />
            <td data-label={t('trips.package.dependsOn')}>{one.dependsOn.join(', ') || t('app.none')}</td>
            <td data-label={t('trips.package.size')}>{bytes(one.sizeBytes, language)}</td>
            <td data-label={t('trips.package.hash')}>
              <Hash sha256={one.sha256} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What a look at a bundle found: every problem by its own sentence, or that it is good; then what it holds. */
export function BundleReport({ bundle }: { bundle: BundleView }) {
  const t = useT();
  const known = bundle.problems.every(({ code }) => code !== 'no-bundle');
  return (
    <div className="stack">
      {bundle.problems.length > 0 ? (
        <Problems problems={bundle.problems} />
      ) : (
        <p className="note ok" role="status">
          <Icon name="check" />
          <span>{t('trips.bundle.good')}</span>
        </p>
      )}
      <p>
        <ReadBackNote at={null} how={bundle.how} />
      </p>
      {known && (
        <>
          <dl className="facts">
            <dt>{t('trips.bundle.id')}</dt>
            <dd>
              <code className="hash">{bundle.id}</code>
              {bundle.sequence !== null && ` · ${t('trips.bundle.sequence', { sequence: bundle.sequence })}`}
            </dd>
            <dt>{t('trips.bundle.for')}</dt>
            <dd>{[bundle.product, bundle.serial].filter(Boolean).join(' · ') || t('app.unknown')}</dd>
            <dt>{t('trips.bundle.sealedAt')}</dt>
            <dd>{bundle.sealedAt ? stamp(bundle.sealedAt) : t('app.unknown')}</dd>
            <dt>{t('trips.request.signedBy')}</dt>
            <dd>
              {bundle.signedBy ? (
                <code className="hash">{grouped(bundle.signedBy).join(' ')}</code>
              ) : (
                t('trips.bundle.unsigned')
              )}
            </dd>
          </dl>
          <Contents bundle={bundle} />
          <h3>{t('trips.custody.title')}</h3>
          <CustodyTrail custody={bundle.custody} />
        </>
      )}
    </div>
  );
}

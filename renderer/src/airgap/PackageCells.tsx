/** What the tables of packages have in common: before a bundle is taken in, and on a round trip. */
import type { PackageState } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { grouped } from './measure.ts';

type Column = 'order' | 'name' | 'dependsOn' | 'size' | 'hash' | 'scan' | 'install';

export function PackageHead({ columns }: { columns: readonly Column[] }) {
  const t = useT();
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th key={column} scope="col">
            {t(`trips.package.${column}`)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** The heading of a row: the file, and what kind and version it is. */
export function PackageName({ one }: { one: Pick<PackageState, 'name' | 'kind' | 'version'> }) {
  const t = useT();
  return (
    <th scope="row">
      <span className="package-name">{one.name}</span>
      <span className="under small muted">
        {[t(`trips.kind.${one.kind}`), one.version].filter(Boolean).join(' · ')}
      </span>
    </th>
  );
}

/** A SHA-256 in groups; its beginning suffices at a glance, the rest is a press away. */
export function Hash({ sha256 }: { sha256: string | null }) {
  const t = useT();
  if (sha256 === null) return <span className="muted">{t('trips.package.noHash')}</span>;
  return (
    <details>
      <summary>
        <code>{sha256.slice(0, 12)}…</code>
      </summary>
      <code className="hash">{grouped(sha256).join(' ')}</code>
    </details>
  );
}

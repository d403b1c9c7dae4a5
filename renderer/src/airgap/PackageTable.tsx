import type { PackageState, TripView } from '../../../preload/contract.ts';
import { stamp } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Icon } from '../parts/Icon.tsx';
import { bytes } from './measure.ts';
import { Hash, PackageHead, PackageName } from './PackageCells.tsx';

function Scan({ scan }: Pick<PackageState, 'scan'>) {
  const t = useT();
  if (!scan) return <span className="muted">{t('trips.scan.not-scanned')}</span>;
  const tone = { clean: 'tone-ok', found: 'tone-bad', error: 'tone-warn', 'not-scanned': 'tone-mute' }[scan.verdict];
  return (
    <>
      <span className={tone}>
        <Icon name={scan.verdict === 'clean' ? 'check' : scan.verdict === 'found' ? 'cross' : 'unread'} />{' '}
        {t(`trips.scan.${scan.verdict}`)}
      </span>
      {scan.engine && <span className="under small muted">{`${scan.engine} · ${stamp(scan.at)}`}</span>}
      {scan.detail && <span className="under small muted">{scan.detail}</span>}
    </>
  );
}

function Installed({ installed }: Pick<PackageState, 'installed'>) {
  const t = useT();
  if (!installed) return <span className="muted">{t('trips.package.notInstalled')}</span>;
  const done = installed.result === 'done';
  return (
    <>
      <span className={done ? 'tone-ok' : 'tone-bad'}>
        <Icon name={done ? 'check' : 'cross'} /> {t(`trips.package.result.${installed.result}`)}
      </span>
      <span className="under small muted">{stamp(installed.at)}</span>
    </>
  );
}

/** The packages in the order of installation, with what each waits for and what is known of it. */
export function PackageTable({ trip }: { trip: TripView }) {
  const t = useT();
  const language = useLanguage();
  const packages = [...trip.packages].sort((a, b) => a.order - b.order);
  const columns = ['order', 'name', 'dependsOn', 'size', 'hash', 'scan', 'install'] as const;
  return (
    <table className="cards packages">
      <caption className="hidden">{t('trips.packages')}</caption>
      <PackageHead columns={columns} />
      <tbody>
        {packages.map((one) => (
          <tr key={one.name}>
            <td data-label={t('trips.package.order')}>
              <b>{one.order}</b>
            </td>
            <PackageName one={one} />
            <td data-label={t('trips.package.dependsOn')}>{one.dependsOn.join(', ') || t('app.none')}</td>
            <td data-label={t('trips.package.size')}>
              {one.sizeBytes === null ? t('app.unknown') : bytes(one.sizeBytes, language)}
            </td>
            <td data-label={t('trips.package.hash')}>
              <Hash sha256={one.sha256} />
              {one.vendorSha256 !== null && one.sha256 !== null && (
                <span className={`under small ${one.vendorSha256 === one.sha256 ? 'tone-ok' : 'tone-bad'}`}>
                  {t(one.vendorSha256 === one.sha256 ? 'trips.package.asVendor' : 'trips.package.notAsVendor')}
                </span>
              )}
            </td>
            <td data-label={t('trips.package.scan')}>
              <Scan scan={one.scan} />
            </td>
            <td data-label={t('trips.package.install')}>
              <Installed installed={one.installed} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

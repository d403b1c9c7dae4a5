import type { Hop } from '../../../preload/contract.ts';
import { stamp } from '../format.ts';
import { useT } from '../i18n.ts';
import { Icon } from '../parts/Icon.tsx';
import { grouped } from './measure.ts';

function HopItem({ hop }: { hop: Hop }) {
  const t = useT();
  return (
    <li className="hop">
      <b className="hop-n">{hop.n}</b>
      <div>
        <p>
          <b>{hop.person}</b> <span className="badge">{t(`trips.custody.role.${hop.role}`)}</span>{' '}
          {t('trips.custody.way', { from: hop.from, to: hop.to })}
        </p>
        <p className="small muted">
          {[
            stamp(hop.at),
            hop.medium && t('trips.custody.onMedium', { medium: hop.medium }),
            hop.seal && t('trips.custody.underSeal', { seal: hop.seal }),
            hop.note,
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {hop.signedBy ? (
          <p className="small tone-ok">
            <Icon name="check" /> {t('trips.custody.signedBy')} <code>{grouped(hop.signedBy).join(' ')}</code>
          </p>
        ) : (
          <p className="small tone-warn">
            <Icon name="warn" /> {t('trips.custody.unsigned')}
          </p>
        )}
      </div>
    </li>
  );
}

/** Every change of hands, the first at the top. */
export function CustodyTrail({ custody }: { custody: Hop[] }) {
  const t = useT();
  if (custody.length === 0) return <p className="muted">{t('trips.custody.none')}</p>;
  return (
    <ol className="stack tight">
      {custody.map((hop) => (
        <HopItem key={hop.n} hop={hop} />
      ))}
    </ol>
  );
}

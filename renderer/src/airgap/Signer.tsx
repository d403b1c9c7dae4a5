import { useT } from '../i18n.ts';
import { keyName } from '../names.ts';
import { Icon } from '../parts/Icon.tsx';
import { routeTo } from '../route.ts';
import { grouped } from './measure.ts';
import { useKeyring } from './useKeyring.ts';

/** Who signed a request, and whether this computer trusts that key. */
export function Signer({ fingerprint }: { fingerprint: string }) {
  const t = useT();
  const { keys } = useKeyring();
  const key = keys?.find((known) => known.fingerprint === fingerprint);
  const good = key !== undefined && key.revoked === null;
  return (
    <div className={`note ${good ? 'ok' : key ? 'bad' : 'warn'}`}>
      <Icon name={good ? 'check' : 'warn'} />
      <div>
        <p>
          {t('trips.request.signedBy')} <b>{key ? keyName(key.name, t) : t('trips.keys.stranger')}</b>
        </p>
        <p className="hash mono">{grouped(fingerprint).join(' ')}</p>
        {!good && (
          <p>
            {t(key ? 'trips.keys.revokedWarning' : 'trips.request.untrusted')}{' '}
            <a href={routeTo('trips', 'keys')}>{t('trips.tab.keys')}</a>
          </p>
        )}
      </div>
    </div>
  );
}

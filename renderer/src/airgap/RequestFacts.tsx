import type { RequestView } from '../../../preload/contract.ts';
import { stamp } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Icon } from '../parts/Icon.tsx';
import { grouped, seconds } from './measure.ts';

/** What a request says, and whether the key that signed it is trusted here. */
export function RequestFacts({ request }: { request: RequestView }) {
  const t = useT();
  const language = useLanguage();
  return (
    <>
      <dl className="facts">
        <dt>{t('plate.device')}</dt>
        <dd>
          {request.host} <code>{request.serial}</code>
        </dd>
        <dt>{t('trips.versions.base')}</dt>
        <dd>{request.baseVersion ?? t('app.unknown')}</dd>
        <dt>{t('trips.versions.product')}</dt>
        <dd>{request.productVersion ?? t('app.unknown')}</dd>
        <dt>{t('trips.clock.skew')}</dt>
        <dd>{request.skewS === null ? t('reading.notRead') : seconds(request.skewS, language)}</dd>
        <dt>{t('trips.request.madeAt')}</dt>
        <dd>{stamp(request.madeAt)}</dd>
        <dt>{t('trips.paper.key')}</dt>
        <dd>
          <code>{request.keyMasked || t('trips.request.keyClosed')}</code>{' '}
          <span className="small muted">SHA-256 {request.keySha256.slice(0, 12)}…</span>
        </dd>
        <dt>{t('trips.request.signedBy')}</dt>
        <dd>
          <code className="hash">{grouped(request.signedBy).join(' ')}</code>
        </dd>
      </dl>
      {!request.keySealed && (
        <p className="note bad">
          <Icon name="unlock" />
          <span>{t('trips.request.inClear')}</span>
        </p>
      )}
      <p className={`note ${request.trusted ? 'ok' : 'warn'}`}>
        <Icon name={request.trusted ? 'check' : 'warn'} />
        <span>{t(request.trusted ? 'trips.request.trusted' : 'trips.request.untrusted')}</span>
      </p>
    </>
  );
}

import { useState } from 'react';
import type { TrustedKey } from '../../../preload/contract.ts';
import { stamp } from '../format.ts';
import { useT } from '../i18n.ts';
import { keyName } from '../names.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Fingerprint } from './Fingerprint.tsx';
import { RevokeSheet, RotateSheet, TrustSheet } from './KeyringSheets.tsx';
import { Recipient } from './Recipient.tsx';
import { useKeyring } from './useKeyring.ts';
import { WithSiteVault } from './WithSiteVault.tsx';

function KeyItem({ known, onRevoke }: { known: TrustedKey; onRevoke: () => void }) {
  const t = useT();
  const { name, own, since, revoked, fingerprint, minisign, openssh } = known;
  return (
    <li className="panel stack tight">
      <div className="row spread">
        <h2>
          {keyName(name, t)} {own && <span className="badge">{t('trips.keys.own')}</span>}
        </h2>
        {!revoked && !own && (
          <Button small icon="cross" onPress={onRevoke}>
            {t('trips.keys.revoke')}
          </Button>
        )}
      </div>
      <Fingerprint of={fingerprint} />
      {revoked ? (
        <p className="tone-bad">
          <Icon name="cross" /> {t('trips.keys.revokedAt', { time: stamp(revoked.at), reason: revoked.reason })}
        </p>
      ) : (
        <p className="small muted">{t('trips.keys.since', { time: stamp(since) })}</p>
      )}
      <details>
        <summary>{t('trips.keys.forms')}</summary>
        <dl className="facts">
          <dt>minisign</dt>
          <dd>
            <code className="hash">{minisign}</code>
          </dd>
          <dt>OpenSSH</dt>
          <dd>
            <code className="hash">{openssh}</code>
          </dd>
        </dl>
      </details>
    </li>
  );
}

/** The own key first, revoked ones last. */
const byWorth = (keys: readonly TrustedKey[]): TrustedKey[] => {
  const rank = ({ own, revoked }: TrustedKey) => (own ? 0 : revoked ? 2 : 1);
  return [...keys].sort((a, b) => rank(a) - rank(b));
};

type Open = { sheet: 'trust' } | { sheet: 'rotate' } | { sheet: 'revoke'; key: TrustedKey };

/** The own key and those of others that a person agreed to. */
export function KeyringPanel() {
  const t = useT();
  const { keys, failure, take } = useKeyring();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const done = (now: TrustedKey[]) => {
    take(now);
    close();
  };
  return (
    <div className="stack">
      <p>{t('trips.keys.text')}</p>
      <div className="row">
        <Button icon="plus" onPress={() => setOpen({ sheet: 'trust' })}>
          {t('trips.keys.trust')}
        </Button>
        <Button icon="refresh" onPress={() => setOpen({ sheet: 'rotate' })}>
          {t('trips.keys.rotate')}
        </Button>
      </div>
      {failure && <FailureNote failure={failure} />}
      {keys?.length === 0 && <p className="empty">{t('trips.keys.none')}</p>}
      <ul className="stack tight" aria-label={t('trips.tab.keys')}>
        {byWorth(keys ?? []).map((known) => (
          <KeyItem key={known.fingerprint} known={known} onRevoke={() => setOpen({ sheet: 'revoke', key: known })} />
        ))}
      </ul>
      <Recipient />
      {open?.sheet === 'trust' && <TrustSheet known={keys ?? []} onDone={done} onClose={close} />}
      {open?.sheet === 'revoke' && <RevokeSheet revoked={open.key} onDone={done} onClose={close} />}
      {open?.sheet === 'rotate' && (
        <WithSiteVault onClose={close}>
          <RotateSheet onDone={done} onClose={close} />
        </WithSiteVault>
      )}
    </div>
  );
}

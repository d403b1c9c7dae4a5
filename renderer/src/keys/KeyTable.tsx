import type { Device, KeyView, Site, VolumeView } from '../../../preload/contract.ts';
import { stamp } from '../format.ts';
import { number, useLanguage, useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { CopyButton } from './CopyButton.tsx';
import { HoldButton } from './HoldButton.tsx';
import { KeyId } from './KeyId.tsx';
import { Ladder } from './Ladder.tsx';
import { isLiving, isProven, isRefused } from './ladder.ts';
import { volumeName } from './NextCard.tsx';
import type { Ask } from './sheets.tsx';
import type { KeyTable as Table } from './table.ts';

interface RowProps {
  site: Site;
  device: Device;
  shown: KeyView;
  ask: Ask;
  isOpen: boolean;
}

function Sources({ shown }: { shown: KeyView }) {
  const t = useT();
  return (
    <ul className="small">
      {shown.sources.map((s) => (
        <li key={`${s.kind} ${s.place} ${s.at}`}>
          {t(`keys.source.${s.kind}`, { place: s.place })} <span className="muted nowrap">{stamp(s.at)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Where it lies: on something that is not the appliance, or only on the drive that it unlocks. */
function Lies({ shown }: { shown: KeyView }) {
  const t = useT();
  return (
    <>
      <p className={`state-mark tone-${shown.offBox ? 'ok' : 'bad'}`}>
        <Icon name={shown.offBox ? 'check' : 'cross'} />
        {shown.offBox ? t('keys.offBox') : t('keys.onBox')}
      </p>
      <p className="small muted">{shown.stored ? t('keys.inVault') : t('keys.notInVault')}</p>
    </>
  );
}

function Deeds({ site, device, shown, ask, isOpen }: RowProps) {
  const t = useT();
  const hasDigits = shown.kind === 'recovery-password' && shown.stored;
  return (
    <div className="row key-deeds">
      {isLiving(shown) && isRefused(shown) && shown.kind === 'recovery-password' && (
        <Button small icon="refresh" onPress={() => ask({ sheet: 'drive', mode: { deed: 'repair', key: shown } })}>
          {t('keys.repair')}
        </Button>
      )}
      {isLiving(shown) && !isRefused(shown) && !isProven(shown) && (
        <Button small icon="key" onPress={() => ask({ sheet: 'drive', mode: { deed: 'prove', refs: [shown.ref] } })}>
          {t('keys.prove')}
        </Button>
      )}
      {hasDigits && !isOpen && (
        <Button small icon="lock" onPress={() => ask({ sheet: 'vault' })}>
          {t('keys.openToShow')}
        </Button>
      )}
      {hasDigits && isOpen && (
        <>
          <HoldButton site={site} device={device} shown={shown} />
          {!isRefused(shown) && (
            <>
              <Button small icon="languages" onPress={() => ask({ sheet: 'aloud', key: shown })}>
                {t('keys.readAloud')}
              </Button>
              <CopyButton site={site} device={device} shown={shown} />
            </>
          )}
        </>
      )}
      {(isRefused(shown) || !isLiving(shown)) && (
        <Button small icon="trash" onPress={() => ask({ sheet: 'forget', key: shown })}>
          {t('keys.forget')}
        </Button>
      )}
    </div>
  );
}

function KeyRow(props: RowProps) {
  const { shown } = props;
  const t = useT();
  return (
    <tr>
      <th scope="row" className="key-cell">
        <KeyId id={shown.id} />
        <span className="small muted word">{t(`keys.kind.${shown.kind}`)}</span>
        {shown.dead && (
          <span className="small word tone-bad">
            {t('keys.deadSince', { ...shown.dead, at: stamp(shown.dead.at) })}
          </span>
        )}
        {shown.stale && <span className="small word tone-bad">{t('keys.stale')}</span>}
      </th>
      <td>
        <Ladder graded={shown} />
        {shown.provenAt && (
          <p className="small muted">
            {t('keys.provenOn', { at: stamp(shown.provenAt), place: shown.provenOn ?? t('app.unknown') })}
          </p>
        )}
      </td>
      <td>
        <Lies shown={shown} />
        <Sources shown={shown} />
      </td>
      <td>
        <Deeds {...props} />
      </td>
    </tr>
  );
}

const volumeLooks = {
  encrypted: { icon: 'lock', tone: 'ok' },
  converting: { icon: 'clock', tone: 'warn' },
  decrypted: { icon: 'unlock', tone: 'mute' },
  'not-read': { icon: 'unread', tone: 'mute' },
} as const;

/** What was read of a volume, above its keys. */
function VolumeHead({ volume }: { volume: VolumeView }) {
  const t = useT();
  const language = useLanguage();
  const look = volumeLooks[volume.state];
  const percent = volume.encryptedPercent === null ? '?' : number(volume.encryptedPercent, language);
  return (
    <tr className="volume-head">
      <th scope="rowgroup" colSpan={4}>
        <div className="row">
          <span className="volume-letter">{volumeName(t, volume)}</span>
          <span>{volume.description ?? ''}</span>
          <span className={`badge tone-${look.tone}`}>
            <Icon name={look.icon} />
            {t(`keys.state.${volume.state}`, { percent })}
          </span>
          {volume.suspended && (
            <span className="badge tone-bad">
              <Icon name="unlock" />
              {t('keys.suspendedMark')}
            </span>
          )}
          <span className="badge">{volume.method ?? t('keys.methodUnread')}</span>
          {volume.ready && (
            <span className="badge tone-ok">
              <Icon name="check" />
              {t('keys.volumeReady')}
            </span>
          )}
        </div>
        {volume.shown && (
          <p className="volume-shown">
            {t(volume.shown.certain ? 'keys.shownCertain' : 'keys.shownLikely')} <KeyId id={volume.shown.keyId} />
          </p>
        )}
        <p className="small muted">{t('keys.readFrom', { place: volume.place, at: stamp(volume.readAt) })}</p>
        <details className="small">
          <summary>{t('keys.protectors', { count: volume.protectors.length })}</summary>
          <ul className="stack tight">
            {volume.protectors.map((p) => (
              <li key={p.id}>
                <b>{t(`keys.protector.${p.kind}`)}</b> <code>{p.id}</code>
                {p.name && ` · ${p.name}`}
                {p.modifiedAt && ` · ${stamp(p.modifiedAt)}`}
                {p.backedUp && ` · ${t('keys.backedUp')}`}
              </li>
            ))}
          </ul>
        </details>
      </th>
    </tr>
  );
}

function Head() {
  const t = useT();
  return (
    <thead>
      <tr>
        <th scope="col">{t('keys.head.key')}</th>
        <th scope="col">{t('keys.head.grade')}</th>
        <th scope="col">{t('keys.head.lies')}</th>
        <th scope="col">{t('keys.head.deeds')}</th>
      </tr>
    </thead>
  );
}

/** Volume × key × grade of proof. What counts no more is folded away below. */
export function KeyTable(props: { site: Site; device: Device; table: Table; ask: Ask; isOpen: boolean }) {
  const { table, ...rest } = props;
  const t = useT();
  const rows = (keys: KeyView[]) => keys.map((k) => <KeyRow key={k.ref} {...rest} shown={k} />);
  return (
    <div className="stack">
      {(table.volumes.length > 0 || table.homeless.length > 0) && (
        <div className="scroll-x">
          <table className="keys-table" aria-label={t('keys.title')}>
            <Head />
            {table.volumes.map(({ volume, keys }) => (
              <tbody key={volume.id}>
                <VolumeHead volume={volume} />
                {keys.length > 0 ? (
                  rows(keys)
                ) : (
                  <tr>
                    <td colSpan={4} className="tone-bad">
                      {volume.state === 'decrypted' ? t('keys.noKeyNeeded') : `✕ ${t('keys.noKey')}`}
                    </td>
                  </tr>
                )}
              </tbody>
            ))}
            {table.homeless.length > 0 && (
              <tbody>
                <tr className="volume-head">
                  <th scope="rowgroup" colSpan={4}>
                    {t('keys.homeless')}
                  </th>
                </tr>
                {rows(table.homeless)}
              </tbody>
            )}
          </table>
        </div>
      )}
      {table.void.length > 0 && (
        <details className="folded">
          <summary>
            <Icon name="warn" />
            {t('keys.void', { count: table.void.length })}
          </summary>
          <div className="scroll-x">
            <table className="keys-table" aria-label={t('keys.void', { count: table.void.length })}>
              <Head />
              <tbody>{rows(table.void)}</tbody>
            </table>
          </div>
        </details>
      )}
    </div>
  );
}

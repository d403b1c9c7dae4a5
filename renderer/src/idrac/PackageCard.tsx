import type { FitVerdict, PackageView } from '../../../preload/contract.ts';
import { number, useLanguage, useT, useText, useWord } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Icon, type IconName } from '../parts/Icon.tsx';
import { mayGoOn } from './packages.ts';

const looks: Record<FitVerdict['severity'], { icon: IconName; note: string }> = {
  refused: { icon: 'stop', note: 'note bad' },
  gated: { icon: 'lock', note: 'note warn' },
  note: { icon: 'question', note: 'note' },
};

function Verdict({ verdict }: { verdict: FitVerdict }) {
  const t = useT();
  const text = useText();
  const look = looks[verdict.severity];
  return (
    <div className={look.note}>
      <Icon name={look.icon} />
      <div>
        <p className="small">
          <b>{t(`idrac.fw.verdict.${verdict.severity}`)}</b> <code>{verdict.id}</code>
        </p>
        <p>{text(verdict.reason)}</p>
        <p className="muted">{text(verdict.lift)}</p>
      </div>
    </div>
  );
}

function Facts({ found }: { found: PackageView }) {
  const t = useT();
  const word = useWord();
  const language = useLanguage();
  const none = t('idrac.fw.notStated');
  const yesNo = (value: boolean | null) => (value === null ? none : t(value ? 'app.yes' : 'app.no'));
  const { verdict, signer } = found.signature;
  const systems = found.systems.map((s) => `${s.name} (${s.id.toString(16).toUpperCase().padStart(4, '0')})`);
  return (
    <dl className="facts">
      <dt>{t('idrac.fw.version')}</dt>
      <dd className="mono">{found.version ?? none}</dd>
      <dt>{t('idrac.fw.date')}</dt>
      <dd>{found.date?.replace(/T.*$/, '') ?? none}</dd>
      <dt>{t('idrac.fw.criticality')}</dt>
      <dd lang="en">{found.criticality ?? none}</dd>
      <dt>{t('idrac.fw.reboot')}</dt>
      <dd>{yesNo(found.rebootRequired)}</dd>
      <dt>{t('idrac.fw.tpm')}</dt>
      <dd>{yesNo(found.impactsTpm)}</dd>
      <dt>{t('idrac.fw.signature')}</dt>
      <dd>
        {word(`idrac.fw.signed.${verdict}`, verdict)}
        {signer && <span className="small muted word">{signer}</span>}
      </dd>
      <dt>{t('idrac.fw.systems')}</dt>
      <dd>
        {systems.length === 0 ? (
          none
        ) : systems.length <= 3 ? (
          systems.join(', ')
        ) : (
          <details>
            <summary>{t('idrac.fw.systemCount', { count: systems.length })}</summary>
            {systems.join(', ')}
          </details>
        )}
      </dd>
      <dt>{t('idrac.fw.size')}</dt>
      <dd>{t('idrac.fw.megabytes', { size: number(Math.round(found.size / 1e4) / 100, language) })}</dd>
      <dt>SHA-256</dt>
      <dd className="mono small fingerprint">{found.sha256}</dd>
    </dl>
  );
}

/** What a file is, read without running it, and whether it may go on to this server. */
export function PackageCard(props: { found: PackageView; isChosen: boolean; onChoose: () => void }) {
  const { found, isChosen } = props;
  const t = useT();
  const fits = mayGoOn(found);
  const name = found.name ?? t('idrac.fw.noName');
  return (
    <article className={`package${isChosen ? ' is-chosen' : ''}`} aria-label={name}>
      <div>
        <h4>{name}</h4>
        <p className="mono small muted fingerprint">{found.file}</p>
      </div>
      {found.fit.map((v) => (
        <Verdict key={v.id} verdict={v} />
      ))}
      {fits && (
        <p className="note ok">
          <Icon name="check" />
          <span>{t('idrac.fw.fits')}</span>
        </p>
      )}
      <Facts found={found} />
      {fits ? (
        <div>
          <Button tone={isChosen ? 'plain' : 'primary'} isDisabled={isChosen} onPress={props.onChoose}>
            {isChosen ? t('idrac.fw.isChosen') : t('idrac.fw.goOn', { version: found.version ?? '' })}
          </Button>
        </div>
      ) : (
        <p className="tone-bad">
          <Icon name="lock" /> {t('idrac.fw.noWay')}
        </p>
      )}
    </article>
  );
}

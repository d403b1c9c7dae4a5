import type { Finding, FindingsReport } from '../../../preload/contract.ts';
import { i18n, useLanguage, useT, useWord } from '../i18n.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Icon } from '../parts/Icon.tsx';
import { useAsked } from './asked.ts';
import { PanelHead, type PanelProps } from './Panel.tsx';

const order: Finding['severity'][] = ['critical', 'high', 'medium', 'low'];
const tones: Record<Finding['severity'], string> = {
  critical: 'bad',
  high: 'bad',
  medium: 'warn',
  low: '',
};

function FindingCard({ finding }: { finding: Finding }) {
  const t = useT();
  const language = useLanguage();
  const say = (part: 'title' | 'reason' | 'fix') => {
    const key = `findings:${finding.id}.${part}`;
    return i18n.exists(key, { lng: language })
      ? String(i18n.getFixedT(language)(key as never, { ...finding.values } as never))
      : null;
  };
  const fix = say('fix');
  return (
    <article className={`note finding ${tones[finding.severity]}`} aria-label={say('title') ?? finding.id}>
      <Icon name={finding.severity === 'low' ? 'question' : 'warn'} />
      <div className="stack tight">
        <p className="small">
          <b>{t(`findings.severity.${finding.severity}`)}</b> <code className="muted">{finding.id}</code>
        </p>
        <h3>{say('title') ?? finding.id}</h3>
        <p>{say('reason')}</p>
        {fix && (
          <p>
            <b>{t('findings.fix')}</b> {fix}
          </p>
        )}
      </div>
    </article>
  );
}

function Report({ report }: { report: FindingsReport }) {
  const t = useT();
  const word = useWord();
  const sorted = [...report.findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return (
    <div className="stack">
      {sorted.length > 0 && <h2>{t('findings.count', { count: sorted.length })}</h2>}
      {sorted.map((f) => (
        <FindingCard key={`${f.id} ${JSON.stringify(f.values)}`} finding={f} />
      ))}
      {sorted.length === 0 && (
        <p className={report.notRead.length === 0 ? 'note ok' : 'note'}>
          <Icon name={report.notRead.length === 0 ? 'check' : 'unread'} />
          <span>{t(report.notRead.length === 0 ? 'findings.none' : 'findings.noneRead')}</span>
        </p>
      )}
      {report.notRead.length > 0 && (
        <section className="stack tight" aria-labelledby="not-read">
          <h2 id="not-read">{t('findings.notRead', { count: report.notRead.length })}</h2>
          <p className="muted">{t('findings.notReadText')}</p>
          <ul className="stack tight">
            {report.notRead.map((n) => (
              <li key={n.check} className="not-read">
                <Icon name="unread" />
                <div>
                  <p>
                    <b>{word(`findings:check.${n.check}`, n.check)}</b>
                  </p>
                  <p className="muted">{n.reason}</p>
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

export function FindingsPanel({ site, device }: PanelProps) {
  const t = useT();
  const { answer, failure, busy, again } = useAsked('bmc.findings', site.id, device.id);
  return (
    <div className="stack">
      <PanelHead at={null} busy={busy} onRead={() => void again()} />
      <p className="muted">{t('findings.about')}</p>
      {failure && <FailureNote failure={failure} />}
      {answer && <Report report={answer} />}
    </div>
  );
}

import { ToggleButton } from 'react-aria-components';
import type { ProcedureView, Text } from '../../../preload/contract.ts';
import { sourceLine } from '../format.ts';
import { useT } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { Icon } from '../parts/Icon.tsx';
import { routeTo } from '../route.ts';
import { useStore } from '../store.ts';

function Paragraph({ title, text }: { title: string; text: Text }) {
  return (
    <div>
      <dt className="eyebrow">{title}</dt>
      <dd>
        <Both text={text} />
      </dd>
    </div>
  );
}

function Outline({ procedure }: { procedure: ProcedureView }) {
  const t = useT();
  return (
    <ol className="outline">
      {procedure.outline.map((s) => (
        <li key={s.path} style={{ marginInlineStart: `${s.depth * 1.5}rem` }}>
          <p>
            <b>
              <Both text={s.title} />
            </b>{' '}
            <span className="badge">{t(`kindShort.${s.kind}`)}</span>
          </p>
          {s.text && (
            <p className="prose">
              <Both text={s.text} />
            </p>
          )}
          {s.sources.length > 0 && (
            <p className="small muted">{t('app.source', { source: s.sources.map(sourceLine).join('; ') })}</p>
          )}
        </li>
      ))}
    </ol>
  );
}

function Interlocks({ procedure }: { procedure: ProcedureView }) {
  const t = useT();
  return (
    <ul className="stack tight">
      {procedure.interlocks.map((r) => (
        <li key={r.id} className={`tag ${r.severity}`}>
          <p className="tag-head">
            <Icon name={r.severity === 'hard' ? 'lock' : r.severity === 'timer' ? 'clock' : 'warn'} />
            <span>{t(`severity.${r.severity}`)}</span>
            <code>{r.id}</code>
          </p>
          <h3>
            <Both text={r.title} />
          </h3>
          <p>
            <Both text={r.reason} />
          </p>
          <p className="small muted">{t('app.source', { source: sourceLine(r.source) })}</p>
        </li>
      ))}
    </ul>
  );
}

export function ProcedurePage({ procedure }: { procedure: ProcedureView }) {
  const t = useT();
  const sideBySide = useStore((s) => s.sideBySide);
  return (
    <article className="stack procedure" aria-labelledby="procedure-title">
      <div className="row spread">
        <div>
          <h2 id="procedure-title">
            <Both text={procedure.title} />
          </h2>
          <p className="muted small">
            <code>{procedure.id}</code>, {t('procedure.version', { version: procedure.version })}
          </p>
        </div>
        <div className="row">
          <ToggleButton
            className="button toggle"
            isSelected={sideBySide}
            onChange={(on) => useStore.setState({ sideBySide: on })}
          >
            <Icon name="languages" />
            {t('run.sideBySide')}
          </ToggleButton>
          <a className="button primary" href={routeTo('run', 'all')}>
            {t('procedure.toStart')}
          </a>
        </div>
      </div>
      <dl className="panel stack">
        <Paragraph title={t('run.objective')} text={procedure.objective} />
        <Paragraph title={t('run.endState')} text={procedure.endState} />
        <Paragraph title={t('run.wayOut')} text={procedure.wayOut.text} />
        <Paragraph title={t('run.safeState')} text={procedure.wayOut.safeState} />
      </dl>
      <h3>{t('run.steps')}</h3>
      <Outline procedure={procedure} />
      <h3>{t('procedure.interlocks', { count: procedure.interlocks.length })}</h3>
      <Interlocks procedure={procedure} />
      {procedure.resolves.length > 0 && (
        <>
          <h3>{t('procedure.resolves')}</h3>
          <dl className="facts">
            {procedure.resolves.map((r) => (
              <div key={r.id} style={{ display: 'contents' }}>
                <dt>
                  <code>{r.id}</code>
                </dt>
                <dd>
                  <Both text={r.how} />
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <h3>{t('app.sources')}</h3>
      <ul>
        {procedure.sources.map((s) => (
          <li key={sourceLine(s)}>{sourceLine(s)}</li>
        ))}
      </ul>
    </article>
  );
}

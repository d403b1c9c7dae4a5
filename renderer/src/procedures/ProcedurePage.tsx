import type { ProcedureView, Text } from '../../../preload/contract.ts';
import { sourceLine } from '../format.ts';
import { useT } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { BothToggle } from '../parts/BothToggle.tsx';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { routeTo } from '../route.ts';
import { CallLinks } from './CallLinks.tsx';
import { InterlockList } from './InterlockList.tsx';
import { Outline } from './Outline.tsx';
import { nested } from './outline.ts';

function Paragraph({ title, text }: { title: string; text: Text }) {
  return (
    <div>
      <dt className="eyebrow">{title}</dt>
      <dd className="prose">
        <Both text={text} />
      </dd>
    </div>
  );
}

/** One procedure as a technician reads it before the window, on the screen or on paper. */
export function ProcedurePage({ procedure }: { procedure: ProcedureView }) {
  const t = useT();
  return (
    <article className="stack procedure" aria-labelledby="procedure-title">
      <p className="no-print">
        <a href={routeTo('procedures')}>{t('library.back')}</a>
      </p>
      <div className="row spread">
        <div>
          <h1 id="procedure-title" tabIndex={-1}>
            <Both text={procedure.title} />
          </h1>
          <p className="muted small">
            {t('procedure.line', { product: t(`product.${procedure.product}`), count: procedure.steps })},{' '}
            <code>{procedure.id}</code>, {t('procedure.version', { version: procedure.version })}
          </p>
        </div>
        <div className="row no-print">
          <BothToggle />
          <Button icon="print" onPress={() => window.print()}>
            {t('library.print')}
          </Button>
          <a className="button primary" href={routeTo('run', 'all', procedure.id)}>
            <Icon name="play" />
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
      <CallLinks id={procedure.id} />
      <h2>{t('run.steps')}</h2>
      <Outline nodes={nested(procedure.outline)} />
      <h2>{t('procedure.interlocks', { count: procedure.interlocks.length })}</h2>
      <InterlockList rules={procedure.interlocks} />
      {procedure.resolves.length > 0 && (
        <>
          <h2>{t('procedure.resolves')}</h2>
          <dl className="facts prose">
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
      <h2>{t('app.sources')}</h2>
      <ul>
        {procedure.sources.map((s) => (
          <li key={sourceLine(s)}>{sourceLine(s)}</li>
        ))}
      </ul>
    </article>
  );
}

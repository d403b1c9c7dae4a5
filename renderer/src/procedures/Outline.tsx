import { sourceLine } from '../format.ts';
import { useT } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { Icon } from '../parts/Icon.tsx';
import { kindIcons } from '../parts/kinds.ts';
import { routeTo } from '../route.ts';
import { countSteps, type OutlineNode } from './outline.ts';

/** The steps in their order; those of a called procedure are folded away until somebody wants them, and open on paper. */
export function Outline({ nodes }: { nodes: readonly OutlineNode[] }) {
  return (
    <ol className="outline">
      {nodes.map((node) => (
        <li key={node.step.path}>{node.step.calls === null ? <Step node={node} /> : <Part node={node} />}</li>
      ))}
    </ol>
  );
}

function Step({ node: { step } }: { node: OutlineNode }) {
  const t = useT();
  return (
    <>
      <p className="outline-head">
        <Icon name={kindIcons[step.kind]} />
        <b>
          <Both text={step.title} />
        </b>
        <span className="badge">{t(`kindShort.${step.kind}`)}</span>
      </p>
      {step.text && (
        <p className="prose">
          <Both text={step.text} />
        </p>
      )}
      {step.sources.length > 0 && (
        <p className="small muted">{t('app.source', { source: step.sources.map(sourceLine).join('; ') })}</p>
      )}
    </>
  );
}

function Part({ node }: { node: OutlineNode }) {
  const t = useT();
  const { step, inner } = node;
  return (
    <>
      <Step node={node} />
      <p className="no-print">
        <a href={routeTo('procedures', step.calls)}>{t('library.openPart')}</a>
      </p>
      <details className="folded">
        <summary>{t('library.partSteps', { count: countSteps(inner) })}</summary>
        <Outline nodes={inner} />
      </details>
    </>
  );
}

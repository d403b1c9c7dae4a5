import { memo } from 'react';
import type { FactView, RunView } from '../../../preload/contract.ts';
import { clock } from '../format.ts';
import { useT } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { Icon, type IconName } from '../parts/Icon.tsx';
import { factWord } from '../run/factWord.ts';
import { sameParts } from '../run/sameParts.ts';
import { useStore } from '../store.ts';
import { type Node, type Phase, pictureOf, type Told } from './picture.ts';
import type { LinkKey } from './telling.ts';
import './cluster.css';

const phaseIcons: Record<NonNullable<Phase>, IconName> = {
  waiting: 'clock',
  now: 'play',
  begun: 'pause',
  done: 'check',
};

/** A value with its time, or that there is none: never a state that nobody has read. */
function Value({ fact }: { fact: FactView | null }) {
  const t = useT();
  if (!fact || fact.stale) {
    return (
      <span className="muted">
        <Icon name="unread" /> {t('reading.notRead')}
        {fact && <span className="small"> {t('cluster.before', { time: clock(fact.at) })}</span>}
      </span>
    );
  }
  return (
    <>
      <b>{fact.text ? <Both text={fact.text} /> : factWord(fact.value, t)}</b>{' '}
      <span className="small muted nowrap">
        {t(`fact.${fact.origin}`)} {clock(fact.at)}
      </span>
    </>
  );
}

function NodeCard({ node }: { node: Node }) {
  const t = useT();
  const { phase, locks } = node;
  return (
    <li className={`cluster-node phase-${phase ?? 'none'}`} aria-current={phase === 'now' ? 'true' : undefined}>
      <p className="cluster-name">
        <b>{node.name}</b>
        <span className="mono small">{node.serial ?? t('device.serialUnbound')}</span>
      </p>
      {node.label && (
        <p className="small">
          <Both text={node.label} />
        </p>
      )}
      {(phase || locks > 0) && (
        <p className="row">
          {phase && (
            <span className="cluster-phase">
              <Icon name={phaseIcons[phase]} /> {t(`cluster.phase.${phase}`)}
            </span>
          )}
          {locks > 0 && (
            <span className="cluster-phase tone-bad">
              <Icon name="lock" /> {t('cluster.locks', { count: locks })}
            </span>
          )}
        </p>
      )}
      <dl className="cluster-lines">
        {node.lines.map(({ key, fact }) => (
          <div key={key}>
            <dt>{t(`cluster.line.${key}`)}</dt>
            <dd>
              <Value fact={fact} />
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

function Links({ links }: { links: Told<LinkKey>[] }) {
  const t = useT();
  if (links.length === 0) return null;
  return (
    <dl className="cluster-links">
      {links.map(({ key, fact }) => (
        <div key={key}>
          <dt>
            <Icon name="link" /> {t(`cluster.link.${key}`)}
          </dt>
          <dd>
            <Value fact={fact} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The devices of a run of several: who plays what, who serves, how far it is with each, and what holds between them. */
export const ClusterPicture = memo(
  function ClusterPicture({ run }: { run: RunView }) {
    const t = useT();
    const product = useStore((s) => s.procedures.find((p) => p.id === run.procedureId)?.product);
    const picture = product && pictureOf(run, product);
    if (!picture) return null;
    const { heads, links, groups, groupedBy } = picture;
    return (
      <section className="cluster" aria-label={t('cluster.title')}>
        {heads.length > 0 && (
          <ul className="cluster-nodes cluster-heads">
            {heads.map((node) => (
              <NodeCard key={node.scope} node={node} />
            ))}
          </ul>
        )}
        <Links links={links} />
        <div className="cluster-groups">
          {groups.map(({ name, nodes }) => (
            <div key={name ?? ''} className="cluster-group">
              {groupedBy && (
                <h2>{name === null ? t(`cluster.unknown.${groupedBy}`) : t(`cluster.${groupedBy}`, { name })}</h2>
              )}
              <ul className="cluster-nodes">
                {nodes.map((node) => (
                  <NodeCard key={node.scope} node={node} />
                ))}
              </ul>
            </div>
          ))}
        </div>
      </section>
    );
  },
  sameParts('procedureId', 'bindings', 'facts', 'steps', 'interlocks', 'current'),
);

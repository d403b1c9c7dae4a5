import type { ReactNode } from 'react';
import type { Severity, Source, Text } from '../../../preload/contract.ts';
import { sourceLine } from '../format.ts';
import { useT } from '../i18n.ts';
import { Both } from './Both.tsx';
import { Icon } from './Icon.tsx';
import { severityIcons } from './kinds.ts';

interface Said {
  severity: Severity;
  title: Text;
  reason: Text;
  lift: Text;
  source: Source;
}

/** What a rule says of itself: how strict it is, why, what lifts it, who says so. `children` stand before the source. */
export function RuleBody(props: { id: string; rule: Said; device?: string | undefined; children?: ReactNode }) {
  const { id, rule, device, children } = props;
  const t = useT();
  return (
    <>
      <p className="tag-head">
        <Icon name={severityIcons[rule.severity]} />
        <span>{t(`severity.${rule.severity}`)}</span>
        <code>{id}</code>
        {device && <b>{device}</b>}
      </p>
      <h3>
        <Both text={rule.title} />
      </h3>
      <p>
        <Both text={rule.reason} />
      </p>
      <p className="tag-lift">
        <Icon name="unlock" />
        <span>
          <b>{t('locks.lifts')}</b> <Both text={rule.lift} />
        </span>
      </p>
      {children}
      <p className="small muted">{t('app.source', { source: sourceLine(rule.source) })}</p>
    </>
  );
}

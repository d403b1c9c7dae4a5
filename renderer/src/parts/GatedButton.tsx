import { type ReactNode, useId } from 'react';
import type { Verdict } from '../../../preload/contract.ts';
import { useT, useText } from '../i18n.ts';
import type { Lock } from '../locks.ts';
import { Icon, type IconName } from './Icon.tsx';

/**
 * A button whose deed goes through the gate. Locked, it stays focusable: whoever reaches it must be able to learn why.
 * The description names every rule.
 */
export function GatedButton(props: {
  label: ReactNode;
  does: string;
  lock: Lock;
  verdicts: Verdict[];
  onPress: () => void;
  icon?: IconName;
  big?: boolean;
}) {
  const { lock } = props;
  const t = useT();
  const text = useText();
  const id = useId();
  return (
    <div className="verb">
      <button
        type="button"
        className={`button${props.big ? ' big' : ''}${lock === 'open' ? ' arm' : ''}`}
        aria-disabled={lock !== 'open'}
        aria-describedby={id}
        onClick={props.onPress}
      >
        <Icon name={lock === 'open' ? (props.icon ?? 'power') : 'lock'} />
        {props.label}
      </button>
      <p id={id} className="small">
        {lock === 'unchecked' && <span className="muted">{t('locks.unchecked')}</span>}
        {lock === 'unread' && <span className="tone-warn">{t('power.readFirst')}</span>}
        {lock === 'busy' && <span className="tone-bad">{t('locks.busy')}</span>}
        {lock === 'open' && <span className="muted">{props.does}</span>}
        {lock === 'locked' &&
          props.verdicts.map((v) => (
            <span key={v.rule} className="tone-bad verb-lock">
              {t('locks.by', { rule: v.rule, title: text(v.title) })}{' '}
            </span>
          ))}
      </p>
    </div>
  );
}

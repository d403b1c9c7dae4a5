import { useId } from 'react';
import type { PowerVerb, Verdict } from '../../../preload/contract.ts';
import { useT, useText } from '../i18n.ts';
import { Icon } from '../parts/Icon.tsx';

/**
 * A locked verb stays focusable: whoever reaches it must be able to learn why. The description names every rule.
 */
export function PowerButton(props: {
  verb: PowerVerb;
  lock: 'open' | 'locked' | 'unchecked' | 'unread';
  verdicts: Verdict[];
  onPress: () => void;
}) {
  const { verb, lock, verdicts, onPress } = props;
  const t = useT();
  const text = useText();
  const id = useId();
  return (
    <div className="verb">
      <button
        type="button"
        className={`button big${lock === 'open' ? ' arm' : ''}`}
        aria-disabled={lock !== 'open'}
        aria-describedby={id}
        onClick={onPress}
      >
        <Icon name={lock === 'open' ? 'power' : 'lock'} />
        {t(`power.verb.${verb}`)}
      </button>
      <p id={id} className="small">
        {lock === 'unchecked' && <span className="muted">{t('locks.unchecked')}</span>}
        {lock === 'unread' && <span className="tone-warn">{t('power.readFirst')}</span>}
        {lock === 'open' && <span className="muted">{t(`power.does.${verb}`)}</span>}
        {lock === 'locked' &&
          verdicts.map((v) => (
            <span key={v.rule} className="tone-bad verb-lock">
              {t('locks.by', { rule: v.rule, title: text(v.title) })}{' '}
            </span>
          ))}
      </p>
    </div>
  );
}

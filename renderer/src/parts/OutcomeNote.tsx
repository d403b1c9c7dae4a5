import type { ActionResult, Outcome } from '../../../preload/contract.ts';
import { clock } from '../format.ts';
import { failureText, useLanguage, useT } from '../i18n.ts';
import { Button } from './Button.tsx';
import { Icon, type IconName } from './Icon.tsx';
import { LockTag } from './LockTag.tsx';

const looks: Record<Outcome, { icon: IconName; note: string }> = {
  done: { icon: 'check', note: 'ok' },
  refused: { icon: 'lock', note: 'bad' },
  failed: { icon: 'cross', note: 'bad' },
  'not-done': { icon: 'warn', note: 'warn' },
  unknown: { icon: 'question', note: 'warn' },
};

/** How an action ended. `unknown` is a state of its own: it asks for a reading, never for a second try. */
export function OutcomeNote({ result, onReadAgain }: { result: ActionResult; onReadAgain: () => void }) {
  const t = useT();
  const language = useLanguage();
  const look = looks[result.outcome];
  const failure = result.failure && failureText(result.failure, language);
  const power = (state: ActionResult['before']) => (state ? t(`power.state.${state}`) : t('reading.notRead'));
  const subject = { action: t(`action.${result.action}`), device: result.deviceName };
  return (
    <div className={`note outcome ${look.note}`} role="alert">
      <Icon name={look.icon} />
      <div className="stack tight">
        <p className="outcome-title">{t(`outcome.${result.outcome}`, subject)}</p>
        {result.action.startsWith('power.') ? (
          <p>
            {t('outcome.states', { before: power(result.before), after: power(result.after), time: clock(result.at) })}
          </p>
        ) : (
          <p className="muted">{clock(result.at)}</p>
        )}
        {failure && <p>{failure.message}</p>}
        {failure?.advice && <p className="muted">{failure.advice}</p>}
        {failure?.detail && (
          <p className="small muted" lang="en">
            {failure.detail}
          </p>
        )}
        {result.detail && <p className="muted small">{result.detail}</p>}
        {result.outcome === 'unknown' && (
          <>
            <p>{t('outcome.unknownNext')}</p>
            <div>
              <Button icon="refresh" onPress={onReadAgain}>
                {t('outcome.readAgain')}
              </Button>
            </div>
          </>
        )}
        {result.outcome === 'refused' && result.verdicts.map((v) => <LockTag key={v.rule} verdict={v} />)}
      </div>
    </div>
  );
}

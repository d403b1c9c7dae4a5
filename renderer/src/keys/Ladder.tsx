import type { KeyView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Icon } from '../parts/Icon.tsx';
import { badWord } from './badWord.ts';
import { isProven, isRefused, rungOf, rungs, toneOf } from './ladder.ts';

/** How far a key is proven: a word, what it means, and the rungs as a picture of the same. */
export function Ladder({ graded }: { graded: Pick<KeyView, 'grade' | 'badGroups'> }) {
  const t = useT();
  const { grade, badGroups } = graded;
  const rung = rungOf(grade);
  return (
    <div className={`ladder ${toneOf(graded)}`}>
      <p className={`state-mark tone-${toneOf(graded)}`}>
        <Icon name={isRefused(graded) ? 'cross' : isProven(graded) ? 'check' : 'question'} />
        {badGroups.length > 0 ? badWord(t, badGroups) : t(`keys.grade.${grade}`)}
      </p>
      {rung > 0 && (
        <span className="rungs" aria-hidden="true">
          {rungs.map((name, i) => (
            <i key={name} className={i < rung ? 'on' : ''} />
          ))}
        </span>
      )}
      <p className="small muted">
        {rung > 0 && `${t('keys.rung', { rung, rungs: rungs.length })} · `}
        {t(`keys.meaning.${grade}`)}
      </p>
    </div>
  );
}

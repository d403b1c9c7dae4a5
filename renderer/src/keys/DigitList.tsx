import type { RevealedKey } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { groupsOf } from './digits.ts';

/** The eight groups, numbered, each with its check digit; for paper with the function keys that type them. */
export function DigitList({ revealed, withKeys = false }: { revealed: RevealedKey; withKeys?: boolean }) {
  const t = useT();
  return (
    <ol className="digit-list">
      {groupsOf(revealed).map(({ place, digits, check, keys }) => (
        <li key={place}>
          <span className="digit-place">{place}</span>
          <b className="mono digits">{digits}</b>
          <span className="digit-check">
            {t('keys.checkDigit')} <b className="mono">{check}</b>
          </span>
          {withKeys && <span className="digit-keys mono">{keys}</span>}
        </li>
      ))}
    </ol>
  );
}

import type { RevealedKey } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { fkeysOf, halvesOf } from './fkeys.ts';

/** The eight groups, numbered, each with its check digit; for paper with the function keys that type them. */
export function DigitList({ revealed, withKeys = false }: { revealed: RevealedKey; withKeys?: boolean }) {
  const t = useT();
  return (
    <ol className="digit-list">
      {revealed.groups.map((group, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a group is its place
        <li key={i}>
          <span className="digit-place">{i + 1}</span>
          <b className="mono digits">{halvesOf(group).join(' ')}</b>
          <span className="digit-check">
            {t('keys.checkDigit')} <b className="mono">{revealed.checks[i]}</b>
          </span>
          {withKeys && <span className="digit-keys mono">{fkeysOf(group).join(' ')}</span>}
        </li>
      ))}
    </ol>
  );
}

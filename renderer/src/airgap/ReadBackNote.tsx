import type { ReadBack } from '../../../preload/contract.ts';
import { stamp } from '../format.ts';
import { useT } from '../i18n.ts';
import { Icon } from '../parts/Icon.tsx';
import { isProof } from './places.ts';

/** When and how something was read back, and whether that says anything about the medium. What came from the cache never looks good. */
export function ReadBackNote({ at, how }: { at: string | null; how: ReadBack | null }) {
  const t = useT();
  if (how === null)
    return (
      <span className="under small tone-warn">
        <Icon name="unread" /> {t('trips.how.never')}
      </span>
    );
  const good = isProof(how);
  return (
    <span className={`under small ${good ? 'tone-ok' : 'tone-warn'}`}>
      <Icon name={good ? 'check' : 'warn'} /> {t(`trips.how.${how}`)}
      {at && ` · ${stamp(at)}`}
    </span>
  );
}

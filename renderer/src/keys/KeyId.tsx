import { useT } from '../i18n.ts';
import { splitId } from './table.ts';

/** An ID as it is compared: the first 8 characters large, the whole readable. */
export function KeyId({ id }: { id: string | null }) {
  const t = useT();
  if (id === null) return <b className="tone-warn">{t('keys.noId')}</b>;
  const { first, rest } = splitId(id);
  return (
    <span className="key-id mono">
      <b>{first}</b>
      <span className="muted">{rest}</span>
    </span>
  );
}

import type { Hop } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';

/** Who has it now, by the last hand-over; nothing while nobody has written one down. */
export function Custodian({ custody }: { custody: Hop[] }) {
  const t = useT();
  const last = custody.at(-1);
  if (!last) return null;
  return <p className="small">{t('trips.custody.now', { person: last.person, place: last.to })}</p>;
}

import type { BundleRef } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { ReadBackNote } from './ReadBackNote.tsx';

/** One medium of a bundle: which copy it is, what is printed on it, and when it was last read back, and how. */
export function MediumLine({ medium }: { medium: BundleRef['media'][number] }) {
  const t = useT();
  return (
    <>
      <b>{t(`trips.role.${medium.role}`)}</b> {medium.label ?? t('trips.media.noLabel')}{' '}
      {medium.serial && <code>{medium.serial}</code>}
      <ReadBackNote at={medium.verifiedAt} how={medium.how} />
    </>
  );
}

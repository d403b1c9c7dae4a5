import type { DriveView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Field } from '../parts/Field.tsx';
import { LAST, nameOf, names } from './drive.ts';

/** The drive's own name, typed by hand before anything is written to it. */
export function NameDrive(props: { drive: DriveView; typed: string; onType: (typed: string) => void; tried: boolean }) {
  const { drive, typed, onType, tried } = props;
  const t = useT();
  const { kind, text } = nameOf(drive);
  const right = names(typed, drive);
  return (
    <Field
      mono
      autoComplete="off"
      spellCheck="false"
      label={t(`trips.seal.type.${kind}`)}
      hint={right ? `✓ ${t('trips.seal.named')}` : t(`trips.seal.hint.${kind}`, { name: text, last: LAST })}
      value={typed}
      onChange={onType}
      problem={tried && !right ? t('trips.seal.differs') : null}
    />
  );
}

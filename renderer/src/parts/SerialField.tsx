import { useT } from '../i18n.ts';
import { serialMatches } from '../power/verbs.ts';
import { Field } from './Field.tsx';

/** The serial number, typed from the label. Pasting it would prove nothing, but forbidding it would only annoy. */
export function SerialField(props: {
  serial: string | null;
  typed: string;
  onType: (typed: string) => void;
  tried: boolean;
  autoFocus?: boolean;
}) {
  const t = useT();
  const { serial, typed } = props;
  if (serial === null) return <p className="note bad">{t('serial.unbound')}</p>;
  const matches = serialMatches(typed, serial);
  return (
    <Field
      mono
      autoFocus={props.autoFocus ?? false}
      autoComplete="off"
      spellCheck="false"
      label={t('serial.type')}
      hint={matches ? `✓ ${t('serial.matches')}` : t('serial.hint', { serial })}
      value={typed}
      onChange={props.onType}
      problem={props.tried && !matches ? t('serial.differs') : null}
    />
  );
}

import type { FormEvent, ReactNode } from 'react';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Icon, type IconName } from '../parts/Icon.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import type { Ask } from './useAsk.ts';

/** A sheet with one deed: what it is about, its fields, what went wrong last, and the button that does it. */
export function FormSheet(props: {
  title: string;
  deed: string;
  icon?: IconName;
  /** What the command answered last. */
  ask: Pick<Ask, 'busy' | 'failure'>;
  /** False while something is missing: the button says so, but stays reachable. */
  complete?: boolean;
  grave?: boolean;
  wide?: boolean;
  onDo: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { ask, complete = true, grave = false, wide = false, onClose } = props;
  const t = useT();
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (!ask.busy) props.onDo();
  };
  return (
    <Sheet title={props.title} grave={grave} wide={wide} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        {props.children}
        {ask.failure && <FailureNote failure={ask.failure} />}
        <p role="status" className="muted">
          {ask.busy ? t('trips.working') : ''}
        </p>
        <div className="dialog-foot">
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          <button
            type="submit"
            className={`button ${grave ? 'danger' : 'primary'}`}
            aria-disabled={ask.busy || !complete}
          >
            {props.icon && <Icon name={props.icon} />}
            {props.deed}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

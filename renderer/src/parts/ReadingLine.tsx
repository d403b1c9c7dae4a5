import type { Reading } from '../../../preload/contract.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Icon } from './Icon.tsx';
import { shown } from './reading.ts';

/**
 * One reading: drawn as not read, with the reason, until it was read. Where something is waited for (`met`), only the
 * value that fulfils it gets the green tick; another value is a reading, and the wait goes on.
 */
export function ReadingLine<V>(props: {
  label: string;
  reading: Reading<V>;
  say: (value: V) => string;
  met?: boolean | null;
}) {
  const t = useT();
  const view = shown(props.reading, props.say, t, useLanguage());
  const waiting = view.read && props.met === false;
  const done = view.read && !waiting;
  return (
    <div className={`reading${done ? ' read' : ''}${waiting ? ' waiting' : ''}`}>
      <dt>{props.label}</dt>
      <dd>
        <span className={done ? 'tone-ok' : waiting ? 'tone-warn' : 'tone-mute'}>
          <Icon name={done ? 'check' : waiting ? 'clock' : 'unread'} />
        </span>
        <b>{view.text}</b>
        <span className="small muted">{view.note}</span>
      </dd>
    </div>
  );
}

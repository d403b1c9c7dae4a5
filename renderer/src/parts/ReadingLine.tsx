import type { Reading } from '../../../preload/contract.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Icon } from './Icon.tsx';
import { shown } from './reading.ts';

/** One reading: green tick only because it was read; otherwise drawn as not read, with the reason. */
export function ReadingLine<V>(props: { label: string; reading: Reading<V>; say: (value: V) => string }) {
  const t = useT();
  const view = shown(props.reading, props.say, t, useLanguage());
  return (
    <div className={`reading${view.read ? ' read' : ''}`}>
      <dt>{props.label}</dt>
      <dd>
        <span className={view.read ? 'tone-ok' : 'tone-mute'}>
          <Icon name={view.read ? 'check' : 'unread'} />
        </span>
        <b>{view.text}</b>
        <span className="small muted">{view.note}</span>
      </dd>
    </div>
  );
}

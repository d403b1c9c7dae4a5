import type { ReactNode } from 'react';
import type { Device, Failure, Reading, Site } from '../../../preload/contract.ts';
import { clock } from '../format.ts';
import { failureText, useLanguage, useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Icon } from '../parts/Icon.tsx';

export interface PanelProps {
  site: Site;
  device: Device;
}

/** Drawn in the place of a value that could not be read: never empty, never good, always with the next thing to try. */
export function NotRead({ failure }: { failure: Failure | null }) {
  const t = useT();
  const language = useLanguage();
  const said = failure && failureText(failure, language);
  return (
    <div className="not-read">
      <Icon name="unread" />
      <div>
        <p>
          <b>{t('reading.notRead')}</b>
        </p>
        <p>{said?.message ?? t('reading.notYet')}</p>
        {said?.advice && <p className="muted">{said.advice}</p>}
        {said?.detail && (
          <p className="small muted" lang="en">
            {said.detail}
          </p>
        )}
      </div>
    </div>
  );
}

/** Read again, when it was read, and what else the panel's head has. */
export function PanelHead(props: { at: string | null; busy: boolean; onRead: () => void; children?: ReactNode }) {
  const t = useT();
  return (
    <div className="row panel-head">
      <Button icon="refresh" isDisabled={props.busy} onPress={props.onRead}>
        {t('rack.refresh')}
      </Button>
      <span className="muted" role="status">
        {props.busy ? t('device.reading') : props.at ? t('reading.at', { time: clock(props.at) }) : ''}
      </span>
      {props.children}
    </div>
  );
}

/** The value of a reading, or why there is none. */
export function Read<V>(props: {
  reading: Reading<V> | null;
  failure?: Failure | null;
  busy: boolean;
  children: (value: V) => ReactNode;
}) {
  const { reading, failure = null, busy } = props;
  if (failure) return <FailureNote failure={failure} />;
  if (reading === null) return busy ? null : <NotRead failure={null} />;
  return reading.value === null ? <NotRead failure={reading.error} /> : <>{props.children(reading.value)}</>;
}

import { useEffect, useRef } from 'react';
import { clock } from '../format.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';

/** Replaces everything: a picture that is no longer live must not look as if it were. */
export function Stopped({ at }: { at: string }) {
  const t = useT();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <main className="stopped" role="alert">
      <h1 ref={heading} tabIndex={-1}>
        {t('stopped.title')}
      </h1>
      <p>{t('stopped.since', { time: clock(at) })}</p>
      <p>{t('stopped.devices')}</p>
      <p>{t('stopped.next')}</p>
      <Button tone="primary" big icon="refresh" onPress={() => location.reload()}>
        {t('stopped.retry')}
      </Button>
    </main>
  );
}

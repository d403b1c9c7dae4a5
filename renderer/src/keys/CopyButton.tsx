import { useState } from 'react';
import type { Device, KeyView, Site } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { call, useStore } from '../store.ts';
import { useNow } from '../useNow.ts';

/** Puts the digits on the clipboard, and counts down until they are gone from it. A browser cannot promise that. */
export function CopyButton({ site, device, shown }: { site: Site; device: Device; shown: KeyView }) {
  const t = useT();
  const shell = useStore((s) => s.info?.shell);
  const [until, setUntil] = useState(0);
  const now = useNow(until > 0);
  const left = Math.ceil((until - now) / 1000);
  if (shell !== 'electron') return null;
  const copy = async () => {
    const answer = await call('keys.copy', site.id, device.id, shown.ref);
    if (answer) setUntil(Date.now() + answer.clearsAfterS * 1000);
  };
  return (
    <>
      <Button small icon="copy" onPress={() => void copy()}>
        {t('keys.copy')}
      </Button>
      {left > 0 && <span className="small tone-warn">{t('keys.copied', { seconds: left })}</span>}
    </>
  );
}

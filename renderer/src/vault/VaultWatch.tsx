import { useEffect } from 'react';
import { useT } from '../i18n.ts';
import { listen, notify, send, useStore } from '../store.ts';
import { pingEvery, throttle } from './activity.ts';

const SIGNS = ['pointerdown', 'pointermove', 'wheel', 'keydown'] as const;

/** Tells the main process that somebody is here, while the vault is open and so has something to wait for. */
function usePresence() {
  useEffect(() => {
    const touch = throttle(
      () => performance.now(),
      () => pingEvery(useStore.getState().settings.vaultLockMinutes),
      () => void send('app.active'),
    );
    const onSign = () => {
      if (useStore.getState().vault?.state === 'open') touch();
    };
    for (const sign of SIGNS) addEventListener(sign, onSign, { passive: true, capture: true });
    return () => {
      for (const sign of SIGNS) removeEventListener(sign, onSign, { capture: true });
    };
  }, []);
}

/** What goes on with the vault without a click: presence goes out, and a lock that nobody pressed is said. */
export function VaultWatch() {
  const t = useT();
  usePresence();
  useEffect(
    () =>
      listen('vault.changed', ({ state, why }) => {
        if (state !== 'locked' || (why !== 'idle' && why !== 'sleep' && why !== 'screen-lock')) return;
        const minutes = useStore.getState().settings.vaultLockMinutes;
        notify({ tone: 'good', text: t(`vault.lockedBy.${why}`, { count: minutes }), failure: null });
      }),
    [t],
  );
  return null;
}

import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure, RevealedKey } from '../../../preload/contract.ts';
import { send, useStore } from '../store.ts';

export interface Digits {
  key: RevealedKey | null;
  failure: Failure | null;
  /** Asked for, and not there yet. */
  busy: boolean;
  show: () => void;
  hide: () => void;
}

/**
 * The digits of one key, in this component's state and nowhere else. They go when they are hidden, when the window loses
 * the focus or is covered, when the vault locks, and after `seconds`. An answer that comes too late is dropped unseen.
 */
export function useDigits(siteId: string, deviceId: string, ref: string, seconds: number): Digits {
  const [key, setKey] = useState<RevealedKey | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [wanted, setWanted] = useState(false);
  const turn = useRef(0);
  const open = useStore((s) => s.vault?.state === 'open');

  const hide = useCallback(() => {
    turn.current += 1;
    setKey(null);
    setWanted(false);
  }, []);
  const show = useCallback(() => {
    turn.current += 1;
    const mine = turn.current;
    setWanted(true);
    setFailure(null);
    void send('keys.reveal', siteId, deviceId, ref).then((result) => {
      if (mine !== turn.current) return;
      if (result.ok) return setKey(result.value);
      setWanted(false);
      setFailure(result.error);
    });
  }, [siteId, deviceId, ref]);

  useEffect(() => (open ? undefined : hide()), [open, hide]);
  useEffect(() => hide, [hide]);
  useEffect(() => {
    if (!wanted) return;
    const timer = setTimeout(hide, seconds * 1000);
    addEventListener('blur', hide);
    document.addEventListener('visibilitychange', hide);
    return () => {
      clearTimeout(timer);
      removeEventListener('blur', hide);
      document.removeEventListener('visibilitychange', hide);
    };
  }, [wanted, hide, seconds]);
  return { key, failure, busy: wanted && key === null, show, hide };
}

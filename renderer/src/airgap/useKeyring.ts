import { useEffect, useState } from 'react';
import type { Failure, TrustedKey } from '../../../preload/contract.ts';
import { send, useStore } from '../store.ts';

/** The keys that are known here; read again when the vault opens, for the own one lies in it. */
export function useKeyring(): {
  keys: TrustedKey[] | null;
  failure: Failure | null;
  take: (keys: TrustedKey[]) => void;
} {
  const vault = useStore((s) => s.vault?.state);
  const [keys, take] = useState<TrustedKey[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is known depends on the vault
  useEffect(() => {
    let current = true;
    void send('keyring.list').then((result) => {
      if (!current) return;
      if (result.ok) take(result.value);
      setFailure(result.ok ? null : result.error);
    });
    return () => {
      current = false;
    };
  }, [vault]);
  return { keys, failure, take };
}

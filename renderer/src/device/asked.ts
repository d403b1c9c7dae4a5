import { useCallback, useEffect, useRef, useState } from 'react';
import type { Commands, Failure } from '../../../preload/contract.ts';
import { send } from '../store.ts';

type Question =
  | 'bmc.sensors'
  | 'bmc.events'
  | 'bmc.inventory'
  | 'bmc.setup'
  | 'bmc.findings'
  | 'bmc.check'
  | 'power.check'
  | 'idrac.check';

export interface Asked<V> {
  answer: V | null;
  failure: Failure | null;
  busy: boolean;
  again: () => Promise<void>;
}

/**
 * Asks the device when the panel opens, when one of `old` changes (what makes an answer old), and on demand. A failed answer
 * takes the former one away: it is old. So is an answer that comes after the question was asked again, and it is dropped
 * unseen: an old "nothing is locked" must not win.
 */
export function useAsked<K extends Question>(
  name: K,
  siteId: string,
  deviceId: string,
  old: readonly unknown[] = [],
): Asked<Commands[K]['result']> {
  const [state, setState] = useState<Omit<Asked<Commands[K]['result']>, 'again'>>({
    answer: null,
    failure: null,
    busy: true,
  });
  const turn = useRef(0);
  const again = useCallback(async () => {
    turn.current += 1;
    const mine = turn.current;
    setState((s) => ({ ...s, busy: true }));
    // Each of these questions takes the same two arguments; TypeScript cannot see that for a union of names.
    const result = await send<Question>(name, siteId, deviceId);
    if (mine !== turn.current) return;
    setState(
      result.ok
        ? { answer: result.value as Commands[K]['result'], failure: null, busy: false }
        : { answer: null, failure: result.error, busy: false },
    );
  }, [name, siteId, deviceId]);
  useEffect(() => void again(), [again, ...old]);
  return { ...state, again };
}

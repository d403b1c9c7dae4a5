import { useCallback, useEffect, useState } from 'react';
import type { Device, Failure, KeysView, Site } from '../../../preload/contract.ts';
import { listen, send, useStore } from '../store.ts';

export interface Keys {
  view: KeysView | null;
  failure: Failure | null;
  busy: boolean;
  again: () => Promise<void>;
  /** A view that came along with another answer. */
  take: (view: KeysView) => void;
}

/** What is known about the keys of a device; asked for again when the vault opens or locks, and kept up by its event. */
export function useKeys(site: Site, device: Device): Keys {
  const vault = useStore((s) => s.vault?.state ?? null);
  const [state, setState] = useState<Pick<Keys, 'view' | 'failure' | 'busy'>>({
    view: null,
    failure: null,
    busy: true,
  });
  const again = useCallback(async () => {
    setState((s) => ({ ...s, busy: true }));
    const result = await send('keys.view', site.id, device.id);
    setState(
      result.ok
        ? { view: result.value, failure: null, busy: false }
        : { view: null, failure: result.error, busy: false },
    );
  }, [site.id, device.id]);
  const take = useCallback((view: KeysView) => setState({ view, failure: null, busy: false }), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what may be seen of the keys depends on the vault
  useEffect(() => void again(), [again, vault]);
  useEffect(
    () => listen('keys.changed', (view) => view.siteId === site.id && view.deviceId === device.id && take(view)),
    [site.id, device.id, take],
  );
  return { ...state, again, take };
}

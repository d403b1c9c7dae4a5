import { useState } from 'react';
import type { Failure, Result } from '../../../preload/contract.ts';

export interface Ask {
  busy: boolean;
  failure: Failure | null;
  /** The answer, or null when it failed (then `failure` says why) or another command still runs. */
  run: <V>(ask: () => Promise<Result<V>>) => Promise<V | null>;
}

/** One command at a time; its failure stands until the next try. */
export function useAsk(): Ask {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const run: Ask['run'] = async (ask) => {
    if (busy) return null;
    setBusy(true);
    setFailure(null);
    const result = await ask();
    setBusy(false);
    if (result.ok) return result.value;
    setFailure(result.error);
    return null;
  };
  return { busy, failure, run };
}

import { useState } from 'react';
import type { Commands } from '../../../preload/contract.ts';
import { call } from '../store.ts';

type Written = Commands['practice.keys']['result'];

/** Has the practice rack write its key stick and its disk as they are at this moment. */
export function usePracticeKeys(): { written: Written | null; busy: boolean; write: () => Promise<Written | null> } {
  const [written, setWritten] = useState<Written | null>(null);
  const [busy, setBusy] = useState(false);
  const write = async () => {
    setBusy(true);
    const answer = await call('practice.keys');
    setBusy(false);
    setWritten(answer);
    return answer;
  };
  return { written, busy, write };
}

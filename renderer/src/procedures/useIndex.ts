import { useEffect } from 'react';
import { create } from 'zustand';
import type { ProcedureIndex, Product } from '../../../preload/contract.ts';
import { call } from '../store.ts';

/** What was looked for last; it outlives the screen, so that the way back leads to the same list. */
export const useLibrary = create<{ index: ProcedureIndex[] | null; query: string; product: Product | 'all' }>()(() => ({
  index: null,
  query: '',
  product: 'all',
}));

/** Steps, rules and calls of every procedure, asked for once; null until they are there. */
export function useIndex(): ProcedureIndex[] | null {
  const index = useLibrary((s) => s.index);
  useEffect(() => {
    if (!index) void call('procedures.index').then((all) => all && useLibrary.setState({ index: all }));
  }, [index]);
  return index;
}

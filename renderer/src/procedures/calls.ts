import type { ProcedureIndex } from '../../../preload/contract.ts';

/** `job`: calls others and is called by none. `task`: stands alone. `part`: others call it. */
export const sorts = ['job', 'task', 'part'] as const;
export type Sort = (typeof sorts)[number];

/** Ids of the procedures that call each one. */
export function callersOf(index: readonly ProcedureIndex[]): Map<string, string[]> {
  const callers = new Map<string, string[]>();
  for (const { id, calls } of index) {
    for (const called of calls) callers.set(called, [...(callers.get(called) ?? []), id]);
  }
  return callers;
}

export function sortsOf(index: readonly ProcedureIndex[]): Map<string, Sort> {
  const callers = callersOf(index);
  return new Map(index.map(({ id, calls }) => [id, callers.has(id) ? 'part' : calls.length > 0 ? 'job' : 'task']));
}

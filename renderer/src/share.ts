/**
 * `next` with every part of it that equals its part of `before` replaced by that one; `before` itself where nothing differs.
 * What has come anew as JSON then is the same object wherever it says the same, and a component that compares by identity
 * is not drawn again for nothing. Entries of lists are compared by their place. Neither argument is changed.
 */
export function share<T>(before: T, next: T): T {
  if (Object.is(before, next)) return before;
  if (Array.isArray(before) && Array.isArray(next)) return shareList(before, next) as T;
  if (isRecord(before) && isRecord(next)) return shareRecord(before, next) as T;
  return next;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function shareList(before: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  const shared = next.map((value, i) => share(before[i], value));
  return before.length === next.length && shared.every((value, i) => Object.is(value, before[i])) ? before : shared;
}

function shareRecord(before: Record<string, unknown>, next: Record<string, unknown>): Record<string, unknown> {
  const names = Object.keys(next);
  let same = names.length === Object.keys(before).length;
  const shared: Record<string, unknown> = {};
  for (const name of names) {
    shared[name] = share(before[name], next[name]);
    same &&= Object.hasOwn(before, name) && Object.is(shared[name], before[name]);
  }
  return same ? before : shared;
}

/** Keeps raw sensor records between visits, so that a BMC is asked for them once per change of its repository. */
export interface SdrCache {
  get(key: string): Promise<readonly Buffer[] | null>;
  put(key: string, records: readonly Buffer[]): Promise<void>;
}

/** For one process. The oldest key goes when there are more than `most`. */
export function memorySdrCache(most = 512): SdrCache {
  const kept = new Map<string, readonly Buffer[]>();
  return {
    get: (key) => Promise.resolve(kept.get(key) ?? null),
    put(key, records) {
      kept.delete(key);
      kept.set(key, records);
      const oldest = kept.size > most ? kept.keys().next().value : undefined;
      if (oldest !== undefined) kept.delete(oldest);
      return Promise.resolve();
    },
  };
}

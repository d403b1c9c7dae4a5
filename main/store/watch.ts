import type { Clock } from '../ports/clock.ts';
import type { Database } from './database.ts';
import { StoreError } from './error.ts';

/**
 * Calls back after every commit: soon after own ones, within `everyMs` milliseconds after those of other processes
 * (SQLite tells nobody, but `PRAGMA data_version` answers from shared memory). Several commits may come as one call,
 * and a call may come without a change that matters to the caller. Returns its own unsubscribe; ends with the database.
 */
export function watchChanges(db: Database, clock: Clock, callback: () => void, everyMs = 500): () => void {
  const stop = new AbortController();
  let seen = db.foreignVersion();
  const tell = (): void => {
    try {
      const version = db.foreignVersion();
      callback();
      seen = version;
    } catch (error) {
      // A disk that fails now may answer the next time; whoever needs the data meets the same error himself.
      if (!(error instanceof StoreError)) throw error;
    }
  };
  const changed = (): boolean => {
    try {
      return db.foreignVersion() !== seen;
    } catch (error) {
      if (error instanceof StoreError) return false;
      throw error;
    }
  };
  const forget = db.onOwnChange(tell);
  const poll = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await clock.sleep(everyMs, stop.signal);
      if (stop.signal.aborted || !db.isOpen) return;
      if (changed()) tell();
    }
  };
  poll().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return () => {
    forget();
    stop.abort();
  };
}

import { DatabaseSync } from 'node:sqlite';
import { ContentError } from './error.ts';

/**
 * One process at a time for what is under way. An exclusive transaction on an empty database is a lock on every system that
 * ends with the process that holds it, however that ends: nothing is left over to be cleaned up or believed.
 * @returns what gives it back @throws ContentError `content.busy`
 */
export function lock(file: string, what: string): () => void {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw new ContentError('content.busy', `${what} is being taken in by another process.`, error);
  }
  return () => database.close();
}

import type { Trip } from '../airgap/trip.ts';
import type { Database } from './database.ts';

/** Round trips across the air gap; one row each, its body as JSON. No key lies in it. */
export class Trips {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Newest first. */
  list(): Trip[] {
    return this.#db
      .all<{ body: string }>('SELECT body FROM round_trips ORDER BY rowid DESC')
      .map(({ body }) => JSON.parse(body) as Trip);
  }

  get(id: string): Trip | null {
    const row = this.#db.get<{ body: string }>('SELECT body FROM round_trips WHERE id = ?', id);
    return row ? (JSON.parse(row.body) as Trip) : null;
  }

  put(trip: Trip): void {
    this.#db.run(
      'INSERT INTO round_trips (id, body) VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
      ...[trip.id, JSON.stringify(trip)],
    );
  }
}

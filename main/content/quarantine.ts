import path from 'node:path';
import { errnoOf } from '../ports/files.ts';
import { exists, moveFile, putFile, using } from './durable.ts';
import type { Layout } from './layout.ts';
import type { ContentPorts } from './ports.ts';
import { type Journal, writeRecord } from './records.ts';

/** What is known of a file that is put aside. */
export interface Aside {
  /** A word that becomes part of the name: `changed`, `mismatch`, `damaged` … */
  why: string;
  name: string | null;
  journal: Journal | null;
}

/**
 * Moves a file into the quarantine, with a note beside it that says why. Nothing is ever deleted or replaced there: what did
 * not match may be the only copy of something that cannot be downloaded again.
 * @returns its new path, or null when there is no such file
 */
export async function putAside(
  ports: ContentPorts,
  layout: Layout,
  file: string,
  { why, name, journal }: Aside,
): Promise<string | null> {
  const { files, clock } = ports;
  if (!(await exists(files, file))) return null;
  const base = path.basename(file);
  for (let n = 1; ; n += 1) {
    const target = path.join(layout.quarantine, `${base}.${n}.${why}`);
    if ((await exists(files, target)) || (await exists(files, `${target}.json`))) continue;
    const at = new Date(clock.now()).toISOString();
    await putFile(files, `${target}.json`, writeRecord({ format: 'rackhand-quarantine-1', why, at, name, journal }));
    await using(files, file, 'r', (handle) => handle.sync()).catch(unable);
    await moveFile(files, file, target);
    return target;
  }
}

/** Its disk may be what is wrong with it, and Windows syncs only what may be written to: it is put aside all the same. */
function unable(error: unknown): void {
  if (errnoOf(error) === undefined) throw error;
}

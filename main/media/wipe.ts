import { randomFillSync } from 'node:crypto';
import { constants } from 'node:fs';
import path from 'node:path';
import type { Text } from '../../preload/contract.ts';
import { alignedBuffer, CHUNK } from './copy/direct.ts';
import { onMedium, syncFolder } from './copy/stage.ts';
import { errnoOf, MediaError } from './errors.ts';
import type { FilePort } from './files.ts';
import { checkMedium, describe, MEDIA_ID, type Medium } from './identity.ts';
import { isPortableName } from './limits.ts';

export interface WipeRecord {
  mediumId: string | null;
  model: string | null;
  serial: string | null;
  /** UTC, ISO 8601. */
  at: string;
  wiped: { name: string; sizeBytes: number }[];
  /** Named and not there. */
  missing: string[];
  /** What wiping means on such a medium, and what it does not. */
  worth: Text;
}

const WORTH: Text = {
  en: 'Overwritten once and deleted. Flash may keep old copies where no file reaches: destroy the medium if that matters.',
  de: 'Einmal überschrieben und gelöscht. Flash kann alte Kopien behalten, wo keine Datei hinreicht: wenn das zählt, das Medium vernichten.',
};

/**
 * Overwrites files on a medium with random bytes, makes that durable, and deletes them. Nothing but files is touched: no
 * folder, no link, not the medium's own id. The record tells what was done.
 * @throws MediaError by name; what was wiped before is gone
 */
export async function wipeFiles(names: readonly string[], medium: Medium): Promise<WipeRecord> {
  const bad = names.find((name) => !isPortableName(name) || name === MEDIA_ID);
  if (bad !== undefined) {
    throw new MediaError('media.name', `${JSON.stringify(bad)} on ${describe(medium.drive)} is nothing to be wiped.`);
  }
  await checkMedium(medium);
  const { files: port, clock } = medium.ports;
  const wiped: WipeRecord['wiped'] = [];
  const missing: string[] = [];
  for (const name of names) {
    const place = path.join(medium.folder, ...name.split('/'));
    try {
      const { size, isFile } = await withoutLinks(port, medium.folder, name);
      if (!isFile) throw new MediaError('media.name', `${name} on ${describe(medium.drive)} is no file.`);
      await overwrite(port, place, size);
      await port.unlink(place);
      await syncFolder(port, path.dirname(place));
      wiped.push({ name, sizeBytes: size });
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw await onMedium(error, medium, name);
      await checkMedium(medium);
      missing.push(name);
    }
  }
  const { model, serial } = medium.drive;
  return { mediumId: medium.id, model, serial, at: new Date(clock.now()).toISOString(), wiped, missing, worth: WORTH };
}

/** A link among the folders of a name could lead out of the medium. */
async function withoutLinks(port: FilePort, folder: string, name: string): Promise<{ size: number; isFile: boolean }> {
  const segments = name.split('/');
  for (let depth = 1; depth < segments.length; depth++) {
    const above = await port.lstat(path.join(folder, ...segments.slice(0, depth)));
    if (!above.isDirectory()) return { size: 0, isFile: false };
  }
  const last = await port.lstat(path.join(folder, ...segments));
  return { size: last.size, isFile: last.isFile() };
}

async function overwrite(port: FilePort, place: string, size: number): Promise<void> {
  const handle = await port.open(place, constants.O_WRONLY);
  try {
    const buffer = alignedBuffer(Math.min(CHUNK, Math.max(1, size)));
    for (let at = 0; at < size; ) {
      randomFillSync(buffer);
      const { bytesWritten } = await handle.write(buffer, 0, Math.min(buffer.length, size - at), at);
      if (bytesWritten === 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO' });
      at += bytesWritten;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

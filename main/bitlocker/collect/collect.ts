import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Failure } from '../../../preload/contract.ts';
import { failureOf } from '../../ports/failure.ts';
import { BitlockerError } from '../errors.ts';
import { decodeBek, type ExternalKey } from './bek.ts';
import { type FilePort, files as systemFiles } from './files.ts';
import { type FoundKey, type FoundKeys, findKeys, wipeKeys } from './find-keys.ts';
import { type ListedVolume, listVolumes } from './listing.ts';

export interface CollectedKey extends FoundKey {
  /** The ID was taken from the file's name, because the text holds none (or only its start). */
  idFromName: boolean;
  /** The file's name holds another ID than the text: one of them was changed by hand. */
  nameMismatch: boolean;
}
export interface CollectedFile {
  /** Relative to where it was looked for, with slashes. */
  name: string;
  /** Of the bytes, in small letters; null where they could not be read, and for what was no file. */
  sha256: string | null;
  keys: CollectedKey[];
  /** Of a .BEK file. */
  external: ExternalKey | null;
  idsWithoutDigits: FoundKeys['idsWithoutDigits'];
  volumes: ListedVolume[];
  error: Failure | null;
}
export interface Collection {
  /** Those that hold something, or that failed. */
  files: CollectedFile[];
  /** Files that were looked into. */
  looked: number;
  /** There was more than is looked at. */
  more: boolean;
}
export interface CollectOptions {
  signal?: AbortSignal | undefined;
  files?: FilePort;
}

const MAX_FILE_BYTES = 256 * 1024;
const MAX_FILES = 500;
const MAX_FOLDERS = 500;
/** Folders below the one that is named. */
const DEPTH = 2;
const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
/** Windows lets nobody read it, on every stick. */
const CLOSED = 'System Volume Information';

/**
 * Looks for recovery keys in a file, or in a folder or stick and two levels below: text and .BEK files and those with a GUID
 * in their name, hidden ones too, up to 256 KiB each and 500 in all; links are not followed. A file or folder that cannot be
 * read is named with its error, and the rest goes on. The taker wipes what was found (`wipeCollection`).
 * @throws BitlockerError when the path itself cannot be read; the signal's reason, after wiping what was found
 */
export async function collect(where: string, options: CollectOptions = {}): Promise<Collection> {
  const port = options.files ?? systemFiles;
  const root = await port.resolve(where);
  const collection: Collection = { files: [], looked: 0, more: false };
  const buffer = Buffer.alloc(MAX_FILE_BYTES);
  try {
    if (root.kind === 'folder') await lookThrough(root.path, collection, { ...options, port, buffer });
    else collection.files.push(await lookInto(root.path, path.basename(root.path), port, buffer, true));
    collection.looked ||= collection.files.length;
    return collection;
  } catch (error) {
    wipeCollection(collection);
    throw error;
  } finally {
    buffer.fill(0);
  }
}

/** The same for bytes that were pasted, or printed by Windows. They stay the caller's, to be wiped. */
export function collectText(bytes: Uint8Array, name = 'the text'): CollectedFile {
  return { ...contentOf(bytes, name, true), sha256: null };
}

/** Overwrites every digit and key in it. */
export function wipeCollection({ files }: Pick<Collection, 'files'>): void {
  for (const { keys, external } of files) {
    wipeKeys(keys);
    external?.key.fill(0);
  }
}

interface Look {
  port: FilePort;
  buffer: Buffer;
  signal?: AbortSignal | undefined;
}

async function lookThrough(root: string, collection: Collection, { port, buffer, signal }: Look): Promise<void> {
  const folders = [{ name: '', depth: 0 }];
  for (let folder = folders.shift(), count = 0; folder; folder = folders.shift()) {
    signal?.throwIfAborted();
    collection.more = ++count > MAX_FOLDERS;
    if (collection.more) return;
    const entries = await port.list(path.join(root, folder.name)).catch((error: unknown) => {
      collection.files.push({ ...nothing(folder?.name || '.'), error: failureOf(error) });
      return [];
    });
    for (const { name, kind } of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const full = folder.name ? `${folder.name}/${name}` : name;
      if (kind === 'folder' && folder.depth < DEPTH && name !== CLOSED) {
        folders.push({ name: full, depth: folder.depth + 1 });
      }
      if (kind !== 'file' || !mayHoldKeys(name)) continue;
      signal?.throwIfAborted();
      collection.more = collection.looked === MAX_FILES;
      if (collection.more) return;
      collection.looked++;
      const file = await lookInto(path.join(root, full), full, port, buffer, false);
      if (file.error || holdsSomething(file)) collection.files.push(file);
    }
  }
}

const mayHoldKeys = (name: string) => /\.(txt|bek)$/i.test(name) || GUID.test(name);

/** @param named the caller named this very file, so that it is an error when it holds no key */
async function lookInto(
  full: string,
  name: string,
  port: FilePort,
  buffer: Buffer,
  named: boolean,
): Promise<CollectedFile> {
  try {
    const bytes = buffer.subarray(0, await port.read(full, buffer));
    return contentOf(bytes, name, named || /\.bek$/i.test(name) || GUID.test(path.basename(name)));
  } catch (error) {
    return { ...nothing(name), error: failureOf(error) };
  } finally {
    buffer.fill(0);
  }
}

function contentOf(bytes: Uint8Array, name: string, mustHold: boolean): CollectedFile {
  const file: CollectedFile = { ...nothing(name), sha256: createHash('sha256').update(bytes).digest('hex') };
  const external = decodeBek(bytes);
  if (external) return { ...file, external };
  const { keys, idsWithoutDigits } = findKeys(bytes);
  const idInName = GUID.exec(path.basename(name))?.[0].toUpperCase() ?? null;
  const found: CollectedFile = {
    ...file,
    keys: keys.map((key) => withName(key, keys.length === 1 ? idInName : null)),
    idsWithoutDigits,
    volumes: listVolumes(bytes),
  };
  if (!mustHold || holdsSomething(found)) return found;
  const error = new BitlockerError('bitlocker.not-a-key', `${name} holds no recovery key`);
  return { ...file, error: error.toFailure() };
}

/** The ID in a file's name fills in for the one that the text lacks, unless its start in the text says otherwise. */
function withName(key: FoundKey, idInName: string | null): CollectedKey {
  const start = key.id ?? key.startOfId;
  const nameMismatch = idInName !== null && start !== null && !idInName.startsWith(start);
  const idFromName = key.id === null && idInName !== null && !nameMismatch;
  return { ...key, id: idFromName ? idInName : key.id, idFromName, nameMismatch };
}

function holdsSomething({ keys, external, idsWithoutDigits, volumes }: CollectedFile): boolean {
  return keys.length > 0 || external !== null || idsWithoutDigits.length > 0 || volumes.length > 0;
}

function nothing(name: string): CollectedFile {
  return { name, sha256: null, keys: [], external: null, idsWithoutDigits: [], volumes: [], error: null };
}

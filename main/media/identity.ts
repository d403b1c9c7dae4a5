/** Which medium it is: by the id of its file system, the serial number of its device, and a file of our own on it. */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import path from 'node:path';
import { type Clock, systemClock } from '../ports/clock.ts';
import type { DropCache } from './copy/hash.ts';
import { type Drive, jsonOf } from './drives/drive.ts';
import { listDrives, type MediaPort, media } from './drives/list.ts';
import { unfit } from './drives/unfit.ts';
import { dropCache } from './drop-cache.ts';
import { errnoOf, MediaError } from './errors.ts';
import { type FilePort, files } from './files.ts';

/** A medium as a person has named it from the list of drives. */
export interface Named {
  /** Of the volume, or where it is mounted. */
  path: string;
  model: string | null;
  serial: string | null;
  /** Of its file system, where it is known. */
  uuid?: string | null;
}

/** What of this computer a medium is reached through; tests bring their own. */
export interface MediumPorts {
  media: MediaPort;
  files: FilePort;
  drop: DropCache;
  clock: Clock;
}
export const mediumPorts: MediumPorts = { media, files, drop: dropCache, clock: systemClock };

/** File with our own id in the root of every medium that was written to. Never replaced. */
export const MEDIA_ID = 'MEDIA-ID.json';
const ID_BYTES = 4096;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What MEDIA-ID.json says. */
export interface MediaId {
  id: string;
  /** UTC, ISO 8601. */
  madeAt: string;
  /** Whether all it claims to hold was written and read back, when it was new; null: not tried. */
  capacity: { at: string; whole: boolean; bytes: number } | null;
}

/** A medium that was named, found and is fit to be written to. */
export interface Medium {
  readonly ports: MediumPorts;
  /** As it was when it was opened. */
  readonly drive: Drive;
  /** Where it is mounted. */
  readonly folder: string;
  /** Of MEDIA-ID.json; null until it has one. */
  id: string | null;
  /** Device number of the mounted file system: that of another one means that something else is there. */
  device: number;
}

/**
 * Finds a medium by its path and holds it against its model and serial number.
 * @throws MediaError `not-named`, `medium-gone`, `other-medium`, `unfit`
 */
export async function openMedium(named: Named, ports: MediumPorts = mediumPorts): Promise<Medium> {
  const found = await listDrives(ports.media);
  const drive = found.find(({ path, mount }) => path === named.path || (mount !== null && mount === named.path));
  const shown = describe({ ...named, label: null });
  if (!named.model && !named.serial) {
    throw new MediaError('media.not-named', `${named.path} was named without a model or serial number.`);
  }
  if (!drive) throw new MediaError('media.medium-gone', `${shown} is not there.`);
  const same = drive.model === named.model && drive.serial === named.serial;
  if (!same || (named.uuid && drive.uuid !== named.uuid)) {
    throw new MediaError('media.other-medium', `${shown} was named, but ${describe(drive)} is there.`);
  }
  const reason = unfit(drive);
  if (reason) {
    const code = drive.readOnly && drive.system === null ? 'media.read-only' : 'media.unfit';
    throw new MediaError(code, `${describe(drive)}: ${reason.en}`, { text: reason });
  }
  const folder = drive.mount ?? '';
  const device = await deviceOf(ports, folder);
  if (device === null) throw new MediaError('media.medium-gone', `Nothing is mounted at ${folder}.`);
  return { ports, drive, folder, device, id: (await readMediaId(ports.files, folder))?.id ?? null };
}

/**
 * Whether it is still the same medium, by everything that is known of it: to be asked before every step and after every
 * replug. @throws MediaError `medium-gone`, `other-medium`
 */
export async function checkMedium(medium: Medium): Promise<void> {
  const { drive, folder, ports } = medium;
  // For a plain folder there is no device to ask.
  if (drive.path === folder) return checkMount(medium);
  const there = (await listDrives(ports.media)).find(({ mount }) => mount === folder);
  if (!there) throw new MediaError('media.medium-gone', `${describe(drive)} is not mounted at ${folder} any more.`);
  const fields = ['model', 'serial', 'uuid'] as const;
  if (fields.some((field) => there[field] !== drive[field])) {
    throw new MediaError('media.other-medium', `${describe(drive)} was meant, but ${describe(there)} is there.`);
  }
  await checkMount(medium);
}

/** The quick part of it, without asking any program. @throws MediaError `medium-gone`, `other-medium` */
export async function checkMount({ drive, folder, id, device, ports }: Medium): Promise<void> {
  // A plain folder is its own path, and no mount point of anything.
  const plain = drive.path === folder;
  const now = plain
    ? ((await ports.files.lstat(folder).catch(() => null))?.dev ?? null)
    : await deviceOf(ports, folder);
  if (now !== device)
    throw new MediaError('media.medium-gone', `${describe(drive)} is not mounted at ${folder} any more.`);
  if (id === null) return;
  const there = (await readMediaId(ports.files, folder))?.id ?? null;
  if (there === id) return;
  const code = there === null ? 'media.medium-gone' : 'media.other-medium';
  throw new MediaError(code, `${describe(drive)} does not carry its id ${id} any more.`);
}

/** The id of the medium that is mounted there; null without one, or when it cannot be read. */
export async function readMediaId(port: FilePort, folder: string): Promise<MediaId | null> {
  try {
    await using handle = closing(await port.open(path.join(folder, MEDIA_ID), constants.O_RDONLY));
    const buffer = Buffer.alloc(ID_BYTES);
    const { bytesRead } = await handle.file.read(buffer, 0, ID_BYTES, 0);
    return parseMediaId(buffer.toString('utf8', 0, bytesRead));
  } catch {
    return null;
  }
}

/** What lies on a medium is of unknown origin: anything but an id of ours is none. */
export function parseMediaId(text: string): MediaId | null {
  const { id, madeAt, capacity } = jsonOf(text) ?? {};
  if (typeof id !== 'string' || !UUID.test(id) || typeof madeAt !== 'string') return null;
  const { at, whole, bytes } =
    typeof capacity === 'object' && capacity !== null ? (capacity as MediaId['capacity'] & object) : {}; // prettier-ignore
  const known = typeof at === 'string' && typeof whole === 'boolean' && Number.isSafeInteger(bytes);
  return { id, madeAt, capacity: known ? { at, whole, bytes: Number(bytes) } : null };
}

/** A new id for a medium. */
export function newMediaId(at: Date, capacity: MediaId['capacity'] = null): MediaId {
  return { id: randomUUID(), madeAt: at.toISOString(), capacity };
}

/** Model, serial number and label, as a person finds them on the stick and on the screen. */
export function describe({ model, serial, label, path }: Pick<Drive, 'model' | 'serial' | 'label' | 'path'>): string {
  const known = [model, serial && `serial ${serial}`, label && `"${label}"`].filter(Boolean);
  return `${known.join(', ') || 'a drive without a name'} (${path})`;
}

/** The number of the file system mounted there; null when the folder is only a folder of the file system above it. */
async function deviceOf({ files, media }: MediumPorts, folder: string): Promise<number | null> {
  const number = async (place: string) => (await files.lstat(place)).dev;
  try {
    const own = await number(folder);
    // A drive of Windows has nothing above it.
    if (media.platform === 'win32') return own;
    return own === (await number(path.dirname(folder))) ? null : own;
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return null;
  }
}

function closing<T extends { close(): Promise<void> }>(file: T): { file: T } & AsyncDisposable {
  return { file, [Symbol.asyncDispose]: () => file.close().catch(() => undefined) };
}

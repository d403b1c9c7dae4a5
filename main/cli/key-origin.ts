import { resolve } from 'node:path';
import type { Origin } from '../app/keys/gather.ts';
import type { Cli } from './context.ts';

/** A whole path for the record of a device. What begins with \\.\ is a drive of Windows, and whole already. */
export const lasting = (path: string): string => (path === '-' || path.startsWith('\\\\.\\') ? path : resolve(path));

/** What a place on the command line means: a path, `-` for standard input (wiped after the look), null for this Windows. */
export async function lookAt<T>(
  place: string | null,
  { secrets }: Pick<Cli, 'secrets'>,
  look: (origin: Origin) => Promise<T>,
): Promise<T> {
  if (place === null) return look({ kind: 'windows' });
  if (place !== '-') return look({ kind: 'path', path: place });
  const bytes = await secrets.readStdinBytes();
  try {
    return await look({ kind: 'bytes', bytes });
  } finally {
    bytes.fill(0);
  }
}

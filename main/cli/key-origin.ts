import type { Origin } from '../app/keys/gather.ts';
import type { Cli } from './context.ts';

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

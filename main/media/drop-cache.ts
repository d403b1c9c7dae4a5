import { processes } from '../ports/processes.ts';

const LIMIT = 4096;
const ANSWER_MS = 60_000;

/**
 * Takes a file that is durable out of Linux' page cache, where it cannot be read past it: `dd iflag=nocache count=0` asks for
 * POSIX_FADV_DONTNEED, which Node does not offer. False where that is not possible.
 */
export async function dropCache(path: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  try {
    const args = [`if=${path}`, 'iflag=nocache', 'count=0', 'status=none'];
    const { stderr } = await processes.run('dd', args, LIMIT, AbortSignal.timeout(ANSWER_MS));
    return stderr.length === 0;
  } catch {
    return false;
  }
}

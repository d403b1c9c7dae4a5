import { open, unlink } from 'node:fs/promises';
import type { Cli } from './context.ts';

/** A file that only its owner may read, made before the work that fills it; gone again when it was not filled. */
export async function newFile(path: string, cli: Pick<Cli, 'usage'>) {
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) =>
    cli.usage(
      error.code === 'EEXIST' ? `${path} exists and is not overwritten.` : `${path} cannot be written (${error.code}).`,
    ),
  );
  let filled = false;
  return {
    async fill(text: string): Promise<void> {
      await file.writeFile(text);
      await file.sync();
      filled = true;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await file.close();
      if (!filled) await unlink(path);
    },
  };
}

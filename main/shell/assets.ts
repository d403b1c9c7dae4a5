import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { mediaType, SECURITY_HEADERS } from './policy.ts';

export interface Asset {
  body: Buffer;
  headers: Record<string, string>;
}

const isInside = (root: string, file: string): boolean => {
  const relative = path.relative(root, file);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
};

/**
 * Reads one file of the built screen for app:// or the loopback server; `/` is the page itself. Null for whatever is
 * not a file below `root`, be it by `..`, by percent-encoding, by a drive letter or through a symbolic link.
 */
export async function readAsset(root: string, pathname: string): Promise<Asset | null> {
  const name = decode(pathname);
  if (name === null) return null;
  const file = path.resolve(root, `.${path.posix.normalize(`/${name === '/' ? 'index.html' : name}`)}`);
  if (!isInside(root, file)) return null;
  try {
    const real = await realpath(file);
    if (!isInside(await realpath(root), real)) return null;
    const headers = { ...SECURITY_HEADERS, 'content-type': mediaType(path.extname(real)), 'cache-control': 'no-cache' };
    return { body: await readFile(real), headers };
  } catch {
    return null;
  }
}

/** Backslashes and NUL have no place in our own file names, and a backslash is a separator on Windows. */
function decode(pathname: string): string | null {
  try {
    const name = decodeURIComponent(pathname);
    return /[\0\\]/.test(name) ? null : name;
  } catch {
    return null;
  }
}

import type { PackageFile } from './file.ts';

/**
 * What a file is, by its first bytes and, for images without any mark, by its name: a Windows program, a Linux package
 * script, a bare image that iDRAC takes as it is (`.d7`, `.d9`: iDRAC; `.pm`: power supplies and others), something else.
 */
export type FileKind = 'program' | 'script' | 'image' | 'signature' | 'unknown';

/** Reads at most two bytes. */
export async function kindOf(file: PackageFile): Promise<FileKind> {
  const head = (await file.read(0, Math.min(2, file.size))).toString('latin1');
  if (head === 'MZ') return 'program';
  if (head === '#!') return 'script';
  if (/\.sign$/i.test(file.name)) return 'signature';
  return /\.(d7|d9|pm)$/i.test(file.name) && file.size > 0 ? 'image' : 'unknown';
}

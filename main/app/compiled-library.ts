import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SourceFile } from '../procedures/loader.ts';
import type { Library } from '../procedures/model.ts';

/** The library as the build has compiled it: reading 160 runbooks from YAML takes more than a second, this takes 30 ms. */
export interface CompiledLibrary {
  /** Of the files it was made from, see `digestOf`. */
  digest: string;
  library: Library;
}

/** SHA-256 of the files' names below their product's folder and of their texts, in the order of the names. */
export function digestOf(files: readonly SourceFile[]): string {
  const hash = createHash('sha256');
  const place = (file: SourceFile) => file.path.split(path.sep).slice(-2).join('/');
  const named = files.map((file) => ({ name: place(file), text: file.text }));
  for (const { name, text } of named.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.update(`${name}\0${text.length}\0${text}`);
  }
  return hash.digest('hex');
}

/** The compiled library, if it was made from exactly these files; null otherwise, and the files themselves are read. */
export function compiledFrom(place: string | null, files: readonly SourceFile[]): Library | null {
  if (place === null) return null;
  try {
    const { digest, library } = JSON.parse(readFileSync(place, 'utf8')) as CompiledLibrary;
    return digest === digestOf(files) ? library : null;
  } catch {
    return null; // not built, or damaged: the files are the truth
  }
}

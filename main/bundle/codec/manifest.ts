/** Manifests: a SHA-256 and a name in each line (RFC 8493, 2.1.3 and 2.2.1), in the form that `sha256sum -c` takes. */
import { BundleError } from '../errors.ts';
import { nameProblem, shownName } from './names.ts';
import { linesOf, textOf } from './text.ts';

/** SHA-256 in lower-case hexadecimal by name. */
export type Manifest = ReadonlyMap<string, string>;

const LINE = /^([0-9a-f]{64})[ \t]+\*?([^ \t*].*)$/i;
const MAX_ENTRIES = 10_000;

/** One line each, sorted by name, two blanks between. */
export function encodeManifest(entries: Manifest): string {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([name, sha256]) => `${sha256}  ${name}\n`).join('');
}

/** Throws BundleError `bundle.format` that names the line; a name twice or a hostile one is refused too. */
export function decodeManifest(file: string, bytes: Uint8Array): Manifest {
  const entries = new Map<string, string>();
  for (const [index, line] of linesOf(textOf(file, bytes)).entries()) {
    const refuse = (what: string) => new BundleError('bundle.format', `${file}, line ${index + 1}: ${what}.`);
    const [, sha256, name] = LINE.exec(line) ?? [];
    if (!sha256 || !name) throw refuse('no SHA-256 and name');
    const problem = nameProblem(name);
    if (problem) throw refuse(`${shownName(name)} has ${problem}`);
    if (entries.has(name)) throw refuse(`${name} for the second time`);
    if (entries.size >= MAX_ENTRIES) throw refuse(`more than ${MAX_ENTRIES} files`);
    entries.set(name, sha256.toLowerCase());
  }
  return entries;
}

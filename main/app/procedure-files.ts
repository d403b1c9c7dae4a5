import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { SourceFile } from '../procedures/loader.ts';

/** A file itself; of a folder its YAML files and those of its sub-folders that have a vocabulary of their own. Throws what reading throws. */
export function procedureFiles(paths: readonly string[]): SourceFile[] {
  return paths.flatMap(yamlBelow).map((file) => ({ path: file, text: readFileSync(file, 'utf8') }));
}

function yamlBelow(place: string): string[] {
  if (!statSync(place).isDirectory()) return [place];
  const entries = readdirSync(place, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'));
  const folders = entries.filter(
    (entry) => entry.isDirectory() && existsSync(path.join(place, entry.name, 'facts.yaml')),
  );
  return [...files, ...folders].flatMap((entry) =>
    entry.isFile() ? [path.join(place, entry.name)] : yamlBelow(path.join(place, entry.name)),
  );
}

/** Ids of the rule catalogue beside the procedures that no file in `files` declares; none where there is no catalogue. */
export function missingProcedures(paths: readonly string[], files: readonly SourceFile[]): string[] {
  const declared = new Set(files.map((file) => path.basename(file.path, '.yaml')));
  return paths
    .map((place) => path.join(place, 'catalogue.json'))
    .filter((place) => existsSync(place))
    .flatMap((place) => (JSON.parse(readFileSync(place, 'utf8')) as { procedures: string[] }).procedures)
    .filter((id) => !declared.has(id));
}

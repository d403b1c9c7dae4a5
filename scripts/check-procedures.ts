/**
 * node scripts/check-procedures.ts [FILE or FOLDER]… [--schema FOLDER]
 * Checks procedure files (default: resources/procedures) and prints `file:line:column message`. `--schema` writes JSON
 * Schemas for editors instead. Exit 0 when everything is right, 1 when not, 2 when a path cannot be read.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkFiles, jsonSchemas, type SourceFile } from '../main/procedures/loader.ts';

/** A file itself; of a folder its YAML files, and those of its sub-folders that have a vocabulary of their own. */
function yamlBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'));
  const folders = entries.filter((entry) => entry.isDirectory() && existsSync(join(path, entry.name, 'facts.yaml')));
  return [
    ...files.map((entry) => join(path, entry.name)),
    ...folders.flatMap((entry) => yamlBelow(join(path, entry.name))),
  ];
}
const read = (path: string): SourceFile => ({ path, text: readFileSync(path, 'utf8') });

const args = process.argv.slice(2);
if (args[0] === '--schema') {
  const folder = args[1] ?? '.';
  mkdirSync(folder, { recursive: true });
  for (const [name, schema] of Object.entries(jsonSchemas())) {
    writeFileSync(join(folder, `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
  }
} else {
  try {
    const paths = (args.length > 0 ? args : ['resources/procedures']).flatMap(yamlBelow);
    // A single procedure is checked together with the facts and rules beside it.
    const beside = [...new Set(paths.map(dirname))].flatMap(yamlBelow);
    const errors = checkFiles(paths.map(read), beside.map(read));
    for (const { file, line, column, message } of errors) console.log(`${file}:${line}:${column} ${message}`);
    if (errors.length === 0) console.log(`${paths.length} files, no errors`);
    process.exitCode = errors.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
}

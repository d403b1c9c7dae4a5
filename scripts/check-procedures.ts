/**
 * node scripts/check-procedures.ts [FILE or FOLDER]… [--schema FOLDER]
 * Checks procedure files (default: resources/procedures) and prints `file:line:column message`. `--schema` writes JSON
 * Schemas for editors instead. Exit 0 when everything is right, 1 when not, 2 when a path cannot be read.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { missingProcedures, procedureFiles } from '../main/app/procedure-files.ts';
import { checkFiles, jsonSchemas } from '../main/procedures/loader.ts';

const args = process.argv.slice(2);
if (args[0] === '--schema') {
  const folder = args[1] ?? '.';
  mkdirSync(folder, { recursive: true });
  for (const [name, schema] of Object.entries(jsonSchemas())) {
    writeFileSync(join(folder, `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
  }
} else {
  try {
    const paths = args.length > 0 ? args : ['resources/procedures'];
    const files = procedureFiles(paths);
    // A single procedure is checked together with the facts and rules beside it.
    const beside = procedureFiles([...new Set(files.map(({ path }) => dirname(path)))]);
    const errors = checkFiles(files, beside);
    const missing = missingProcedures(paths, files);
    for (const { file, line, column, message } of errors) console.log(`${file}:${line}:${column} ${message}`);
    for (const id of missing) console.log(`missing: ${id}`);
    if (errors.length + missing.length === 0) console.log(`${files.length} files, no errors`);
    process.exitCode = errors.length + missing.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
}

/** Texts in, library out. Reading the files is the application's business. */
import { Compiler } from './loader/compile.ts';
import { compileFacts, type FactsUnit } from './loader/facts.ts';
import { compileInterlocks, type InterlocksUnit } from './loader/interlocks.ts';
import { compileProcedures, type ProcedureUnit } from './loader/procedures.ts';
import { factsSchema, interlocksSchema, procedureSchema } from './loader/schema.ts';
import { shaped } from './loader/shape.ts';
import { type LoadError, Source, type SourceFile } from './loader/source.ts';
import { type Library, PRODUCTS, type Product } from './model.ts';

export { libraryFor } from './loader/closure.ts';
export { jsonSchemas } from './loader/schema.ts';
export type { LoadError, SourceFile } from './loader/source.ts';

/**
 * Loads `<product>/facts.yaml`, `<product>/interlocks.yaml` and `<product>/<procedure-id>.yaml` (paths may have anything
 * in front); facts and rules of a large topic may stand in files of their own, `facts-<topic>.yaml`. Either the whole library, as plain JSON, or every error of every file, in the order of files and lines.
 */
export function loadLibrary(
  files: readonly SourceFile[],
): { ok: true; library: Library } | { ok: false; errors: LoadError[] } {
  const sources = files.map((file) => new Source(file));
  const facts: FactsUnit[] = [];
  const rules: InterlocksUnit[] = [];
  const procedures: ProcedureUnit[] = [];
  let factsComplete = true;
  let rulesComplete = true;
  let proceduresComplete = true;
  for (const source of sources) {
    const [folder, name] = source.path.split(/[\\/]/).slice(-2);
    if (/^facts(-[a-z-]+)?\.yaml$/.test(name ?? '')) {
      const file = shaped(source, factsSchema);
      const product = productOf(source, folder);
      if (file && product) facts.push({ source, product, file });
      else factsComplete = false;
    } else if (/^interlocks(-[a-z-]+)?\.yaml$/.test(name ?? '')) {
      const file = shaped(source, interlocksSchema);
      const product = productOf(source, folder);
      if (file && product) rules.push({ source, product, file });
      else rulesComplete = false;
    } else {
      const file = shaped(source, procedureSchema);
      if (file) procedures.push({ source, file });
      else proceduresComplete = false;
    }
  }

  const vocabulary = compileFacts(facts);
  const compiler = new Compiler(vocabulary, factsComplete);
  const interlocks = compileInterlocks(rules, compiler, (product) => {
    if (!proceduresComplete) return null;
    const units = procedures.filter(({ file }) => file.product === product);
    return new Set(units.flatMap(({ file }) => Object.keys(file.roles)));
  });
  const runbooks = compileProcedures(procedures, compiler, rulesComplete ? interlocks : null, proceduresComplete);

  const errors = sources.flatMap((source) => source.errors.toSorted((a, b) => a.line - b.line || a.column - b.column));
  if (errors.length > 0) return { ok: false, errors };
  return {
    ok: true,
    library: {
      procedures: Object.fromEntries(runbooks),
      facts: Object.fromEntries(vocabulary),
      interlocks: Object.fromEntries(interlocks),
    },
  };
}

/**
 * Checks files as an author edits them, against the library that is shipped: a checked file takes the place of the
 * shipped one of the same product and name. Only the errors of the checked files come back.
 */
export function checkFiles(files: readonly SourceFile[], shipped: readonly SourceFile[] = []): LoadError[] {
  const place = (file: SourceFile) => file.path.split(/[\\/]/).slice(-2).join('/');
  const checked = new Set(files.map(place));
  const result = loadLibrary([...shipped.filter((file) => !checked.has(place(file))), ...files]);
  const paths = new Set(files.map((file) => file.path));
  return result.ok ? [] : result.errors.filter((error) => paths.has(error.file));
}

function productOf(source: Source, folder: string | undefined): Product | null {
  const product = PRODUCTS.find((one) => one === folder);
  if (product !== undefined) return product;
  source.report([], `expected the file in a folder named after its product: ${PRODUCTS.join(', ')}`);
  return null;
}

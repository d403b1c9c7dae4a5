import { digestOf } from '../main/app/compiled-library.ts';
import { procedureFiles } from '../main/app/procedure-files.ts';
import { loadLibrary } from '../main/procedures/loader.ts';

/** Build step: compiles the shipped procedures into `library.json` beside the main bundle. Faults in them stop the build. */
export function compiledLibrary(folder: string) {
  return {
    name: 'rackhand-compiled-library',
    generateBundle(this: {
      emitFile(file: { type: 'asset'; fileName: string; source: string }): string;
      error(message: string): never;
    }) {
      const files = procedureFiles([folder]);
      const result = loadLibrary(files);
      if (!result.ok) {
        const [first] = result.errors;
        return this.error(`${first?.file}:${first?.line}:${first?.column} ${first?.message}`);
      }
      const source = JSON.stringify({ digest: digestOf(files), library: result.library });
      this.emitFile({ type: 'asset', fileName: 'library.json', source });
    },
  };
}

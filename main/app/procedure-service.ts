import path from 'node:path';
import type { ProcedureIndex, ProcedureSummary, ProcedureView } from '../../preload/contract.ts';
import { checkFiles, type LoadError, loadLibrary, type SourceFile } from '../procedures/loader.ts';
import type { Library } from '../procedures/model.ts';
import { own } from '../procedures/own.ts';
import { procedureIndex, procedureSummary, procedureView } from '../procedures/view.ts';
import { compiledFrom } from './compiled-library.ts';
import { procedureFiles } from './procedure-files.ts';
import { CommandError } from './router.ts';

/** The runbooks that ship with the product, read once when they are first asked for. */
export class ProcedureService {
  readonly #folder: string;
  readonly #compiled: string | null;
  #library: Library | null = null;

  /** `resources` is the folder that holds `procedures/<product>/*.yaml`; `compiled` what the build has made of them. */
  constructor(resources: string, compiled: string | null = null) {
    this.#folder = path.join(resources, 'procedures');
    this.#compiled = compiled;
  }

  /** @throws CommandError `procedures-broken` naming the first fault: a product that ships so must not be used. */
  get library(): Library {
    if (!this.#library) {
      const files = this.#files();
      this.#library = compiledFrom(this.#compiled, files) ?? fromSource(files);
    }
    return this.#library;
  }

  list(): ProcedureSummary[] {
    return Object.values(this.library.procedures).map((procedure) => procedureSummary(this.library, procedure.id));
  }

  index(): ProcedureIndex[] {
    return Object.keys(this.library.procedures).map((id) => procedureIndex(this.library, id));
  }

  get(id: string): ProcedureView {
    if (!own(this.library.procedures, id)) {
      throw new CommandError('not-found', `There is no procedure ${id}.`, 'List the procedures and check the id.');
    }
    return procedureView(this.library, id);
  }

  /** Errors of the given files, checked together with what is shipped. */
  check(files: readonly SourceFile[]): LoadError[] {
    return checkFiles(files, this.#files());
  }

  #files(): SourceFile[] {
    return procedureFiles([this.#folder]);
  }
}

function fromSource(files: readonly SourceFile[]): Library {
  const loaded = loadLibrary(files);
  if (loaded.ok) return loaded.library;
  const [first] = loaded.errors;
  throw new CommandError(
    'procedures-broken',
    `${loaded.errors.length} errors in the procedures, first ${first?.file}:${first?.line}:${first?.column}: ${first?.message}`,
    'Install Rackhand again; if you edited a procedure, run "rackhand procedures check".',
  );
}

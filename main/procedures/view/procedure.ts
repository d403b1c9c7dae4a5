/** A procedure as the list and its page show it, before there is any run. */
import type { ProcedureIndex, ProcedureSummary, ProcedureView } from '../../../preload/contract.ts';
import { outline } from '../engine/paths.ts';
import { libraryFor } from '../loader/closure.ts';
import type { Library, Procedure } from '../model.ts';
import { own } from '../own.ts';

/** `steps` counts what is done, not the headings of sub-procedures. Throws RangeError for an unknown id. */
export function procedureSummary(library: Library, id: string): ProcedureSummary {
  const { version, product, title, objective, roles } = procedureOf(library, id);
  const steps = outline(library, id).filter(({ step }) => step.kind !== 'procedure').length;
  return {
    id,
    version,
    product,
    title,
    objective,
    roles: roles.map(({ role, label, many, optional }) => ({
      role,
      label,
      ...(many ? { many } : {}),
      ...(optional ? { optional } : {}),
    })),
    steps,
  };
}

/** For search and for the tree of calls. Throws RangeError for an unknown id. */
export function procedureIndex(library: Library, id: string): ProcedureIndex {
  const { steps, interlocks, resolves } = procedureOf(library, id);
  const calls = steps.flatMap((step) => (step.kind === 'procedure' ? [step.procedure] : []));
  return {
    id,
    steps: steps.map(({ title }) => title),
    rules: [...interlocks, ...resolves.map((one) => one.id)],
    calls: [...new Set(calls)],
  };
}

/** With sub-procedures inlined and the interlocks of all of them. Throws RangeError for an unknown id. */
export function procedureView(library: Library, id: string): ProcedureView {
  const { endState, wayOut, sources, resolves } = procedureOf(library, id);
  return {
    ...procedureSummary(library, id),
    endState,
    wayOut,
    sources,
    resolves,
    outline: outline(library, id).map(({ path, depth, step }) => ({
      path,
      depth,
      kind: step.kind,
      title: step.title,
      text: step.text,
      sources: step.sources,
      calls: step.kind === 'procedure' ? step.procedure : null,
    })),
    interlocks: Object.values(libraryFor(library, id).interlocks).map((rule) => ({
      id: rule.id,
      severity: rule.severity,
      title: rule.title,
      reason: rule.reason,
      lift: rule.lift,
      source: rule.source,
    })),
  };
}

function procedureOf(library: Library, id: string): Procedure {
  const procedure = own(library.procedures, id);
  if (!procedure) throw new RangeError(`no procedure '${id}'`);
  return procedure;
}

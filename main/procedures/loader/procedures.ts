/** <procedure-id>.yaml: one runbook; and what must hold between runbooks. */
import type { Interlock, Procedure } from '../model.ts';
import { type Compiler, reference } from './compile.ts';
import { END, jumps, STOP, spinning, unreachable } from './graph.ts';
import type { ProcedureFile } from './schema.ts';
import type { Source } from './source.ts';
import { compileStep } from './steps.ts';

export interface ProcedureUnit {
  source: Source;
  file: ProcedureFile;
}
interface Compiled {
  source: Source;
  procedure: Procedure;
}

/** All procedures. `rules` is null when the interlocks could not be read; `complete` is false when some procedure could not. */
export function compileProcedures(
  units: ProcedureUnit[],
  compiler: Compiler,
  rules: Map<string, Interlock> | null,
  complete: boolean,
): Map<string, Procedure> {
  const compiled = new Map<string, Compiled>();
  for (const { source, file } of units) {
    const base = (source.path.split(/[\\/]/).at(-1) ?? '').replace(/\.ya?ml$/, '');
    if (base !== file.id) source.report(['id'], `expected the name of the file, '${base}', got '${file.id}'`);
    const elsewhere = compiled.get(file.id);
    if (elsewhere) source.report(['id'], `'${file.id}' is already declared in ${elsewhere.source.path}`);
    const procedure = compileProcedure(source, file, compiler);
    checkFlow(procedure, source);
    if (rules) checkRules(procedure, source, rules, compiler);
    compiled.set(file.id, { source, procedure });
  }
  for (const { source, procedure } of compiled.values()) checkCalls(procedure, source, compiled, complete);
  return new Map([...compiled].map(([id, { procedure }]) => [id, procedure]));
}

function compileProcedure(source: Source, file: ProcedureFile, compiler: Compiler): Procedure {
  for (const [role, { needs, may = [], many, optional }] of Object.entries(file.roles)) {
    if (optional && !many)
      source.report(['roles', role, 'optional'], "only a list may be empty; expected 'many: true'");
    if (needs.length + may.length === 0) source.report(['roles', role], "expected an endpoint in 'needs' or 'may'");
  }
  return {
    id: file.id,
    version: file.version,
    product: file.product,
    title: file.title,
    objective: file.objective,
    endState: file.endState,
    wayOut: file.wayOut,
    sources: file.sources.map(reference),
    resolves: file.resolves ?? [],
    roles: Object.entries(file.roles).map(([role, { label, needs, may = [], many, optional }]) => ({
      role,
      label,
      needs,
      may,
      ...(many ? { many } : {}),
      ...(optional ? { optional } : {}),
    })),
    interlocks: file.interlocks ?? [],
    steps: file.steps.map((step, index) =>
      compileStep(step, { source, compiler: compiler.within(file.roles), roles: file.roles, path: ['steps', index] }),
    ),
  };
}

function checkFlow(procedure: Procedure, source: Source): void {
  const ids = new Set<string>();
  for (const [index, step] of procedure.steps.entries()) {
    if (ids.has(step.id)) source.report(['steps', index, 'id'], `step '${step.id}' exists already in this procedure`);
    ids.add(step.id);
  }
  for (const [index, step] of procedure.steps.entries()) {
    for (const { goto, path } of jumps(step)) {
      if (goto === END || goto === STOP || ids.has(goto)) continue;
      source.report(['steps', index, ...path], `unknown step '${goto}'; expected a step id, end or stop`);
    }
  }
  for (const index of unreachable(procedure)) {
    source.report(['steps', index, 'id'], `no way leads to step '${procedure.steps[index]?.id}'`);
  }
  const spin = spinning(procedure);
  if (spin !== null) {
    const id = procedure.steps[spin]?.id;
    source.report(['steps', spin, 'id'], `'${id}' can come back to itself without any step that waits or asks`);
  }
}

function checkRules(procedure: Procedure, source: Source, rules: Map<string, Interlock>, compiler: Compiler): void {
  const roles = Object.fromEntries(procedure.roles.map((role) => [role.role, role]));
  for (const [index, id] of procedure.interlocks.entries()) {
    const rule = rules.get(id);
    if (!rule) {
      source.report(['interlocks', index], `unknown interlock '${id}'; expected one declared in interlocks.yaml`);
    }
    for (const condition of rule ? [rule.when, rule.requires] : []) {
      const problem = compiler.misplaced(condition, roles);
      if (problem) source.report(['interlocks', index], `${id}: ${problem}`);
    }
    if (procedure.interlocks.indexOf(id) !== index) source.report(['interlocks', index], `'${id}' is listed twice`);
  }
}

function checkCalls(procedure: Procedure, source: Source, all: Map<string, Compiled>, complete: boolean): void {
  for (const [index, step] of procedure.steps.entries()) {
    if (step.kind !== 'procedure') continue;
    const path = ['steps', index, 'procedure'];
    const callee = all.get(step.procedure)?.procedure;
    if (!callee) {
      if (complete) source.report(path, `unknown procedure '${step.procedure}'`);
      continue;
    }
    const circle = callCycle(procedure.id, step.procedure, all);
    if (circle) source.report(path, `this call comes back to itself: ${circle.join(' -> ')}`);
    if (callee.product !== procedure.product) {
      source.report(path, `'${callee.id}' is for ${callee.product}; expected a procedure for ${procedure.product}`);
    }
    if (step.as && !callee.roles.some(({ role }) => role === step.as)) {
      const expected = callee.roles.map(({ role }) => role).join(', ');
      source.report(['steps', index, 'as'], `'${callee.id}' has no role '${step.as}'; expected ${expected}`);
    }
    for (const { role, needs, may = [], many } of callee.roles) {
      const played = role === step.as ? (step.each ?? step.on) : role;
      const ours = procedure.roles.find((candidate) => candidate.role === played);
      const untried = may.filter((need) => !ours?.may?.includes(need));
      const lacking = [...needs, ...untried].filter((need) => !ours?.needs.includes(need));
      const list = role === step.as && step.each ? false : (ours?.many ?? false);
      if (!ours) source.report(path, `'${callee.id}' has the role '${role}'; expected this procedure to have it too`);
      else if (list !== (many ?? false)) {
        const kind = many ? 'a list' : 'one device';
        source.report(path, `role '${role}' of '${callee.id}' is ${kind}, '${ours.role}' is not`);
      } else if (lacking.length > 0) {
        source.report(
          path,
          `'${callee.id}' needs ${lacking.join(' and ')} of role '${ours.role}'; expected it here too`,
        );
      }
    }
  }
}

/** The calls from `start` through `first` back to `start`, or null. */
function callCycle(start: string, first: string, all: Map<string, Compiled>): string[] | null {
  const visited = new Set<string>();
  const walk = (id: string, way: string[]): string[] | null => {
    if (id === start) return way;
    if (visited.has(id)) return null;
    visited.add(id);
    for (const step of all.get(id)?.procedure.steps ?? []) {
      const found = step.kind === 'procedure' ? walk(step.procedure, [...way, step.procedure]) : null;
      if (found) return found;
    }
    return null;
  };
  return walk(first, [start, first]);
}

/** From facts to the probes that deliver them, bound to the devices of a run. */
import type { FactDefinition, ProbeName } from '../model.ts';
import { own } from '../own.ts';
import type { Bound, Frame } from './frames.ts';

/** What targets depend on. */
type Seen = Pick<Bound, 'library' | 'procedure'> & Frame;

export interface ProbeTarget {
  probe: ProbeName;
  role: string;
  deviceId: string;
  /** What a line must fit, for probes that look for one. */
  pattern?: string;
  /** The facts that hold what the probe has to be told, by its names for them. */
  with?: Readonly<Record<string, string>>;
}

/** Where the run reads a fact, or null when it cannot: not sensable, or none of its roles is bound to just one device. */
export function targetOf(state: Seen, name: string): ProbeTarget | null {
  const sense = own(state.library.facts, name)?.sense;
  for (const role of sense?.roles ?? []) {
    const [binding, another] = state.bindings.filter((candidate) => candidate.role === role);
    // Of a list it is read where a procedure is called for one of its devices.
    if (!sense || !binding || another || isList(state, role)) continue;
    const { probe, pattern, with: told } = sense;
    return {
      ...{ probe, role, deviceId: binding.deviceId },
      ...(pattern === undefined ? {} : { pattern }),
      ...(told === undefined ? {} : { with: told }),
    };
  }
  return null;
}

function isList({ scope, library, procedure }: Seen, role: string): boolean {
  const declared = scope === null ? own(library.procedures, procedure)?.roles : undefined;
  return declared?.find((candidate) => candidate.role === role)?.many ?? false;
}

/** One reading: two facts with the same key come with the same answer. */
export function keyOf({ probe, role, pattern, with: told }: ProbeKey): string {
  const key = pattern === undefined ? `${probe} ${role}` : `${probe} ${role} ${pattern}`;
  // Every reading of a journal comes by here, and hardly any probe is told anything.
  if (told === undefined) return key;
  const facts = Object.entries(told).map(([name, fact]) => `${name}=${fact}`);
  return [key, ...facts.sort()].join(' ');
}
type ProbeKey = Pick<ProbeTarget, 'role' | 'pattern' | 'with'> & { probe: string };

/** The distinct probes behind some facts. */
export function probeKeysOf(state: Seen, names: readonly string[]): string[] {
  const targets = names.map((name) => targetOf(state, name)).filter((target) => target !== null);
  return [...new Set(targets.map(keyOf))];
}

/** The fact that a probe's field fills for a role, if the library has one. */
export function factFrom(state: Seen, role: string, probe: ProbeName, field: string): FactDefinition | null {
  const matches = Object.values(state.library.facts).filter((fact) => {
    const target = targetOf(state, fact.name);
    return fact.sense?.field === field && target?.probe === probe && target.role === role;
  });
  return matches[0] ?? null;
}

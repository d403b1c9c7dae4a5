/** Procedures of a few steps in the words of fixture.ts, for one question each. Tests only. */
import { start } from '../engine.ts';
import type { Library } from '../model.ts';
import { Driver, type Person, type World } from './driver.ts';
import { BINDINGS, FACTS, INTERLOCKS, loaded, POWER_ON } from './fixture.ts';
import { headOf, T } from './head.ts';

/** A library with a procedure `tiny` of these steps (flow style, titles are filled in). */
export function tiny(
  steps: readonly string[],
  rules: readonly string[] = [],
  more: Record<string, string> = {},
): Library {
  const text = (id: string, lines: readonly string[]) => `${headOf(id)}
roles:
  master: { label: ${T}, needs: [bmc, web] }
  slave: { label: ${T}, needs: [bmc] }
interlocks: [${rules.join(', ')}]
steps:
${lines.map((line) => `  - { title: ${T}, sources: [ { document: tool } ], ${line} }`).join('\n')}
`;
  const folder = 'resources/procedures/sps';
  return loaded([
    { path: `${folder}/facts.yaml`, text: FACTS },
    { path: `${folder}/interlocks.yaml`, text: INTERLOCKS },
    { path: `${folder}/power-on.yaml`, text: POWER_ON },
    { path: `${folder}/tiny.yaml`, text: text('tiny', steps) },
    ...Object.entries(more).map(([id, line]) => ({ path: `${folder}/${id}.yaml`, text: text(id, line.split('\n')) })),
  ]);
}

/** A run of `tiny` that has just been started. */
export function startedTiny(library: Library, world: World, person: Person = answering({}), scale = 1): Driver {
  const driver = new Driver(world, person);
  driver.append(start(library, { runId: 'run-1', procedure: 'tiny', siteId: 'site-1', scale, bindings: BINDINGS }));
  return driver;
}

/** Answers steps from a table, in turn where there is a list; null for every other step. */
export function answering(table: Record<string, Record<string, boolean | number | string>[]>): Person {
  return { answer: (path) => table[path]?.shift() ?? null, go: () => false };
}

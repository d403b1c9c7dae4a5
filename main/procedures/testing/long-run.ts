/** A run that went on for weeks: many steps, and readings upon readings. Tests and benchmarks only. */
import { start } from '../engine.ts';
import type { Binding, RunEvent } from '../events.ts';
import { loaded } from './fixture.ts';
import { headOf, T } from './head.ts';

/** As many facts as the catalogue of all products has. */
const FACTS = 214;

/**
 * The events of a finished run of `steps` steps, `entries` in all: each step is begun, watches the device for its share of
 * the readings and is done.
 */
export function longRun(steps: number, entries: number): RunEvent[] {
  const facts = Array.from({ length: FACTS }, (_, n) => `  fact${n}: { label: ${T}, type: text, sense: ${SENSE} }`);
  const lines = Array.from(
    { length: steps },
    (_, n) =>
      `  - { id: step-${n}, kind: sense, title: ${T}, sources: [ { document: tool } ], reads: [${factsOfStep(n).join(', ')}], until: known(fact0) }`,
  );
  const folder = 'resources/procedures/sps';
  const library = loaded([
    { path: `${folder}/facts.yaml`, text: `facts:\n${facts.join('\n')}\n` },
    { path: `${folder}/long.yaml`, text: `${HEAD}steps:\n${lines.join('\n')}\n` },
  ]);
  const readings = entries - 2 - 2 * steps;
  const events: RunEvent[] = [
    start(library, { runId: 'run-1', procedure: 'long', siteId: 'site-1', scale: 1, bindings: [MASTER] }),
  ];
  for (let n = 0; n < steps; n++) {
    const path = `step-${n}`;
    const share = Math.floor((readings * (n + 1)) / steps) - Math.floor((readings * n) / steps);
    events.push({ type: 'step.begun', data: { path } });
    for (let turn = 0; turn < share; turn++) events.push(reading(path, n, turn));
    events.push({ type: 'step.done', data: { path } });
  }
  return [...events, { type: 'run.finished', data: {} }];
}

const SENSE = '{ probe: sps.info, role: master, field: hostname }';
const HEAD = `${headOf('long')}
roles: { master: { label: ${T}, needs: [web] } }
`;
const MASTER: Binding = {
  role: 'master',
  deviceId: 'sps-a',
  deviceName: 'SPS A',
  serial: 'A1',
  bmc: null,
  web: 'https://127.0.0.1:8441',
};

function factsOfStep(n: number): string[] {
  return [0, 1, 2].map((offset) => `fact${(n + offset) % FACTS}`);
}

/** One reading in ten fails; each of the others brings three values. */
function reading(path: string, n: number, turn: number): RunEvent {
  if (turn % 10 === 9) {
    const failure = { probe: 'sps.info', role: 'master', code: 'timeout', message: 'SPS A did not answer in time' };
    return { type: 'probe.failed', data: { path, ...failure } };
  }
  const common = { origin: 'sensed', serial: 'A1', evidence: 'sps.info' } as const;
  return {
    type: 'fact.recorded',
    data: { path, facts: factsOfStep(n).map((name) => ({ name, value: `value ${turn}`, ...common })) },
  };
}

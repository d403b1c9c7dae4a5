import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { placeOf, start } from './engine.ts';
import { Driver } from './testing/driver.ts';
import { loaded } from './testing/fixture.ts';
import { SILENT } from './testing/remote-support.ts';
import { PAIR } from './testing/remote-support-pair.ts';
import { filesOf } from './testing/shipped.ts';
import { Reader } from './testing/sps.ts';

// The answers that ship for rehearsals: each brings its procedure to the end without a person, and none names a step that is not there.

const library = loaded(filesOf('remote-support'));
const folder = new URL('../../resources/procedures/remote-support/answers/', import.meta.url);

it.each([
  ['single-manual', 'rs-upgrade-single-manual'],
  ['single-automatic', 'rs-upgrade-single-automatic'],
  ['stepped-upgrade', 'rs-stepped-upgrade'],
  ['client-reinstall', 'rs-client-reinstall-alternative'],
  ['failover-synchronous', 'rs-upgrade-failover-synchronous'],
  ['failover-asynchronous', 'rs-upgrade-failover-asynchronous'],
  ['hardware-migration', 'rs-hardware-migration'],
])('practice-%s.yaml drives %s', (name, procedure) => {
  const answers = parse(readFileSync(new URL(`practice-${name}.yaml`, folder), 'utf8'));
  const driver = new Driver(SILENT, new Reader(answers));
  const roles = library.procedures[procedure]?.roles.map(({ role }) => role) ?? [];
  const bindings = roles.map((role, index) => ({ ...(PAIR[index] as (typeof PAIR)[number]), role }));
  driver.append(start(library, { runId: 'run-1', procedure, siteId: 'practice', scale: 1, bindings }));
  const end = driver.run();
  expect({ status: end.status, at: end.position }).toMatchObject({ status: 'finished' });
  expect(Object.keys(answers).filter((path) => placeOf(end, path) === null)).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { start } from '../procedures/engine.ts';
import { ATLAS_BINDINGS } from '../procedures/testing/atlas.ts';
import { Driver } from '../procedures/testing/driver.ts';
import { loaded } from '../procedures/testing/fixture.ts';
import { SILENT } from '../procedures/testing/remote-support.ts';
import { filesOf } from '../procedures/testing/shipped.ts';
import { Answers } from './answers.ts';

const folder = new URL('../../resources/procedures/remote-support/answers/', import.meta.url);
const library = loaded(filesOf('remote-support'));

it.each([
  ['rs-atlas-upgrade-with-failover', 'practice-atlas-with-failover.yaml'],
  ['rs-atlas-upgrade-no-failover', 'practice-atlas-no-failover.yaml'],
] as const)('the shipped answers carry the whole of %s, and every one of them is given', (procedure, file) => {
  const text = readFileSync(new URL(file, folder), 'utf8');
  const answers = Answers.parse(text);
  const given = new Set<string>();
  const driver: Driver = new Driver(SILENT, {
    answer(path, asks) {
      given.add(path);
      return answers.forStep(path, asks, driver.now);
    },
  });
  driver.append(
    start(library, { runId: 'run-1', procedure, siteId: 'practice', scale: 1, bindings: ATLAS_BINDINGS[procedure] }),
  );
  expect(driver.run()).toMatchObject({ status: 'finished' });
  const asked = [...given].flatMap((path) => [path, path.replaceAll(/#\d+/g, '')]);
  const entries = [...text.matchAll(/^([a-z][\w/#-]+):/gm)].map(([, path]) => path);
  expect(entries.length).toBeGreaterThan(80);
  expect(entries.filter((path) => !asked.includes(path ?? ''))).toEqual([]);
});

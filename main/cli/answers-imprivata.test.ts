import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { start } from '../procedures/engine.ts';
import { Driver } from '../procedures/testing/driver.ts';
import { BINDINGS, Enterprise } from '../procedures/testing/enterprise.ts';
import { loaded } from '../procedures/testing/fixture.ts';
import { filesOf } from '../procedures/testing/shipped.ts';
import { Answers } from './answers.ts';

const file = new URL('../../resources/procedures/imprivata/answers/practice-hotfix-upgrade.yaml', import.meta.url);

it('the shipped answers carry the whole hotfix upgrade, and every one of them is given', () => {
  const text = readFileSync(file, 'utf8');
  const answers = Answers.parse(text);
  const given = new Set<string>();
  const driver: Driver = new Driver(new Enterprise(), {
    answer(path, asks) {
      given.add(path);
      return answers.forStep(path, asks, driver.now);
    },
  });
  const run = { runId: 'run-1', procedure: 'imp-hotfix-upgrade', siteId: 'practice', scale: 1, bindings: BINDINGS };
  driver.append(start(loaded(filesOf('imprivata')), run));
  expect(driver.run()).toMatchObject({ status: 'finished' });
  const asked = [...given].flatMap((path) => [path, path.replaceAll(/#\d+/g, '')]);
  const entries = [...text.matchAll(/^([a-z][\w/#-]+):/gm)].map(([, path]) => path);
  expect(entries.filter((path) => !asked.includes(path ?? ''))).toEqual([]);
});

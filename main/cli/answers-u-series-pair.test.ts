import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { UsPairEvent } from '../practice/u-series/pair.ts';
import type { RunState } from '../procedures/engine.ts';
import { Driver } from '../procedures/testing/driver.ts';
import { loaded } from '../procedures/testing/fixture.ts';
import { filesOf } from '../procedures/testing/shipped.ts';
import { onPair } from '../procedures/testing/u-series-pair.ts';
import { Answers } from './answers.ts';

const folder = new URL('../../resources/procedures/u-series/answers/', import.meta.url);
const library = loaded(filesOf('u-series'));
const CUT: UsPairEvent[] = [{ type: 'manual', action: 'us.ha.pullPower', side: 'a' }, { type: 'time' }];

it.each<[string, string, UsPairEvent[]]>([
  ['practice-active-passive', 'us-upgrade-active-passive', []],
  ['practice-active-active', 'us-upgrade-active-active', []],
  ['practice-disaster-recovery', 'us-ha-disaster-recovery', CUT],
])(
  'the shipped answers %s carry the whole run, without a disaster and with none to spare',
  (name, procedure, before) => {
    for (const deaf of [false, true]) {
      const text = readFileSync(new URL(`${name}.yaml`, folder), 'utf8');
      const answers = Answers.parse(text);
      const asked = new Set<string>();
      const { driver: begun, world, operator } = onPair(library, procedure, { before, deaf });
      const driver: Driver = new Driver(world, {
        answer(path, asks, state: RunState) {
          asked.add(path);
          operator.plays(path, state);
          if (path.endsWith('/state')) operator.waits(20);
          return answers.forStep(path, asks, driver.now);
        },
      });
      operator.driver = driver;
      driver.takeOver(begun.events, 0);
      expect(driver.run()).toMatchObject({ status: 'finished' });
      expect([world.pair.disasters, world.pair.sides.a.serves]).toEqual([[], true]);
      const entries = [...text.matchAll(/^([a-z][\w/#-]+):/gm)].map(([, path]) => path ?? '');
      if (deaf) expect(entries.filter((path) => !asked.has(path))).toEqual([]);
    }
  },
);

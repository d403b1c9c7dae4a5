import { expect, test } from 'vitest';
import type { DueView } from '../../../preload/contract.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { tiny } from '../../procedures/testing/tiny.ts';
import { laptop } from '../handover/testing.ts';
import { DueService } from './due-service.ts';

const MINUTE = 60_000;

test('tells of an instant once when it has come, at once after a restart, and never of closed runs', async () => {
  const clock = new SimulatedClock();
  const desk = laptop(clock, 'Ada', { id: 'vienna' });
  const run = await desk.start(tiny(['id: wait, kind: wait, atLeast: 14min']), 'tiny', {
    master: 'sps-a',
    slave: 'sps-b',
  });
  desk.write(run, { type: 'step.begun', data: { path: 'wait' } });
  const due = () => new DueService({ runs: desk.runs, log: desk.log, clock });
  const watched = () => {
    const told: DueView[] = [];
    const lists: DueView[][] = [];
    const { stop } = due().watch({
      changed: (dues) => lists.push(dues),
      remind: (one) => told.push(one),
      failed: (error) => expect.unreachable(String(error)),
    });
    return { told, lists, stop };
  };
  const first = watched();
  await clock.advance(13 * MINUTE);
  expect(first.told).toEqual([]);
  expect(first.lists.flat()).toMatchObject([{ what: 'earliest', due: false }]);
  first.stop();
  await clock.advance(2 * MINUTE);
  expect(first.told).toEqual([]);
  const second = watched();
  await clock.advance(60_000);
  expect(second.told).toMatchObject([{ runId: run, what: 'earliest', due: true }]);
  second.stop();
  await desk.give(run, desk.file);
  expect(due().list()).toEqual([]);
});

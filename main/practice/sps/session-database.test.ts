import { expect, it } from 'vitest';
import { PHASE_2, phase2, repaired } from './session-database.ts';

const DAY = 86_400;
it('has not begun before the new version runs', () => {
  expect(phase2({ since: null, failsAt: null }, 5)).toBeNull();
  expect(phase2({ since: 10, failsAt: null }, 5)).toBeNull();
});
it('takes two weeks, and tells how far it is', () => {
  const database = { since: 100, failsAt: null };
  expect(phase2(database, 100)).toEqual({ state: 'running', percent: 0 });
  expect(phase2(database, 100 + 7 * DAY)).toEqual({ state: 'running', percent: 50 });
  expect(phase2(database, 99 + PHASE_2)).toEqual({ state: 'running', percent: 99 });
  expect(phase2(database, 100 + PHASE_2)).toEqual({ state: 'finished', percent: 100 });
});
it('stands still with an error until it is repaired, and goes on from there', () => {
  const database = { since: 0, failsAt: 7 * DAY };
  expect(phase2(database, 9 * DAY)).toEqual({ state: 'error', percent: 50 });
  const again = repaired(database, 9 * DAY);
  expect(phase2(again, 9 * DAY)).toEqual({ state: 'running', percent: 50 });
  expect(phase2(again, 16 * DAY)?.state).toBe('finished');
  expect(repaired(database, 6 * DAY)).toBe(database);
});

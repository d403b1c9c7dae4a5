import { expect, test } from 'vitest';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { AutoLock } from './auto-lock.ts';

const MINUTE = 60_000;

function watched(minutes = 15) {
  const clock = new SimulatedClock();
  const setting = { minutes };
  const locked: number[] = [];
  const began = clock.now();
  const lock = new AutoLock(
    clock,
    () => setting.minutes,
    () => void locked.push((clock.now() - began) / MINUTE),
  );
  return { clock, setting, locked, lock };
}

test('it locks after the minutes of the setting, once, and not a moment earlier', async () => {
  const { clock, locked, lock } = watched();
  lock.start();
  await clock.advance(15 * MINUTE - 1);
  expect(locked).toEqual([]);
  await clock.advance(1);
  expect(locked).toEqual([15]);
  await clock.advance(600 * MINUTE);
  expect(locked).toEqual([15]);
});

test('each use begins the time anew', async () => {
  const { clock, locked, lock } = watched();
  lock.start();
  for (let use = 0; use < 10; use += 1) {
    await clock.advance(14 * MINUTE);
    lock.used();
  }
  expect(locked).toEqual([]);
  await clock.advance(15 * MINUTE);
  expect(locked).toEqual([155]);
});

test('a changed setting takes effect on the time that runs', async () => {
  const { clock, setting, locked, lock } = watched(240);
  lock.start();
  await clock.advance(30 * MINUTE);
  setting.minutes = 20;
  await clock.advance(0.25 * MINUTE);
  expect(locked).toEqual([30.25]);
});

test('a locked vault is left alone, and opened again it has its whole time', async () => {
  const { clock, locked, lock } = watched();
  lock.start();
  await clock.advance(10 * MINUTE);
  lock.stop();
  lock.used();
  await clock.advance(60 * MINUTE);
  expect(locked).toEqual([]);
  lock.start();
  await clock.advance(5 * MINUTE);
  lock.start();
  await clock.advance(14 * MINUTE);
  expect(locked).toEqual([]);
  await clock.advance(1 * MINUTE);
  expect(locked).toEqual([90]);
});

test('after the machine has slept, it locks at the first look', async () => {
  const { clock, locked, lock } = watched();
  const awake = clock.now.bind(clock);
  let slept = 0;
  clock.now = () => awake() + slept;
  lock.start();
  await clock.advance(1 * MINUTE);
  slept = 8 * 60 * MINUTE; // wall time alone: the timers stood still
  await clock.advance(15_000);
  expect(locked).toHaveLength(1);
});

test('setting the clock back buys no time', async () => {
  const { clock, locked, lock } = watched();
  const true_ = clock.now.bind(clock);
  let back = 0;
  clock.now = () => true_() - back;
  lock.start();
  back = 24 * 60 * MINUTE;
  await clock.advance(15 * MINUTE);
  expect(locked).toHaveLength(1);
});

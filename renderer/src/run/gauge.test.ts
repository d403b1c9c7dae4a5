import { expect, test } from 'vitest';
import { elapsedAt, gaugeOf, type Timing } from './gauge.ts';

const text = { en: '', de: '' };
const timing: Timing = {
  reference: 'T0',
  elapsedSeconds: 600,
  scale: 60,
  normal: [
    { untilSeconds: 1200, level: 'green', text },
    { untilSeconds: 1800, level: 'amber', text },
    { untilSeconds: null, level: 'red', text },
  ],
};

test('time runs on between two events, as fast as the practice rack does', () => {
  expect(elapsedAt(timing, 1000, 3000)).toBe(720);
  expect(elapsedAt(timing, 3000, 1000)).toBe(600);
});

test('the present band changes exactly at its limit', () => {
  expect(gaugeOf(timing, 1199).now?.level).toBe('green');
  expect(gaugeOf(timing, 1200).now?.level).toBe('amber');
  expect(gaugeOf(timing, 1800).now?.level).toBe('red');
});

test('the bands cover the scale without a gap and the needle never leaves it', () => {
  for (const elapsed of [0, 1800, 100_000]) {
    const { bands, needle } = gaugeOf(timing, elapsed);
    expect(bands[0]?.from).toBe(0);
    expect(bands.at(-1)?.to).toBe(1);
    for (const [i, b] of bands.slice(1).entries()) expect(b.from).toBe(bands[i]?.to);
    expect(needle).toBeLessThanOrEqual(1);
  }
});

test('without any limit there is still a scale', () => {
  expect(gaugeOf({ ...timing, normal: [] }, 30)).toMatchObject({ needle: 0.5, bands: [], now: null });
});

import { expect, test } from 'vitest';
import { seeded } from '../../../main/ports/seeded.ts';
import { scaleOf, thresholdIds } from './scale.ts';

test('zones lie between the thresholds as the specification means them', () => {
  const scale = scaleOf(24, {
    'lower-critical': 5,
    'lower-non-critical': 10,
    'upper-non-critical': 40,
    'upper-critical': 50,
  });
  expect(scale?.zones.map((z) => z.severity)).toEqual(['critical', 'non-critical', 'ok', 'non-critical', 'critical']);
  const [, , ok] = scale?.zones ?? [];
  expect(scale?.at).toBeGreaterThan(ok?.from ?? 1);
  expect(scale?.at).toBeLessThan(ok?.to ?? 0);
});

test('only an upper threshold: all is well below it', () => {
  expect(scaleOf(90, { 'upper-critical': 80 })?.zones.map((z) => z.severity)).toEqual(['ok', 'critical']);
});

test('nothing to compare is no scale', () => {
  expect(scaleOf(null, { 'upper-critical': 80 })).toBeNull();
  expect(scaleOf(20, {})).toBeNull();
  expect(scaleOf(Number.NaN, { 'upper-critical': 80 })).toBeNull();
});

test('whatever a BMC says, the line stays within itself and has no gaps', () => {
  const random = seeded(7);
  for (let round = 0; round < 500; round++) {
    const thresholds = Object.fromEntries(
      thresholdIds.filter(() => random() < 0.6).map((id) => [id, Math.round((random() - 0.5) * 200)]),
    );
    const scale = scaleOf(Math.round((random() - 0.5) * 300), thresholds);
    if (!scale) continue;
    expect(scale.at).toBeGreaterThan(0);
    expect(scale.at).toBeLessThan(1);
    expect(scale.zones[0]?.from).toBe(0);
    expect(scale.zones.at(-1)?.to).toBe(1);
    for (const [i, zone] of scale.zones.entries()) {
      expect(zone.to).toBeGreaterThanOrEqual(zone.from);
      if (i > 0) expect(zone.from).toBe(scale.zones[i - 1]?.to);
    }
  }
});

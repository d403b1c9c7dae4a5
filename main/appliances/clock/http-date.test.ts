import { describe, expect, it } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { type Bounds, both, boundsOf, parseHttpDate, untilChange } from './http-date.ts';

const NOW = Date.UTC(2026, 10, 21);
const read = (text: string, now = NOW) => {
  const ms = parseHttpDate(text, now);
  return ms === null ? null : new Date(ms).toISOString();
};

describe('an HTTP-date', () => {
  it.each(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])(
    'in the form of RFC 9110: %s',
    (text) => {
      expect(read(text)).toBe('1994-11-06T08:49:37.000Z');
    },
  );

  it('with two digits of a year is never more than 50 years ahead', () => {
    expect(read('Sunday, 06-Nov-76 08:49:37 GMT')).toBe('2076-11-06T08:49:37.000Z');
    expect(read('Sunday, 06-Nov-77 08:49:37 GMT')).toBe('1977-11-06T08:49:37.000Z');
  });

  it('may be a leap second, and of a leap year', () => {
    expect(read('Sat, 31 Dec 2016 23:59:60 GMT')).toBe('2017-01-01T00:00:00.000Z');
    expect(read('Thu, 29 Feb 2024 00:00:00 GMT')).toBe('2024-02-29T00:00:00.000Z');
  });

  it.each([
    '',
    'now',
    'Sun, 06 Nov 1994 08:49:37 CET',
    'Sun, 06 Nov 1994 08:49:37 GMT ',
    'Sun, 6 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 24:00:00 GMT',
    'Sun, 06 Nov 1994 08:49:61 GMT',
    'Sun, 29 Feb 2026 08:49:37 GMT',
    'Sun, 00 Nov 1994 08:49:37 GMT',
    '2026-11-21T08:00:00Z',
  ])('is not %j', (text) => {
    expect(read(text)).toBeNull();
  });
});

describe('narrowing', () => {
  /** Asks as the edge does; `trip` gives the ways there and back. */
  function measure(offset: number, trip: () => [there: number, back: number], requests: number): Bounds {
    let at = 1_795_256_865_598;
    let bounds: Bounds | null = null;
    for (let asked = 0; asked < requests; asked += 1) {
      const [there, back] = trip();
      const sample = {
        sentMs: at,
        dateMs: Math.floor((at + there + offset) / 1000) * 1000,
        receivedMs: at + there + back,
      };
      const next: Bounds | null = bounds ? both(bounds, boundsOf(sample)) : boundsOf(sample);
      if (!next) throw new Error('true answers never contradict each other');
      bounds = next;
      at = sample.receivedMs;
      at += untilChange(bounds, at + (there + back) / 2);
    }
    return bounds ?? { low: 0, high: 0 };
  }

  it('one answer leaves a second and the way', () => {
    const { low, high } = measure(7251, () => [5, 5], 1);
    expect(high - low).toBe(1010);
  });

  it('never loses the truth, on any way, and halves what it does not know', () => {
    const random = seeded(6);
    for (let run = 0; run < 500; run += 1) {
      const offset = (random() - 0.5) * 400_000;
      const [there, back] = [random() * 40, random() * 40];
      const { low, high } = measure(offset, () => [there, back], 4);
      expect(low).toBeLessThanOrEqual(offset);
      expect(high).toBeGreaterThanOrEqual(offset);
      expect(high - low).toBeLessThan(125 + 2 * (there + back));
    }
  });

  it('contradictions are no bounds', () => {
    expect(both({ low: 0, high: 10 }, { low: 11, high: 20 })).toBeNull();
    expect(both({ low: 0, high: 10 }, { low: 5, high: 20 })).toEqual({ low: 5, high: 10 });
  });

  it('waits until the change of a second, at most one', () => {
    expect(untilChange({ low: 200, high: 400 }, 10_000)).toBe(700);
    expect(untilChange({ low: -400, high: -200 }, 10_000)).toBe(300);
    expect(untilChange({ low: 0, high: 0 }, 10_000)).toBe(0);
  });
});

import type { Reader } from '../bytes.ts';
import type { UnitFields } from './units.ts';

/** What turns a raw reading into a value: y = L[(M·x + B·10^K1)·10^K2] (IPMI 2.0 section 36.3). */
export interface Factors {
  /** Table 43-1, byte 24: 0 to 11 as in LINEARIZATIONS; 70h to 7Fh is non-linear. */
  linearization: number;
  m: number;
  b: number;
  /** Exponent of B. */
  k1: number;
  /** Exponent of the result. */
  k2: number;
  /** Half raw counts, ±. */
  tolerance: number;
  /** Hundredths of a percent, times 10^accuracyExp. */
  accuracy: number;
  accuracyExp: number;
  /** 0 unspecified, 1 input, 2 output. */
  direction: number;
}

/** By code; 10 to the power, natural exponent and so on as named in the table. */
const LINEARIZATIONS: readonly ((x: number) => number)[] = [
  (x) => x,
  Math.log,
  Math.log10,
  Math.log2,
  Math.exp,
  (x) => 10 ** x,
  (x) => 2 ** x,
  (x) => 1 / x,
  (x) => x * x,
  (x) => x * x * x,
  Math.sqrt,
  Math.cbrt,
];

/** Seven bytes from "linearization" on (Table 43-1, bytes 24 to 30). */
export function decodeFactors(r: Reader): Factors {
  const linearization = r.u8() & 0x7f;
  const m = r.u8();
  const mHigh = r.u8();
  const b = r.u8();
  const bHigh = r.u8();
  const accuracyHigh = r.u8();
  const exponents = r.u8();
  return {
    linearization,
    m: signed(((mHigh >> 6) << 8) | m, 10),
    b: signed(((bHigh >> 6) << 8) | b, 10),
    k1: signed(exponents & 0x0f, 4),
    k2: signed(exponents >> 4, 4),
    tolerance: mHigh & 0x3f,
    accuracy: ((accuracyHigh >> 4) << 6) | (bHigh & 0x3f),
    accuracyExp: (accuracyHigh >> 2) & 3,
    direction: accuracyHigh & 3,
  };
}

export function encodeFactors(f: Factors): Buffer {
  return Buffer.from([
    f.linearization,
    f.m & 0xff,
    (((f.m >> 8) & 3) << 6) | f.tolerance,
    f.b & 0xff,
    (((f.b >> 8) & 3) << 6) | (f.accuracy & 0x3f),
    (((f.accuracy >> 6) & 0x0f) << 4) | (f.accuracyExp << 2) | f.direction,
    ((f.k2 & 0x0f) << 4) | (f.k1 & 0x0f),
  ]);
}

/** A number of `bits` bits in two's complement. */
function signed(value: number, bits: number): number {
  return value >= 2 ** (bits - 1) ? value - 2 ** bits : value;
}

/** A raw byte as the number it stands for. */
export function rawNumber(raw: number, format: UnitFields['format']): number {
  if (format === 'twos') return signed(raw, 8);
  // One's complement has two zeros: FFh is the negative one.
  if (format === 'ones') return raw >= 0x80 ? -(~raw & 0xff) : raw;
  return raw;
}

/** Whether one set of factors holds for the whole range; otherwise the BMC has to be asked for them at each reading. */
export function isLinearizable(f: Factors): boolean {
  return f.linearization < LINEARIZATIONS.length;
}

/** The value of a raw byte; null when the sensor has none, is non-linear, or the formula has no result there. */
export function convert(f: Factors, format: UnitFields['format'], raw: number): number | null {
  const linearize = LINEARIZATIONS[f.linearization];
  if (format === 'none' || !linearize) return null;
  const value = linearize(shift(f.m * rawNumber(raw, format) + shift(f.b, f.k1), f.k2));
  return Number.isFinite(value) ? value : null;
}

/** x·10^n; dividing for negative n gives 1.503 where multiplying by 0.001 gives 1.5030000000000001. */
function shift(x: number, n: number): number {
  return n < 0 ? x / 10 ** -n : x * 10 ** n;
}

/** Hysteresis and tolerance are distances, so B does not count; null for sensors that are not linear. */
export function convertDistance(f: Factors, counts: number): number | null {
  return f.linearization === 0 ? Math.abs(shift(f.m * counts, f.k2)) : null;
}

/** ± percent of the reading; null when the record does not say. */
export function accuracyPercent(f: Factors): number | null {
  return f.accuracy === 0 ? null : (f.accuracy * 10 ** f.accuracyExp) / 100;
}

/** The raw byte whose value is nearest to this one: for the practice BMC, which is told values. Linear sensors only. */
export function nearestRaw(f: Factors, format: UnitFields['format'], value: number): number {
  const [lowest, highest] = format === 'twos' ? [-0x80, 0x7f] : format === 'ones' ? [-0x7f, 0x7f] : [0, 0xff];
  const exact = Math.round((shift(value, -f.k2) - shift(f.b, f.k1)) / f.m);
  const number = Math.min(highest, Math.max(lowest, exact));
  return format === 'ones' && number < 0 ? ~-number & 0xff : number & 0xff;
}

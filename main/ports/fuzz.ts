export interface FuzzReport {
  passed: number;
  /** How many inputs were decoded to a value; the rest were refused as they should be. */
  accepted: number;
  failures: { target: string; input: string; error: string }[];
}

export interface FuzzTarget {
  name: string;
  seeds: Buffer[];
  decode: (bytes: Buffer) => unknown;
  /** Repairs a mutated input so that it passes the outer check and reaches what lies behind. */
  repair?: (bytes: Buffer) => Buffer;
}

/** More failures than this are not listed; they have one cause most of the time. */
const MAX_FAILURES = 10;
/** A decoder that takes longer for one input counts as hanging, milliseconds (wide: the machine may be busy). */
const HANG_MS = 2_000;

/**
 * Feeds `iterations` mutated inputs through the decoders in turn, reproducibly for a `seed`. A decoder may return a value or
 * throw what `refuses` knows; anything else is a failure.
 */
export function fuzzTargets(
  targets: readonly FuzzTarget[],
  refuses: (error: unknown) => boolean,
  iterations: number,
  seed: number,
): FuzzReport {
  const random = generator(seed);
  const report: FuzzReport = { passed: 0, accepted: 0, failures: [] };
  for (let i = 0; i < iterations; i++) {
    const target = targets[i % targets.length];
    if (!target) break;
    const input = mutate(target, random);
    const start = performance.now();
    const outcome = attempt(target, input, refuses);
    const slow = performance.now() - start > HANG_MS;
    if (typeof outcome === 'string' || slow) {
      const error = typeof outcome === 'string' ? outcome : 'took too long';
      if (report.failures.length < MAX_FAILURES)
        report.failures.push({ target: target.name, input: input.toString('hex'), error });
      continue;
    }
    report.passed++;
    if (outcome) report.accepted++;
  }
  return report;
}

/** True: decoded. False: refused as it should be. Text: what went wrong. */
function attempt(target: FuzzTarget, input: Buffer, refuses: (error: unknown) => boolean): boolean | string {
  try {
    target.decode(input);
    return true;
  } catch (e) {
    return refuses(e) ? false : String(e);
  }
}

type Random = (below: number) => number;

/** xorshift32; returns whole numbers from 0 up to, not including, `below`. */
function generator(seed: number): Random {
  let x = seed | 0 || 1;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
}

const EDGES = [0x00, 0x01, 0x7f, 0x80, 0xc0, 0xc1, 0xff];

function mutate(target: FuzzTarget, random: Random): Buffer {
  const seed = target.seeds[random(target.seeds.length)] ?? Buffer.alloc(0);
  let bytes: Buffer = Buffer.from(seed);
  for (let n = random(4); n >= 0; n--) bytes = mutateOnce(bytes, random);
  return target.repair && random(2) === 0 ? target.repair(bytes) : bytes;
}

function mutateOnce(bytes: Buffer, random: Random): Buffer {
  const at = bytes.length > 0 ? random(bytes.length) : 0;
  switch (random(7)) {
    case 0: // flip one bit
      if (bytes.length > 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
      return bytes;
    case 1: // a value that often matters
      if (bytes.length > 0) bytes[at] = EDGES[random(EDGES.length)] ?? 0;
      return bytes;
    case 2:
      if (bytes.length > 0) bytes[at] = random(256);
      return bytes;
    case 3: // cut off
      return bytes.subarray(0, at);
    case 4: // take something out
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1 + random(8)))]);
    case 5: // put something in
      return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(1 + random(32), random(256)), bytes.subarray(at)]);
    default: // twice
      return bytes.length < 512 ? Buffer.concat([bytes, bytes.subarray(at)]) : bytes;
  }
}

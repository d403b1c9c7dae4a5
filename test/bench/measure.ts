import type { Endpoint } from '../peers/support/lab.ts';
import type { UdpProxy } from '../peers/support/udp-proxy.ts';

/** Something that reads the power of one BMC; resolves when it has the answer and has let go. */
export interface Contender {
  name: string;
  /** Requests whose answer it does not wait for (Close Session), so that they cost no round trip. */
  unawaited: number;
  readPower(path: Endpoint): Promise<void>;
}

export interface Figure {
  name: string;
  /** Medians over all runs. */
  ms: number;
  datagrams: number;
  roundTrips: number;
}

/**
 * Measures all contenders over one path, in turns, so that a busy moment of the machine meets all of them. What they send
 * is counted at the proxy, not asked of them. The first round warms caches up and does not count.
 */
export async function measure(proxy: UdpProxy, contenders: readonly Contender[], runs: number): Promise<Figure[]> {
  const samples = new Map(contenders.map(({ name }) => [name, { ms: [] as number[], datagrams: [] as number[] }]));
  for (let run = 0; run <= runs; run++) {
    for (const { name, readPower } of contenders) {
      const before = proxy.count('to-bmc');
      const started = performance.now();
      await readPower(proxy);
      const ms = performance.now() - started;
      if (run === 0) continue;
      samples.get(name)?.ms.push(ms);
      // A Close Session that nobody waits for may still be on its way through the proxy.
      await proxy.quiet();
      samples.get(name)?.datagrams.push(proxy.count('to-bmc') - before);
    }
  }
  return contenders.map(({ name, unawaited }) => {
    const { ms = [], datagrams = [] } = samples.get(name) ?? {};
    return { name, ms: median(ms), datagrams: median(datagrams), roundTrips: median(datagrams) - unawaited };
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('no values');
  return middle;
}

import type { ClockReading } from '../../../preload/contract.ts';
import type { CallOptions, Endpoint } from '../endpoint.ts';
import { exchange } from '../http.ts';
import { ClockError } from './error.ts';
import { type Bounds, both, boundsOf, type DateSample, parseHttpDate, untilChange } from './http-date.ts';

export interface HttpDateOptions extends CallOptions {
  /** What is asked for; any answer will do. `/` if not given. */
  path?: string;
  /** Most questions, each on a connection of its own; 4 if not given, which leaves about an eighth of a second. */
  requests?: number;
}

const REQUESTS = 4;
/** Narrower than this is in vain: servers make the header ahead of time. */
const ENOUGH_MS = 100;

/**
 * What a web interface's clock is ahead of this computer's, by the `Date` headers of several answers. Takes some seconds: each
 * question waits for the change of a second. Nothing secret is sent.
 * @param pin SHA-256 fingerprint of the certificate; null takes any
 * @throws ClockError `no-date`, `cached`, `unsteady`; ApplianceError when it gives no answer
 */
export async function readHttpDate(
  where: Endpoint,
  pin: string | null,
  options: HttpDateOptions,
): Promise<ClockReading> {
  const { clock, requests = REQUESTS } = options;
  // One steady time for all answers: this computer's clock may be set in between.
  const start = { wall: clock.now(), monotonic: clock.monotonic() };
  const now = () => start.wall + clock.monotonic() - start.monotonic;
  let bounds: Bounds | null = null;
  let contradicted = false;
  for (let asked = 0; asked < requests; asked += 1) {
    const begun = now();
    const sample = await ask(where, pin, now, options);
    const said = boundsOf(sample);
    const next: Bounds | null = bounds ? both(bounds, said) : said;
    if (next === null && contradicted)
      throw new ClockError('unsteady', where.device, 'the times of its answers contradict each other');
    contradicted ||= next === null;
    bounds = next ?? said;
    if (bounds.high - bounds.low <= ENOUGH_MS) break;
    const way = (sample.sentMs + sample.receivedMs) / 2 - begun;
    if (asked + 1 < requests) await clock.sleep(untilChange(bounds, now() + way), options.signal);
  }
  const { low, high } = bounds ?? { low: 0, high: 0 };
  return {
    source: 'http-date',
    address: where.device,
    offsetS: (low + high) / 2000,
    uncertaintyS: (high - low) / 2000,
    at: new Date(now()).toISOString(),
  };
}

async function ask(
  where: Endpoint,
  pin: string | null,
  now: () => number,
  { path = '/', ...options }: HttpDateOptions,
): Promise<DateSample> {
  let sentMs = now();
  const onSending = () => {
    sentMs = now();
  };
  const { headers } = await exchange(where, pin, { method: 'GET', path }, { ...options, onSending });
  const receivedMs = now();
  if (headers.age !== undefined) throw new ClockError('cached', where.device, 'a cache answers in its place');
  const dateMs = parseHttpDate(headers.date ?? '', receivedMs);
  if (dateMs === null) throw new ClockError('no-date', where.device, 'its answers hold no time');
  return { dateMs, sentMs, receivedMs };
}

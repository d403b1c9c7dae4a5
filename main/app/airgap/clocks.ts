import type { ClockVerdict, Device, Reading } from '../../../preload/contract.ts';
import { readHttpDate } from '../../appliances/clock/read-http-date.ts';
import { readSntp } from '../../appliances/clock/sntp.ts';
import { clockVerdict } from '../../appliances/clock/verdict.ts';
import { endpoint } from '../../appliances/endpoint.ts';
import type { Clock } from '../../ports/clock.ts';
import { failureOf } from '../../ports/failure.ts';

/** The appliance's clock by its web interface, a time server's where one is named; what cannot be read says why. */
export async function clocks(
  device: Device,
  reference: string | null,
  clock: Clock,
  signal: AbortSignal,
): Promise<ClockVerdict> {
  const { web, name } = device;
  const appliance = await reading(clock, () => {
    if (!web) throw new Error(`${name} has no web interface to read a clock from.`);
    return readHttpDate(endpoint(name, `${new URL(web.url).origin}/`), web.pin, { clock, signal });
  });
  const other = reference === null ? null : await reading(clock, () => readSntp(reference, { clock, signal }));
  return clockVerdict({
    appliance,
    reference: other ?? { value: null, at: null, error: null },
    own: reference === null,
  });
}

async function reading<T>(clock: Clock, read: () => Promise<T>): Promise<Reading<T>> {
  try {
    const value = await read();
    return { value, at: new Date(clock.now()).toISOString(), error: null };
  } catch (error) {
    return { value: null, at: null, error: failureOf(error) };
  }
}

// The SNTP client against Debian's chronyd.
import { expect, test } from 'vitest';
import { readSntp } from '../../main/appliances/clock/sntp.ts';
import { systemClock } from '../../main/ports/clock.ts';
import { startChronyd } from './support/chronyd.ts';

test('chronyd on this machine has the time of this machine', async () => {
  await using server = await startChronyd(true);
  const { source, address, offsetS, uncertaintyS } = await readSntp(server.address, { clock: systemClock });
  expect({ source, address }).toEqual({ source: 'sntp', address: server.address });
  // Two clocks that are one, so all of the offset is in what is not known; 2 ms for the grain of our clock.
  expect(Math.abs(offsetS)).toBeLessThanOrEqual(uncertaintyS + 0.002);
  expect(uncertaintyS).toBeLessThan(1);
});

test('a chronyd that has not found the time is not believed', async () => {
  await using server = await startChronyd(false);
  await expect(readSntp(server.address, { clock: systemClock })).rejects.toMatchObject({ code: 'unsynchronised' });
});

import { expect, test } from 'vitest';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { BmcCore } from '../practice/bmc/index.ts';
import { simNetwork } from '../practice/bmc/sim.ts';
import { ping } from './ping.ts';

test('a presence ping is answered without a login and without a slot', async () => {
  const clock = new SimulatedClock();
  const core = new BmcCore({ clock });
  const datagrams = simNetwork(core, clock);
  datagrams.latencyMs = 25;
  expect(await clock.run(ping('bmc', 623, { clock, datagrams }))).toEqual({
    ipmi: true,
    roundTripMs: 50,
    enterprise: 4542,
  });
  expect(core.slots.used).toBe(0);
  core.faults.loseNextReply('ping');
  expect(await clock.run(ping('bmc', 623, { clock, datagrams }))).toMatchObject({ ipmi: true });
});

test('silence is a time-out that proves nothing, a closed port is unreachable', async () => {
  const clock = new SimulatedClock();
  const core = new BmcCore({ clock });
  const datagrams = simNetwork(core, clock);
  core.faults.dead = true;
  await expect(clock.run(ping('bmc', 623, { clock, datagrams }))).rejects.toMatchObject({ code: 'timeout' });
  datagrams.failure = { reason: 'refused', detail: 'ECONNREFUSED' };
  await expect(clock.run(ping('bmc', 623, { clock, datagrams }))).rejects.toMatchObject({ code: 'unreachable' });
});

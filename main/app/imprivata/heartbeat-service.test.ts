import { expect, it } from 'vitest';
import type { HeartbeatState } from '../../../preload/contract.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { HeartbeatService } from './heartbeat-service.ts';

const DEVICE = { web: { url: 'https://127.0.0.1:8460', user: 'admin', pin: null } };
function service() {
  const clock = new SimulatedClock();
  const seen: HeartbeatState[] = [];
  return { clock, seen, heartbeats: new HeartbeatService({ clock, changed: (state) => seen.push(state) }) };
}
const post = ({ url }: HeartbeatState) => fetch(url ?? '', { method: 'POST', body: 'pings=3' });

it('says nothing of heartbeats before the operator has it listen', () => {
  const { heartbeats } = service();
  expect(heartbeats.fields(DEVICE)).toEqual({ listening: false, seconds: null, overdue: null, from: null });
  expect(heartbeats.state()).toEqual({ url: null, until: null, beats: [] });
});

it('tells how long ago the last one of a device came, from the beginning on', async () => {
  const { clock, seen, heartbeats } = service();
  const state = await heartbeats.listen('127.0.0.1', 0, 180);
  await clock.run(Promise.race([clock.sleep(12 * 60_000)]));
  expect(heartbeats.fields(DEVICE)).toEqual({ listening: true, seconds: 720, overdue: true, from: null });
  await post(state);
  expect(heartbeats.fields(DEVICE)).toEqual({ listening: true, seconds: 0, overdue: false, from: '127.0.0.1' });
  expect(seen.at(-1)?.beats).toMatchObject([{ from: '127.0.0.1', text: 'pings=3' }]);
  await heartbeats.stop();
});

it('listens at one place only, and forgets what it heard when it is opened anew', async () => {
  const { heartbeats } = service();
  const first = await heartbeats.listen('127.0.0.1', 0, 180);
  await post(first);
  const second = await heartbeats.listen('127.0.0.1', 0, 180);
  expect(second.beats).toEqual([]);
  await expect(post(first)).rejects.toThrow();
  expect(await heartbeats.stop()).toEqual({ url: null, until: null, beats: [] });
});

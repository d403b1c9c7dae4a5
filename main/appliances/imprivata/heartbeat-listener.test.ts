import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { ApplianceError } from '../error.ts';
import type { Heartbeat } from './heartbeat.ts';
import { HeartbeatListener, MOST_SECONDS } from './heartbeat-listener.ts';

const HOST = '127.0.0.1';
async function listening(clock = new SimulatedClock()) {
  const heard: Heartbeat[] = [];
  const options = { address: HOST, port: 0, seconds: 3_600, clock, onBeat: (beat: Heartbeat) => heard.push(beat) };
  return { clock, heard, listener: await HeartbeatListener.start(options) };
}
const post = (url: string, body: string | Uint8Array<ArrayBuffer> = 'authentications=12') =>
  fetch(url, { method: 'POST', body }).then(({ status }) => status);

describe('the heartbeat listener', () => {
  it('takes a post to its own path, and keeps when, from where and how it began', async () => {
    const { clock, heard, listener } = await listening();
    await using _ = listener;
    expect(await post(listener.url)).toBe(204);
    expect(heard).toEqual([{ from: HOST, at: clock.now(), bytes: 18, text: 'authentications=12' }]);
    expect(listener.beats[HOST]).toEqual(heard[0]);
  });
  it('takes nothing else', async () => {
    const { heard, listener } = await listening();
    await using _ = listener;
    expect(await post(new URL('/heartbeat/guess', listener.url).href)).toBe(404);
    expect(await fetch(listener.url).then(({ status }) => status)).toBe(405);
    expect(heard).toEqual([]);
  });
  it('refuses a body that no status has', async () => {
    const { heard, listener } = await listening();
    await using _ = listener;
    const refused = await post(listener.url, new Uint8Array(1 << 20)).catch(() => 413);
    expect([refused, heard]).toEqual([413, []]);
    expect(await post(listener.url)).toBe(204);
  });
  it('ends by itself when its time is over', async () => {
    const { clock, listener } = await listening();
    expect(listener.until - listener.since).toBe(3_600_000);
    await clock.run(listener.closed);
    await expect(post(listener.url)).rejects.toThrow();
  });
  it('has another path every time', async () => {
    const [a, b] = [await listening(), await listening()];
    expect(new URL(a.listener.url).pathname).not.toBe(new URL(b.listener.url).pathname);
    await Promise.all([a.listener.close(), b.listener.close()]);
  });
  it.each([
    ['all addresses', { address: '0.0.0.0' }],
    ['all addresses of IPv6', { address: '::' }],
    ['a name', { address: 'localhost' }],
    ['an address that is not ours', { address: '192.0.2.1' }],
    ['no time at all', { seconds: 0 }],
    ['longer than a window', { seconds: MOST_SECONDS + 1 }],
  ])('does not listen on %s', async (_, change) => {
    const start = HeartbeatListener.start({
      ...{ address: HOST, port: 0, seconds: 60, clock: new SimulatedClock() },
      ...change,
    });
    await expect(start).rejects.toThrow(ApplianceError);
    await expect(start).rejects.toMatchObject({ code: 'address', advice: expect.stringContaining('12 hours') });
  });
});

import { expect, test } from 'vitest';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { BmcCore, type PracticeBmcOptions } from '../../practice/bmc/index.ts';
import { type SimNetwork, simNetwork } from '../../practice/bmc/sim.ts';
import { getDeviceId } from '../commands/get-device-id.ts';
import { SolConsole, type SolEvent, type SolOptions } from './console.ts';

interface Rig {
  clock: SimulatedClock;
  core: BmcCore;
  net: SimNetwork;
  console: SolConsole;
  events: SolEvent[];
  /** Everything received, as text. */
  text(): string;
  /** States and gaps, in order. */
  story(): string[];
  typed(): string;
  another(options?: Partial<SolOptions>): { console: SolConsole; events: SolEvent[] };
}

function rig(server: PracticeBmcOptions = {}, client: Partial<SolOptions> = {}): Rig {
  const clock = new SimulatedClock();
  const core = new BmcCore({ clock, ...server });
  const net = simNetwork(core, clock);
  const another = (options: Partial<SolOptions> = {}) => {
    const events: SolEvent[] = [];
    const login = { host: 'bmc', user: 'admin', password: 'adminpw' };
    const console = new SolConsole({ ...login, clock, datagrams: net, ...options }, (e) => events.push(e));
    return { console, events };
  };
  const { console, events } = another(client);
  let typed = '';
  core.sol.onInput((bytes) => {
    typed += bytes.toString('latin1');
  });
  return {
    clock,
    core,
    net,
    console,
    events,
    another,
    text: () => events.map((e) => (e.kind === 'data' ? e.bytes.toString('latin1') : '')).join(''),
    story: () => events.flatMap((e) => (e.kind === 'data' ? [] : e.kind === 'gap' ? [`gap ${e.reason}`] : [e.state])),
    typed: () => typed,
  };
}

test('opens, carries bytes both ways and a break, closes and leaves nothing behind', async () => {
  const r = rig();
  await r.clock.run(r.console.open());
  expect(r.core.sol.feed(Buffer.from('login: '))).toBe(7);
  r.console.write(Buffer.from('ro'));
  r.console.sendBreak();
  r.console.write(Buffer.from('ot\r'));
  let broken = '';
  r.core.sol.onBreak(() => {
    broken = r.typed();
  });
  await r.clock.run(r.console.flushed());
  await r.clock.advance(100);
  expect(r.text()).toBe('login: ');
  expect(r.typed()).toBe('root\r');
  expect(broken).toBe('ro');
  expect(await r.clock.run(r.console.read(getDeviceId, undefined))).toMatchObject({ manufacturerId: 10876 });
  await r.clock.run(r.console.close());
  await r.clock.advance(10);
  expect(r.core.sol.active).toBe(false);
  expect(r.core.slots.used).toBe(0);
  expect(r.story()).toEqual(['connecting', 'open', 'closed']);
});

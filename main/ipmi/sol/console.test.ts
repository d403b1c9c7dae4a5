import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { BmcCore, type PracticeBmcOptions } from '../../practice/bmc/index.ts';
import { type SimNetwork, simNetwork } from '../../practice/bmc/sim.ts';
import { Bmc } from '../bmc.ts';
import { getDeviceId } from '../commands/get-device-id.ts';
import { IpmiError } from '../errors.ts';
import { sealPayload } from '../session/secure.ts';
import { PAYLOAD } from '../wire/packet.ts';
import { BMC } from '../wire/sol.ts';
import { PRESENT_CHANNEL, readSolConfiguration, SOL_PARAMETER } from './configuration.ts';
import { deactivatePayload, SERIAL, SolConsole, type SolEvent, type SolOptions } from './console.ts';
import { status } from './protocol.ts';

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
  expect(r.core.received.slice(-2)).toEqual(['payload-deactivate', 'close-session']);
  expect(r.story()).toEqual(['connecting', 'open', 'closed']);
});

/** The code of the IpmiError an operation ends with. */
async function failsWith(r: Rig, operation: Promise<unknown>): Promise<string> {
  const e = await r.clock.run(operation.then(() => null).catch((error: unknown) => error));
  if (!(e instanceof IpmiError)) throw new Error(`expected an IpmiError, got ${e}`);
  expect(e.message).not.toContain('adminpw');
  return e.code;
}

const nothing = () => [];

describe('who has it', () => {
  test('a second console is refused and takes nothing; a takeover is told to the first, which waits for its turn', async () => {
    const r = rig();
    await r.clock.run(r.console.open());
    const second = r.another();
    expect(await failsWith(r, second.console.open())).toBe('held');
    expect(second.events.at(-1)).toMatchObject({ state: 'closed', failure: { code: 'ipmi.held' } });
    r.core.sol.feed(Buffer.from('still mine'));
    await r.clock.advance(100);
    expect(r.text()).toBe('still mine');

    const bmc = new Bmc({ host: 'bmc', user: 'admin', password: 'adminpw', clock: r.clock, datagrams: r.net });
    expect(await r.clock.run(bmc.act(deactivatePayload, SERIAL))).toEqual({ kind: 'accepted' });
    await r.clock.run(bmc.close());
    const third = r.another();
    await r.clock.run(third.console.open());
    await r.clock.advance(60_000);
    expect(r.story()).toEqual(['connecting', 'open', 'lost', 'lost']);
    expect(r.events.at(-1)).toMatchObject({ failure: { code: 'ipmi.held' } });
    await r.clock.run(third.console.close());
    await r.clock.advance(15_000);
    expect(r.story().slice(4)).toEqual(['open', 'gap deactivated']);
  });

  test('after a lost link its own dead session is ended', async () => {
    const r = rig({ sessionTimeoutMs: 600_000 });
    await r.clock.run(r.console.open());
    const { fate } = r.net;
    r.net.fate = nothing;
    await r.clock.advance(45_000);
    expect(r.story()).toEqual(['connecting', 'open', 'lost', 'lost']);
    r.net.fate = fate;
    await r.clock.advance(20_000);
    expect(r.story()).toEqual(['connecting', 'open', 'lost', 'lost', 'open', 'gap link']);
    r.core.sol.feed(Buffer.from('back'));
    await r.clock.advance(100);
    expect(r.text()).toBe('back');
  });

  test('after a lost link a foreign session keeps the console', async () => {
    const r = rig({ sessionTimeoutMs: 600_000 });
    await r.clock.run(r.console.open());
    const { fate } = r.net;
    r.net.fate = nothing;
    await r.clock.advance(45_000);
    r.net.fate = fate;
    const bmc = new Bmc({ host: 'bmc', user: 'admin', password: 'adminpw', clock: r.clock, datagrams: r.net });
    const thief = r.another();
    await r.clock.run(bmc.act(deactivatePayload, SERIAL).then(() => thief.console.open()));
    await r.clock.advance(60_000);
    expect(r.events.at(-1)).toMatchObject({ state: 'lost', failure: { code: 'ipmi.held' } });
    expect(thief.events.map((e) => e.kind === 'state' && e.state)).toEqual(['connecting', 'open']);
  });
});

describe('interruptions', () => {
  test('a BMC reset: one gap, and input from before is not sent late', async () => {
    const r = rig();
    await r.clock.run(r.console.open());
    r.core.sol.feed(Buffer.from('before'));
    await r.clock.advance(1_000);
    const from = r.clock.now();
    r.core.restart();
    r.console.write(Buffer.from('reboot\r'));
    expect(await failsWith(r, r.console.flushed())).toBe('vanished');
    expect(() => r.console.write(Buffer.from('x'))).toThrow('not open');
    await r.clock.advance(5_000);
    const to = r.clock.now();
    r.core.sol.feed(Buffer.from('after'));
    r.console.write(Buffer.from('root\r'));
    await r.clock.advance(5_000);
    expect(r.typed()).toBe('root\r');
    expect(r.text()).toBe('beforeafter');
    expect(r.story()).toEqual(['connecting', 'open', 'lost', 'open', 'gap bmc-reset']);
    const gap = r.events.find((e) => e.kind === 'gap');
    expect(gap?.kind === 'gap' && gap.from >= from - 1_000 && gap.from <= from && gap.to > from && gap.to <= to).toBe(
      true,
    );
    // The gap stands between the bytes.
    expect(r.events.findIndex((e) => e.kind === 'gap')).toBeLessThan(
      r.events.findIndex((e) => e.kind === 'data' && e.bytes.includes('after')),
    );
  });

  test('a closed port is noticed by its ICMP errors, and reopening goes on for as long as it takes', async () => {
    const r = rig();
    await r.clock.run(r.console.open());
    r.core.restart();
    r.net.failure = { reason: 'refused', detail: 'ECONNREFUSED' };
    await r.clock.advance(600_000);
    expect(r.story().slice(0, 3)).toEqual(['connecting', 'open', 'lost']);
    r.net.failure = null;
    await r.clock.advance(15_000);
    expect(r.story().slice(-2)).toEqual(['open', 'gap bmc-reset']);
    expect(r.story().filter((s) => s.startsWith('gap'))).toHaveLength(1);
  });

  test('an attempt that got half way is its own: the next one ends it, and the BMC still counts as restarted', async () => {
    const r = rig({ sessionTimeoutMs: 600_000 });
    await r.clock.run(r.console.open());
    r.core.restart();
    for (let n = 0; n < 3; n++) r.core.faults.loseNextReply('payload-activate');
    // The first is the goodbye of the lost session, should it say one.
    for (let n = 0; n < 2; n++) r.core.faults.loseNextRequest('close-session');
    await r.clock.advance(50_000);
    expect(r.core.received).toContain('payload-deactivate');
    expect(r.story()).toEqual(['connecting', 'open', 'lost', 'open', 'gap bmc-reset']);
  });

  test('complaints of the network that pass lose nothing', async () => {
    const r = rig();
    await r.clock.run(r.console.open());
    for (let n = 0; n < 5; n++) {
      r.net.failure = { reason: 'no-route', detail: 'EHOSTUNREACH' };
      r.console.write(Buffer.from('x'));
      await r.clock.advance(900);
      r.net.failure = null;
      await r.clock.advance(5_000);
    }
    expect(r.typed()).toBe('xxxxx');
    expect(r.story()).toEqual(['connecting', 'open']);
  });

  test('a payload that ended without a word is noticed by the keep-alive', async () => {
    const r = rig();
    await r.clock.run(r.console.open());
    r.core.sol.release();
    await r.clock.advance(40_000);
    expect(r.story()).toEqual(['connecting', 'open', 'lost', 'open', 'gap deactivated']);
  });

  test('idle for an hour: the session stays, with three small reads a minute', async () => {
    const r = rig();
    await r.clock.run(r.console.open());
    const before = r.net.sent.length;
    await r.clock.advance(3_600_000);
    expect(r.story()).toEqual(['connecting', 'open']);
    expect(r.net.sent.length - before).toBeLessThanOrEqual(180);
  });

  test('overrun is a gap of its own; nothing is reconnected', async () => {
    const r = rig();
    await r.clock.run(r.console.open());
    fromBmc(r, status(BMC.overrun), true);
    await r.clock.advance(10);
    expect(r.story()).toEqual(['connecting', 'open', 'gap overrun']);
  });

  test('without reconnect a loss closes it', async () => {
    const r = rig({}, { reconnect: false });
    await r.clock.run(r.console.open());
    r.core.restart();
    await r.clock.advance(60_000);
    expect(r.events.at(-1)).toMatchObject({ state: 'closed', failure: { code: 'ipmi.vanished' } });
    await r.clock.run(r.console.close());
    expect(r.story()).toEqual(['connecting', 'open', 'closed']);
  });

  test('closes at once while it is lost, while it connects, and while the BMC is silent', async () => {
    const lost = rig();
    await lost.clock.run(lost.console.open());
    lost.core.faults.dead = true;
    await lost.clock.advance(60_000);
    const at = lost.clock.now();
    await lost.clock.run(lost.console.close());
    expect(lost.clock.now() - at).toBeLessThan(100);
    expect(lost.story().at(-1)).toBe('closed');

    const connecting = rig();
    connecting.core.faults.dead = true;
    const opening = failsWith(connecting, connecting.console.open());
    const closing = connecting.console.close();
    expect(await opening).toMatch(/usage|unreachable/);
    await connecting.clock.run(closing);
    expect(connecting.story()).toEqual(['connecting', 'closed']);

    const silent = rig();
    await silent.clock.run(silent.console.open());
    silent.core.faults.dead = true;
    const since = silent.clock.now();
    await silent.clock.run(silent.console.close());
    expect(silent.clock.now() - since).toBeLessThan(3_000);
  });
});

/** A SOL payload from the BMC on the console's session, encrypted or not. */
function fromBmc(r: Rig, payload: Buffer, encrypted: boolean): void {
  const slot = r.core.slots.find((s) => s.secure !== null);
  if (!slot?.secure) throw new Error('nobody is logged in');
  const { session, datagram } = sealPayload(slot.secure, PAYLOAD.sol, payload, encrypted ? Buffer.alloc(16, 1) : null);
  slot.secure = session;
  slot.transmit({ bytes: datagram, delayMs: 0 });
}

describe('in the clear', () => {
  test('a BMC that refuses encryption: only with consent', async () => {
    const r = rig();
    r.core.sol.refusesEncryption = true;
    r.core.sol.parameters.weaken();
    expect(await failsWith(r, r.console.open())).toBe('unencrypted');
    const agreed = r.another({ unencryptedConsent: true });
    await r.clock.run(agreed.console.open());
    r.core.sol.feed(Buffer.from('plain to see'));
    agreed.console.write(Buffer.from('me too'));
    await r.clock.advance(100);
    expect(agreed.events.at(-1)).toMatchObject({ bytes: Buffer.from('plain to see') });
    expect(r.typed()).toBe('me too');
    expect(r.net.sent.some((b) => b.includes('me too'))).toBe(true);
  });

  test('a BMC that agrees to encryption and then sends in the clear is left', async () => {
    const r = rig();
    await r.clock.run(r.console.open());
    fromBmc(r, Buffer.from([1, 0, 0, 0, 0x41]), false);
    await r.clock.advance(5_000);
    expect(r.text()).toBe('');
    expect(r.events.at(-1)).toMatchObject({ state: 'closed', failure: { code: 'ipmi.unencrypted' } });
  });

  test('nothing leaves in the clear otherwise', async () => {
    const r = rig();
    await r.clock.run(r.console.open());
    r.console.write(Buffer.from('top secret'));
    await r.clock.run(r.console.flushed());
    expect(r.net.sent.some((b) => b.includes('top secret'))).toBe(false);
  });
});

describe('refusals', () => {
  test('what keeps a console from opening, each with its code', async () => {
    expect(await failsWith2({}, { password: 'wrong-4711' })).toBe('wrong-password');
    expect(await failsWith2({}, { user: 'user', password: 'userpw', privilege: 'user' })).toBe('privilege');
    const off = rig();
    off.core.sol.parameters.set(SOL_PARAMETER.enable, Buffer.from([0]));
    const e = await off.clock.run(off.console.open().catch((error: unknown) => error));
    expect(e).toMatchObject({ code: 'completion', advice: expect.stringContaining('Enable SOL') });
    const elsewhere = rig();
    elsewhere.core.sol.port = 624;
    expect(await failsWith(elsewhere, elsewhere.console.open())).toBe('completion');
    await elsewhere.clock.advance(10);
    expect(elsewhere.core.sol.active).toBe(false);
    const forwarded = rig({}, { port: 10_623 });
    forwarded.core.sol.port = 624;
    await forwarded.clock.run(forwarded.console.open());
  });

  async function failsWith2(server: PracticeBmcOptions, client: Partial<SolOptions>): Promise<string> {
    const r = rig(server, client);
    return failsWith(r, r.console.open());
  }

  test('an activation whose answer is lost is its own and is done again', async () => {
    const r = rig();
    r.core.faults.loseNextReply('payload-activate');
    await r.clock.run(r.console.open());
    expect(r.core.received.filter((c) => c.startsWith('payload-'))).toEqual([
      'payload-activate',
      'payload-activate',
      'payload-instance',
      'payload-deactivate',
      'payload-activate',
      'payload-instance',
    ]);
    r.core.sol.feed(Buffer.from('ok'));
    await r.clock.advance(100);
    expect(r.text()).toBe('ok');
  });

  test('a console is opened once, and input needs an open one', async () => {
    const r = rig();
    expect(() => r.console.write(Buffer.from('x'))).toThrow('not open');
    await r.clock.run(r.console.open());
    expect(await failsWith(r, r.console.open())).toBe('usage');
  });
});

test('flow control: the machine takes nothing, the queue is bounded, and everything arrives in the end', async () => {
  const r = rig();
  await r.clock.run(r.console.open());
  let room = 0;
  r.core.sol.takes = () => room;
  const input = Buffer.alloc(64 * 1024, 'x');
  r.console.write(input);
  expect(() => r.console.write(Buffer.from('y'))).toThrow(expect.objectContaining({ code: 'busy' }));
  await r.clock.advance(5_000);
  expect(r.story()).toEqual(['connecting', 'open', 'paused']);
  room = Number.POSITIVE_INFINITY;
  r.core.sol.ready();
  await r.clock.run(r.console.flushed());
  expect(r.story().at(-1)).toBe('open');
  expect(r.typed()).toBe(input.toString());
});

test('20 % loss each way, with reads beside the traffic: byte for byte both ways', async () => {
  const r = rig();
  await r.clock.run(r.console.open());
  const random = seeded(3);
  const { fate } = r.net;
  r.net.fate = (direction, bytes) => (random() < 0.2 ? [] : fate(direction, bytes));
  const output = Buffer.from(Uint8Array.from({ length: 60_000 }, () => random() * 256));
  const input = Buffer.from(Uint8Array.from({ length: 6_000 }, () => random() * 256));
  let at = 0;
  const feed = () => {
    for (let n = -1; n !== 0 && at < output.length; at += n) n = r.core.sol.feed(output.subarray(at));
  };
  r.core.sol.onDrain(feed);
  feed();
  r.console.write(input);
  let read = 0;
  for (let n = 0; n < 10; n++) {
    const id = await r.clock.run(r.console.read(getDeviceId, undefined).catch(() => null));
    if (id?.manufacturerId === 10876) read++;
  }
  // Each read has three tries.
  expect(read).toBeGreaterThanOrEqual(8);
  await r.clock.run(r.console.flushed());
  await r.clock.advance(120_000);
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  expect(hash(Buffer.from(r.text(), 'latin1'))).toBe(hash(output));
  expect(hash(Buffer.from(r.typed(), 'latin1'))).toBe(hash(input));
  expect(r.story()).toEqual(['connecting', 'open']);
});

test('the SOL configuration as it is and as it is weakened', async () => {
  const r = rig();
  const bmc = new Bmc({ host: 'bmc', user: 'admin', password: 'adminpw', clock: r.clock, datagrams: r.net });
  const read = () => r.clock.run(bmc.together((reads) => readSolConfiguration(reads, PRESENT_CHANNEL)));
  expect(await read()).toEqual({
    enabled: true,
    forceEncryption: true,
    forceAuthentication: true,
    privilege: 'operator',
    accumulateMs: 20,
    sendThreshold: 100,
    retryCount: 7,
    retryMs: 100,
    bitRate: 115_200,
    volatileBitRate: 115_200,
    channel: 1,
    port: 623,
  });
  r.core.sol.parameters.weaken();
  expect(await read()).toMatchObject({ forceEncryption: false, forceAuthentication: false, privilege: 'user' });
  r.core.faults.wrongCompletion('sol-config', 0x80, 20);
  expect(Object.values(await read()).every((value) => value === null)).toBe(true);
  await r.clock.run(bmc.close());
});

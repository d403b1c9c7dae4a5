import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { getDeviceId } from '../../main/ipmi/commands/get-device-id.ts';
import { getPayloadActivationStatus } from '../../main/ipmi/commands/get-payload-activation-status.ts';
import { getPayloadInstanceInfo } from '../../main/ipmi/commands/get-payload-instance-info.ts';
import { deactivatePayload, SERIAL } from '../../main/ipmi/sol/console.ts';
import { seeded } from '../../main/ports/seeded.ts';
import { fastClock } from './support/fast-clock.ts';
import { type IpmiSim, startIpmiSim } from './support/ipmi-sim.ts';
import { bmcFor } from './support/rackhand.ts';
import { type SerialLine, startSerialLine, watch } from './support/sol-line.ts';
import { startUdpProxy } from './support/udp-proxy.ts';

// Our console against ipmi_sim, whose SOL shares no line of code with ours. The machine behind it is this process, so every
// byte that goes in is known, and every byte that comes out is compared.

const random = seeded(2026);
const noise = (length: number) => Buffer.from(Uint8Array.from({ length }, () => random() * 256));
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

let line: SerialLine;
let sim: IpmiSim;
beforeEach(async () => {
  line = await startSerialLine();
  sim = await startIpmiSim({ machine: { chassisControl: '/bin/true', serialPort: line.port } });
});
afterEach(async () => {
  await sim.stop();
  await line[Symbol.asyncDispose]();
});

test('every byte value both ways, byte for byte, and reads on the same session', async () => {
  await using seen = watch(sim);
  await seen.console.open();
  const output = Buffer.concat([noise(200_000), Buffer.from('login: ')]);
  const input = noise(2_000);
  line.say(output);
  seen.console.write(input);
  expect(await seen.console.read(getDeviceId, undefined)).toMatchObject({ deviceId: 0 });
  expect(await seen.console.read(getPayloadActivationStatus, 1)).toEqual({ capacity: 1, active: [1] });
  expect(sha256(await seen.shown(output.length))).toBe(sha256(output));
  await seen.console.flushed();
  expect(sha256(await line.heard(input.length))).toBe(sha256(input));
  expect(seen.story).toEqual(['connecting', 'open']);
});

describe('20 % of all datagrams lost, each way', () => {
  test.each([1, 2, 3])('seed %d: byte for byte both ways, in one session', async (seed) => {
    let loss = 0;
    const luck = seeded(seed);
    const plan = () => (luck() < loss ? ({ kind: 'drop' } as const) : ({ kind: 'pass' } as const));
    const proxy = await startUdpProxy({ target: sim, plan });
    try {
      await using seen = watch(proxy);
      await seen.console.open();
      loss = 0.2;
      // A burst: ipmi_sim throws its buffer away when it has waited six times for an answer before the burst is over.
      const output = noise(20_000);
      const input = noise(1_000);
      line.say(output);
      seen.console.write(input);
      expect(sha256(await seen.shown(output.length))).toBe(sha256(output));
      await seen.console.flushed();
      expect(sha256(await line.heard(input.length))).toBe(sha256(input));
      expect(seen.story).toEqual(['connecting', 'open']);
      loss = 0;
    } finally {
      await proxy.close();
    }
  });
});

test('numbers go on in ipmi_sim from one console to the next; the second still types its first characters', async () => {
  for (const text of ['first', 'second', 'third']) {
    const before = line.typed.length;
    await using seen = watch(sim);
    await seen.console.open();
    seen.console.write(Buffer.from(text));
    await seen.console.flushed();
    expect((await line.heard(before + text.length)).subarray(before).toString()).toBe(text);
  }
});

test('held by another session, taken over by one explicit command, and noticed by who lost it', async () => {
  await using first = watch(sim, { keepAliveMs: 500 });
  await first.console.open();
  await using second = watch(sim);
  await expect(second.console.open()).rejects.toMatchObject({ code: 'held' });

  await using bmc = bmcFor(sim);
  const holder = await bmc.read(getPayloadInstanceInfo, SERIAL);
  expect(holder.sessionId).not.toBeNull();
  expect(await bmc.act(deactivatePayload, SERIAL)).toEqual({ kind: 'accepted' });
  await using third = watch(sim);
  await third.console.open();
  // ipmi_sim does not tell: the keep-alive finds out. It finds the payload active, but in another session's hands.
  await first.happened('connecting', 'open', 'lost');
  line.say(Buffer.from('for the third'));
  expect((await third.shown(13)).toString()).toBe('for the third');
});

test('a lost link: its dead session has a number that may be anybody’s, so it waits until the BMC has forgotten it', async () => {
  let cut = false;
  const plan = () => (cut ? ({ kind: 'drop' } as const) : ({ kind: 'pass' } as const));
  const proxy = await startUdpProxy({ target: sim, plan });
  try {
    await using seen = watch(proxy, { clock: fastClock(5) });
    await seen.console.open();
    cut = true;
    await seen.happened('connecting', 'open', 'lost');
    cut = false;
    // Held by itself, as it were; ipmi_sim forgets a silent session after 30 s.
    await seen.happened('connecting', 'open', 'lost', 'lost', 'open', 'gap link');
    line.say(Buffer.from('back'));
    expect((await seen.shown(4)).toString()).toBe('back');
  } finally {
    await proxy.close();
  }
});

test('a BMC reset in the middle: open again by itself, with one gap between the bytes', async () => {
  await using seen = watch(sim, { keepAliveMs: 500 });
  await seen.console.open();
  line.say(Buffer.from('before'));
  await seen.shown(6);
  await sim.reset();
  await seen.happened('connecting', 'open', 'lost', 'open', 'gap bmc-reset');
  line.say(Buffer.from('after'));
  expect((await seen.shown(11)).toString()).toBe('beforeafter');
  seen.console.write(Buffer.from('root'));
  await seen.console.flushed();
  expect((await line.heard(4)).toString()).toBe('root');
});

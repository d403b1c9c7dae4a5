import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { timeline } from './support/timeline.ts';
import { type Fault, type FaultPlan, startUdpProxy, type UdpProxy } from './support/udp-proxy.ts';

// The proofs stand on this proxy, so it is proven first: against an echo that answers every datagram with itself.

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function socket(): Promise<Socket> {
  const created = createSocket('udp4');
  created.bind(0, '127.0.0.1');
  await once(created, 'listening');
  open.push(created);
  return created;
}

/** A server that records what it hears and an orderly way to speak to it through the proxy. */
async function path(plan: FaultPlan) {
  const late = timeline();
  const server = await socket();
  const heardByServer: string[] = [];
  server.on('message', (bytes, from) => {
    heardByServer.push(bytes.toString('latin1'));
    server.send(bytes, from.port, from.address);
  });
  const proxy: UdpProxy = await startUdpProxy({
    target: { host: '127.0.0.1', port: server.address().port },
    plan,
    timeline: late,
  });
  open.push(proxy);
  const client = await socket();
  const heardByClient: string[] = [];
  client.on('message', (bytes) => heardByClient.push(bytes.toString('latin1')));
  const say = (text: string) => client.send(text, proxy.port, proxy.host);
  /** Sends a last datagram that no fault touches and waits for its echo: by then all others have arrived. */
  const settled = async () => {
    say('end');
    while (!heardByClient.includes('end')) await once(client, 'message');
    return {
      server: heardByServer.filter((text) => text !== 'end'),
      client: heardByClient.filter((text) => text !== 'end'),
    };
  };
  return { say, settled, late, proxy, client };
}

const only = (direction: 'to-bmc' | 'to-client', index: number, fault: Fault): FaultPlan => {
  return (datagram) => (datagram.direction === direction && datagram.index === index ? fault : { kind: 'pass' });
};

test('passes everything when nothing is planned, and logs it', async () => {
  const { say, settled, proxy } = await path(() => ({ kind: 'pass' }));
  say('a');
  expect(await settled()).toEqual({ server: ['a'], client: ['a'] });
  expect(proxy.log).toHaveLength(4);
  expect(proxy.count('to-bmc')).toBe(2);
});

test('drops a request, or only its answer', async () => {
  const lostRequest = await path(only('to-bmc', 0, { kind: 'drop' }));
  lostRequest.say('a');
  expect(await lostRequest.settled()).toEqual({ server: [], client: [] });
  const lostAnswer = await path(only('to-client', 0, { kind: 'drop' }));
  lostAnswer.say('a');
  expect(await lostAnswer.settled()).toEqual({ server: ['a'], client: [] });
});

test('duplicates', async () => {
  const { say, settled } = await path(only('to-bmc', 0, { kind: 'duplicate' }));
  say('a');
  expect(await settled()).toEqual({ server: ['a', 'a'], client: ['a', 'a'] });
});

test('swaps a datagram with the next one of its direction', async () => {
  const { say, settled } = await path(only('to-bmc', 0, { kind: 'swap' }));
  say('a');
  say('b');
  expect((await settled()).server).toEqual(['b', 'a']);
});

test('releases a swapped datagram that nothing follows', async () => {
  const { say, proxy, client } = await path(only('to-client', 0, { kind: 'swap' }));
  say('a');
  while (proxy.count('to-client') === 0) await new Promise(setImmediate);
  await Promise.all([once(client, 'message'), proxy.flush()]);
});

test('delays by ten seconds, which pass when the test says so', async () => {
  const { say, settled, late, proxy, client } = await path(only('to-bmc', 0, { kind: 'delay', ms: 10_000 }));
  say('late');
  expect(await settled()).toEqual({ server: [], client: [] });
  expect(late.pending).toBe(1);
  const [[bytes]] = await Promise.all([once(client, 'message'), proxy.flush()]);
  expect(String(bytes)).toBe('late');
});

test('corrupts one byte', async () => {
  const { say, settled } = await path(only('to-bmc', 0, { kind: 'corrupt', at: 0 }));
  say('ab');
  expect((await settled()).server).toEqual(['a\x9d']);
});

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import type { DatagramFailure } from './datagram.ts';
import { SharedDatagrams } from './shared-datagram.ts';

const opened: Socket[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.close();
});

/** A peer on loopback that sends back what it gets, with its name before it. */
async function echo(name: string): Promise<{ port: number; socket: Socket; from: Promise<number> }> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  opened.push(socket);
  await once(socket, 'listening');
  const from = once(socket, 'message').then(([, sender]: { port: number }[]) => sender?.port ?? 0);
  socket.on('message', (bytes, sender) => socket.send(`${name} ${bytes}`, sender.port, sender.address));
  return { port: socket.address().port, socket, from };
}

function listener() {
  const heard: string[] = [];
  const failures: DatagramFailure[] = [];
  let wake: (() => void) | null = null;
  return {
    heard,
    failures,
    events: {
      message: (bytes: Buffer) => {
        heard.push(bytes.toString());
        wake?.();
      },
      failed: (failure: DatagramFailure) => {
        failures.push(failure);
        wake?.();
      },
    },
    next: () => new Promise<void>((resolve) => (wake = resolve)),
  };
}

test('many peers over one socket: each hears its own', async () => {
  await using shared = new SharedDatagrams();
  const peers = await Promise.all(['a', 'b', 'c'].map(echo));
  const all = await Promise.all(
    peers.map(async ({ port }) => {
      const ear = listener();
      return { ear, socket: await shared.connect('127.0.0.1', port, ear.events) };
    }),
  );
  const answered = Promise.all(all.map(({ ear }) => ear.next()));
  for (const [index, { socket }] of all.entries()) socket.send(Buffer.from(String(index)));
  await answered;
  expect(all.map(({ ear }) => ear.heard)).toEqual([['a 0'], ['b 1'], ['c 2']]);
  expect(new Set(await Promise.all(peers.map(({ from }) => from))).size).toBe(1);
});

test('a stranger and a peer that was let go are not heard', async () => {
  await using shared = new SharedDatagrams();
  const [friend, former, stranger] = await Promise.all(['friend', 'former', 'stranger'].map(echo));
  if (!friend || !former || !stranger) throw new Error('no peers');
  const [ear, other] = [listener(), listener()];
  const socket = await shared.connect('127.0.0.1', friend.port, ear.events);
  const gone = await shared.connect('127.0.0.1', former.port, other.events);
  const first = ear.next();
  socket.send(Buffer.from('1'));
  await first;
  await gone.close();
  const port = await friend.from;
  // Loopback keeps the order: what these two send is there before the friend's second answer.
  stranger.socket.send('psst', port, '127.0.0.1');
  former.socket.send('late', port, '127.0.0.1');
  const second = ear.next();
  socket.send(Buffer.from('2'));
  await second;
  expect(ear.heard).toEqual(['friend 1', 'friend 2']);
  expect(other.heard).toEqual([]);
});

test('a send that fails is told to its own peer only', async () => {
  await using shared = new SharedDatagrams();
  const peer = await echo('a');
  const [ear, other] = [listener(), listener()];
  const socket = await shared.connect('127.0.0.1', peer.port, ear.events);
  await shared.connect('127.0.0.2', peer.port, other.events);
  const failed = ear.next();
  socket.send(Buffer.alloc(70_000));
  await failed;
  expect(ear.failures).toEqual([{ reason: 'other', detail: 'EMSGSIZE' }]);
  expect(other.failures).toEqual([]);
  const answered = ear.next();
  socket.send(Buffer.from('still'));
  await answered;
  expect(ear.heard).toEqual(['a still']);
});

test('an interruption reaches everyone who waits, and what was sent has left when it is disposed of', async () => {
  const shared = new SharedDatagrams();
  const peer = await echo('a');
  const [ear, late] = [listener(), listener()];
  const socket = await shared.connect('127.0.0.1', peer.port, ear.events);
  shared.interrupt();
  expect(ear.failures).toHaveLength(1);
  await shared.connect('127.0.0.1', peer.port, late.events);
  expect(late.failures).toHaveLength(1);
  const arrived = once(peer.socket, 'message');
  socket.send(Buffer.from('goodbye'));
  await shared[Symbol.asyncDispose]();
  expect(String((await arrived)[0])).toBe('goodbye');
});

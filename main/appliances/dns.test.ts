import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { leadsTo, lookUp } from './dns.ts';

type Answer = { addresses: string[]; ttl?: number } | { rcode: number } | null;
const A = 1;
const NXDOMAIN = 3;
const REFUSED = 5;
const SERVFAIL = 2;

/** A DNS server on loopback (RFC 1035): answers each question for IPv4 or IPv6; null: not at all. */
async function dns(
  answer: (name: string, v4: boolean) => Answer,
): Promise<{ at: string; asked: string[] } & AsyncDisposable> {
  const socket: Socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, { port, address }) => {
    const labels: string[] = [];
    let at = 12;
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
      labels.push(query.toString('latin1', at + 1, at + 1 + length));
      at += 1 + length;
    }
    const v4 = query.readUInt16BE(at + 1) === A;
    const said = answer(labels.join('.'), v4);
    asked.push(labels.join('.'));
    if (said === null) return;
    const question = query.subarray(12, at + 5);
    const records = 'addresses' in said ? said.addresses.map((one) => record(one, said.ttl ?? 60)) : [];
    const head = Buffer.alloc(12);
    query.copy(head, 0, 0, 2);
    head.writeUInt16BE(0x8180 | ('rcode' in said ? said.rcode : 0), 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(records.length, 6);
    socket.send(Buffer.concat([head, question, ...records]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const close = async () => void socket.close();
  return { at: `127.0.0.1:${socket.address().port}`, asked, [Symbol.asyncDispose]: close };
}

/** An address record whose name is that of the question. */
function record(address: string, ttl: number): Buffer {
  const v4 = !address.includes(':');
  const data = v4 ? Buffer.from(address.split('.').map(Number)) : Buffer.from(address.replaceAll(':', ''), 'hex');
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(v4 ? A : 28, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttl, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

const NAME = 'support.example.com';
const V6 = '2001:0db8:0000:0000:0000:0000:0000:0001';
const signal = () => AbortSignal.timeout(10_000);

describe('a name at a DNS server', () => {
  it('leads to its addresses of both kinds, for as long as the shortest says', async () => {
    await using server = await dns((_name, v4) =>
      v4 ? { addresses: ['192.0.2.9', '192.0.2.2'], ttl: 300 } : { addresses: [V6], ttl: 60 },
    );
    expect(await lookUp(NAME, server.at, signal())).toEqual({
      addresses: ['192.0.2.2', '192.0.2.9', '2001:db8::1'],
      ttl: 60,
    });
    expect(server.asked).toEqual([NAME, NAME]);
  });
  it.each([{ addresses: [] }, { rcode: NXDOMAIN }])('that has none there has none: %o', async (none) => {
    await using server = await dns(() => none);
    expect(await lookUp(NAME, server.at, signal())).toEqual({ addresses: [], ttl: null });
  });
  it.each([
    ['refused', REFUSED],
    ['server-error', SERVFAIL],
  ])('is not told of by a server that fails: %s', async (code, rcode) => {
    await using server = await dns(() => ({ rcode }));
    await expect(lookUp(NAME, server.at, signal())).rejects.toMatchObject({ code, device: server.at });
  });
  it('is asked of nobody when the reading is over', async () => {
    await using server = await dns(() => null);
    const over = new AbortController();
    const asked = lookUp(NAME, server.at, over.signal);
    over.abort(new Error('left'));
    await expect(asked).rejects.toThrow('left');
  });
  it.each(['', '192.0.2.1', 'https://x.example/', 'a b', `${'a'.repeat(64)}.example`, 'a..b', '-x'])(
    'has to be one: %j',
    async (name) => {
      await expect(lookUp(name, '127.0.0.1:9', signal())).rejects.toMatchObject({ code: 'address' });
    },
  );
  it.each(['', 'dns.example', '127.0.0.1:0x', '300.1.1.1'])('needs an address to ask at: %j', async (server) => {
    await expect(lookUp(NAME, server, signal())).rejects.toMatchObject({ code: 'address' });
  });
});

it.each([
  [['192.0.2.1'], '192.0.2.1', true],
  [['192.0.2.1'], ' 192.0.2.1 ', true],
  [['2001:db8::1'], V6.toUpperCase(), true],
  [['192.0.2.1', '192.0.2.2'], '192.0.2.1', false],
  [['192.0.2.2'], '192.0.2.1', false],
  [[], '192.0.2.1', false],
])('%j is where %s is expected: %s', (addresses, expected, is) => {
  expect(leadsTo(addresses, expected)).toBe(is);
});

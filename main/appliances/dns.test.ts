import { describe, expect, it } from 'vitest';
import { startDns } from '../practice/dns-server.ts';
import { leadsTo, lookUp } from './dns.ts';

const NAME = 'support.example.com';
const V6 = '2001:0db8:0000:0000:0000:0000:0000:0001';
const signal = () => AbortSignal.timeout(10_000);

describe('a name at a DNS server', () => {
  it('leads to its addresses of both kinds, for as long as the shortest says', async () => {
    const asked: string[] = [];
    await using server = await startDns(({ name, family }) => {
      asked.push(name);
      return family === 4 ? { addresses: ['192.0.2.9', '192.0.2.2'], ttl: 300 } : { addresses: [V6], ttl: 60 };
    });
    expect(await lookUp(NAME, server.at, signal())).toEqual({
      addresses: ['192.0.2.2', '192.0.2.9', '2001:db8::1'],
      ttl: 60,
    });
    expect(asked).toEqual([NAME, NAME]);
  });
  it.each([{ addresses: [], ttl: 1 }, { refusal: 'no-name' as const }])(
    'that has none there has none: %o',
    async (none) => {
      await using server = await startDns(() => none);
      expect(await lookUp(NAME, server.at, signal())).toEqual({ addresses: [], ttl: null });
    },
  );
  it.each([
    ['refused', 'refused'],
    ['server-error', 'failed'],
  ] as const)('is not told of by a server that fails: %s', async (code, refusal) => {
    await using server = await startDns(() => ({ refusal }));
    await expect(lookUp(NAME, server.at, signal())).rejects.toMatchObject({ code, device: server.at });
  });
  it('is asked of nobody when the reading is over', async () => {
    await using server = await startDns(() => null);
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

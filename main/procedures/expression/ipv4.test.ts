import { expect, it } from 'vitest';
import { isIpv4, sameSubnet } from './ipv4.ts';

it('takes dotted decimal and nothing else for an IPv4 address', () => {
  for (const address of ['192.0.2.1', '0.0.0.0', '255.255.255.255', ' 10.0.0.1 ']) expect(isIpv4(address)).toBe(true);
  for (const text of [
    '',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.01',
    '192.0.2.-1',
    '192.0.2.1.1',
    '2001:db8::1',
    'a.b.c.d',
    '1.2.3.4e0',
  ])
    expect([text, isIpv4(text)]).toEqual([text, false]);
});
it('sees whether two nodes lie in one network', () => {
  expect(sameSubnet('192.0.2.1', '192.0.2.254', '255.255.255.0')).toBe(true);
  expect(sameSubnet('192.0.2.1', '192.0.2.130', '255.255.255.128')).toBe(false);
  expect(sameSubnet('192.0.2.1', '198.51.100.1', '0.0.0.0')).toBe(true);
  expect(sameSubnet('192.0.2.1', '192.0.2.1', '255.255.255.0')).toBe(false);
});
it('has no network for a mask with holes, or for what is no address', () => {
  expect(sameSubnet('192.0.2.1', '192.0.2.2', '255.0.255.0')).toBe(false);
  expect(sameSubnet('192.0.2.1', '192.0.2.2', '24')).toBe(false);
  expect(sameSubnet('192.0.2.1', '::1', '255.255.255.0')).toBe(false);
});
it('agrees with a bit by bit comparison on random addresses', () => {
  let seed = 7;
  const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31);
  const dotted = (bits: number) => [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.');
  const binary = (bits: number) => bits.toString(2).padStart(32, '0');
  for (let round = 0; round < 500; round++) {
    const prefix = random() % 33;
    const left = random() * 2 + (random() % 2);
    const right = random() % 2 === 0 ? left - (left % 256) + (random() % 256) : random() * 2;
    const mask = dotted(2 ** 32 - 2 ** (32 - prefix));
    const same = left !== right && binary(left).slice(0, prefix) === binary(right).slice(0, prefix);
    expect([left, right, mask, sameSubnet(dotted(left), dotted(right), mask)]).toEqual([left, right, mask, same]);
  }
});

import { describe, expect, it } from 'vitest';
import { resolveBmc, splitBmc } from './address.ts';

describe('splitBmc', () => {
  it.each([
    ['127.0.0.1:623', { host: '127.0.0.1', port: 623 }],
    ['[::1]:9623', { host: '::1', port: 9623 }],
    ['bmc-a.example:623', { host: 'bmc-a.example', port: 623 }],
  ])('takes %s apart', (address, parts) => {
    expect(splitBmc(address)).toEqual(parts);
  });
});

describe('resolveBmc', () => {
  it('gives one address for every spelling of a BMC', async () => {
    const spellings = ['127.0.0.1', '127.0.0.1:623', 'localhost', 'LOCALHOST:623', '::ffff:127.0.0.1', 'localhost.'];
    const resolved = await Promise.all(spellings.map(resolveBmc));
    expect(new Set(resolved)).toEqual(new Set(['127.0.0.1:623']));
  });

  it('leaves a name that nobody knows as it is', async () => {
    expect(await resolveBmc('no-such-bmc.invalid')).toBe('no-such-bmc.invalid:623');
  });
});

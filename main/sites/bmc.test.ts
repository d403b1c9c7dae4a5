import { expect, test } from 'vitest';
import { normaliseBmc } from './bmc.ts';
import { SiteError } from './error.ts';

test.each([
  ['192.0.2.10', '192.0.2.10:623'],
  ['192.0.2.10:9623', '192.0.2.10:9623'],
  [' 192.0.2.10:0623 ', '192.0.2.10:623'],
  ['localhost', '127.0.0.1:623'],
  ['LocalHost:9623', '127.0.0.1:9623'],
  ['BMC-A.Example.COM.', 'bmc-a.example.com:623'],
  ['bmc_a:1', 'bmc_a:1'],
  ['2001:DB8:0:0::1', '[2001:db8::1]:623'],
  ['[2001:db8::0:1]:65535', '[2001:db8::1]:65535'],
  ['[::1]', '[::1]:623'],
  ['::', '[::]:623'],
  ['::ffff:192.0.2.10', '192.0.2.10:623'],
  ['[::FFFF:c000:020a]:9623', '192.0.2.10:9623'],
  ['fe80::1%eth0', '[fe80::1%eth0]:623'],
  ['[FE80:0::1%Eth0]:624', '[fe80::1%Eth0]:624'],
])('%s is %s, and stays so', (written, canonical) => {
  expect(normaliseBmc(written)).toBe(canonical);
  expect(normaliseBmc(canonical)).toBe(canonical);
});

test.each([
  ['', ' ', '.', 'a..b', '-a', 'a b', 'ü.example', 'a/b', 'http://192.0.2.10', 'root@bmc', 'a,b', 'a\n'].slice(0, -1),
  // Read as IPv4 by some programs, in octal by others, and as names by others still.
  ['127.1', '2130706433', '0x7f.1', '010.0.0.1', '256.0.0.1', '1.2.3', '1.2.3.4.5', 'bmc.0x10'],
  ['a:', 'a:0', 'a:65536', 'a:623a', 'a:-1', 'a:1e2', 'a:b:c', ':623'],
  ['[', '[]', '[::1', '[::1]623', '[::1]:', '[::1]:0', '[192.0.2.1]:623', '[a]', '1::2::3', 'fe80::1%', 'fe80::1%a b'],
  [`${'a'.repeat(64)}.example`, `${'a.'.repeat(127)}example`],
])('addresses that could be taken for two BMCs, or for none, are refused (%#)', (...addresses) => {
  for (const address of addresses) expect(() => normaliseBmc(address), address).toThrow(SiteError);
});

import { describe, expect, test } from 'vitest';
import { seeded } from '../ports/seeded.ts';
import { normaliseBmc } from '../sites/bmc.ts';
import { parseTargets, TargetsError } from './range.ts';

const files: Record<string, string> = {
  'rack.txt': '# rack 4\nnode[1-2].bmc   # both\n\r\n10.0.0.7:9001, 10.0.0.8\r\n',
  nested: 'a\n@rack.txt\n',
  empty: '# nothing\n',
};
const readFile = (path: string) => {
  const text = files[path];
  if (text === undefined) throw new Error('no such file');
  return text;
};
const parse = (...args: string[]) => parseTargets(args, { readFile });

function mistake(...args: string[]): string {
  try {
    parse(...args);
  } catch (e) {
    if (e instanceof TargetsError) return e.message;
    throw e;
  }
  throw new Error('was understood');
}

describe('what an operator may name', () => {
  test.each([
    ['node1.bmc', ['node1.bmc:623']],
    ['node[1-3].bmc', ['node1.bmc:623', 'node2.bmc:623', 'node3.bmc:623']],
    ['node[08-10,15].bmc:9000', ['node08.bmc:9000', 'node09.bmc:9000', 'node10.bmc:9000', 'node15.bmc:9000']],
    ['r[1-2]n[1-2]', ['r1n1:623', 'r1n2:623', 'r2n1:623', 'r2n2:623']],
    ['n[0-1]', ['n0:623', 'n1:623']],
    ['b, a', ['b:623', 'a:623']],
    ['10.0.0.0/30', ['10.0.0.1:623', '10.0.0.2:623']],
    ['10.0.0.6/30:9000', ['10.0.0.5:9000', '10.0.0.6:9000']],
    ['10.0.0.4/31', ['10.0.0.4:623', '10.0.0.5:623']],
    ['255.255.255.255/32', ['255.255.255.255:623']],
    ['10.0.0.254-255', ['10.0.0.254:623', '10.0.0.255:623']],
    ['10.0.0.1-2:[1-2]', ['10.0.0.1:1', '10.0.0.1:2', '10.0.0.2:1', '10.0.0.2:2']],
    ['127.0.0.1:[9001-9002]', ['127.0.0.1:9001', '127.0.0.1:9002']],
    ['[2001:db8::1]:9000', ['[2001:db8::1]:9000']],
    ['2001:DB8:0::1', ['[2001:db8::1]:623']],
    ['localhost', ['127.0.0.1:623']],
    ['@rack.txt', ['node1.bmc:623', 'node2.bmc:623', '10.0.0.7:9001', '10.0.0.8:623']],
  ])('%s', (text, addresses) => {
    expect(parse(text)).toEqual(addresses);
  });

  test('each once, however it is spelled, in the order written', () => {
    expect(parse('NODE2', 'node[1-3]', '10.0.0.1', '10.0.0.0/30,node2:623')).toEqual([
      'node2:623',
      'node1:623',
      'node3:623',
      '10.0.0.1:623',
      '10.0.0.2:623',
    ]);
  });

  test('a /24 has 254 hosts, first to last', () => {
    const hosts = parse('192.168.7.0/24');
    expect([hosts.length, hosts[0], hosts.at(-1)]).toEqual([254, '192.168.7.1:623', '192.168.7.254:623']);
  });
});

describe('mistakes, with their place', () => {
  test.each([
    ['node[1-3', '"node[1-3", column 5: "[" without "]".'],
    ['node1-3]', '"node1-3]", column 8: "]" without "[".'],
    ['a,node[]', '"a,node[]", column 8: "" is not a number or a range such as 1-40.'],
    ['node[1,x]', '"node[1,x]", column 8: "x" is not a number or a range such as 1-40.'],
    ['node[9-1]', '"node[9-1]", column 6: 9-1 runs backwards.'],
    ['node[08-9]', '"node[08-9]", column 6: 08 and 9 must have the same number of digits.'],
    ['node[8-010]', '"node[8-010]", column 6: 8 and 010 must have the same number of digits.'],
    ['10.0.0.0/33', '"10.0.0.0/33", column 10: a prefix has 0 to 32 bits.'],
    ['10.0.0.0/', '"10.0.0.0/", column 10: a prefix has 0 to 32 bits.'],
    ['10.0.0/24', '"10.0.0/24", column 1: "10.0.0" is not an IPv4 address.'],
    ['10.0.0.9-3', '"10.0.0.9-3", column 8: 9-3 runs backwards.'],
    ['10.0.0.9-256', '"10.0.0.9-256", column 10: the last octet goes up to 255.'],
    ['ok no_t!', '"ok no_t!", column 4: "no_t!" is not the address of a BMC.'],
    ['host:[65535-65536]', '"host:[65535-65536]", column 1: "host:65536" is not the address of a BMC.'],
    ['@absent', '"@absent", column 1: the file absent cannot be read: no such file.'],
    ['@nested', 'nested:2: "@rack.txt", column 1: a file cannot name another file.'],
    ['@empty', 'That names no BMC.'],
    ['', 'That names no BMC.'],
    ['10.0.0.0/16', 'That names 65,534 BMCs; at most 4,096 are taken at once.'],
    ['n[1-4000]', 'm[1-97]', 'That names 4,097 BMCs; at most 4,096 are taken at once.'],
    [
      'n[1-999999999][1-999999999]',
      'That names more than 9,000,000,000,000,000 BMCs; at most 4,096 are taken at once.',
    ],
  ])('%s', (...row) => {
    expect(mistake(...row.slice(0, -1))).toBe(row.at(-1));
  });

  test('a limit of 4096 takes 4096', () => {
    expect(parse('n[1-4096]')).toHaveLength(4_096);
  });
});

test('whatever is typed is understood or refused as a mistake; what is understood is canonical and unique', () => {
  const random = seeded(7);
  const pieces = [
    'node',
    '10.0.0.',
    '1',
    '0',
    '40',
    '-',
    '[',
    ']',
    ',',
    ':',
    '/',
    '@',
    ' ',
    '.',
    '24',
    'é',
    '\u0000',
    '#',
    '%',
  ];
  let understood = 0;
  for (let round = 0; round < 20_000; round++) {
    const text = Array.from(
      { length: 1 + Math.floor(random() * 9) },
      () => pieces[Math.floor(random() * pieces.length)],
    );
    try {
      const found = parse(text.join(''));
      understood++;
      expect(new Set(found).size).toBe(found.length);
      for (const address of found) expect(normaliseBmc(address)).toBe(address);
    } catch (e) {
      if (!(e instanceof TargetsError)) throw e;
    }
  }
  expect(understood).toBeGreaterThan(300);
});
